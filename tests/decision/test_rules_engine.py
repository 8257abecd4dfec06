"""The engine behind its wall: exact, typed, unshared, and brief when it fails."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.capabilities.decision.errors import (
    DecisionFailed,
    DecisionInputInvalid,
    StrategyUnknown,
)
from backend.capabilities.decision.rules import (
    CapacityMetric,
    DecisionEngine,
    canonical_json,
    take_snapshot,
)
from tests.decision.factories import the_engine, the_strategy

CARRIED: dict[str, Any] = {
    "capacity": {"metric": "ANNUAL_COVERAGE", "ratio": Decimal("0.780308")},
    "parameters": {},
}


def computing(*expressions: str) -> DecisionEngine:
    schema = {"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]}
    parts = [{"id": f"x{n}", "key": f"x{n}", "value": text} for n, text in enumerate(expressions)]
    nodes = [
        {"id": "in", "type": "inputNode", "content": {"schema": json.dumps(schema)}},
        {"id": "sum", "type": "expressionNode", "content": {"expressions": parts}},
        {"id": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": f"e{n}", "type": "edge", "sourceId": a, "targetId": b}
        for n, (a, b) in enumerate([("in", "sum"), ("sum", "out")])
    ]
    for item in nodes:
        item |= {"name": item["id"], "position": {"x": 0, "y": 0}}
    return DecisionEngine({"computing": {"nodes": nodes, "edges": edges}})


@pytest.mark.parametrize(
    ("capacity", "problem"),
    [
        ({"metric": "ANNUAL_COVERAGE"}, '/capacity: "ratio" is a required property'),
        ({"metric": "ANNUAL_COVERAGE", "ratio": "0.5"}, '"0.5" is not of type "number"'),
        ({"metric": "ANNUAL_COVERAGE", "ratio": None}, 'null is not of type "number"'),
        ({"metric": "GUESS", "ratio": 1}, '"GUESS" is not one of'),
        ({"metric": "ANNUAL_COVERAGE", "ratio": 1, "x": 1}, "Additional properties"),
    ],
)
def test_what_is_missing_or_mistyped_is_refused_and_never_a_pass(
    capacity: dict[str, Any], problem: str
) -> None:
    with pytest.raises(DecisionInputInvalid) as refused:
        the_engine().evaluate("disbursement", CARRIED | {"capacity": capacity})

    assert problem in refused.value.message
    assert "backtrace" not in refused.value.message


def test_numbers_stay_exact_on_the_way_in_and_out() -> None:
    engine = computing("string(a)", "string(a * 3)", "a == 0.1 + 0.2")

    result = engine.evaluate("computing", {"a": Decimal("0.3")}).result
    big = engine.evaluate("computing", {"a": Decimal("99999999999.99")}).result

    assert result == {"x0": "0.3", "x1": "0.9", "x2": True}
    assert big["x1"] == "299999999999.97"


def test_a_float_does_not_get_in() -> None:
    with pytest.raises(TypeError, match="float"):
        the_engine().evaluate("disbursement", CARRIED | {"capacity": {"ratio": 0.5}})


def test_a_broken_node_is_named_without_a_native_stack_trace() -> None:
    with pytest.raises(DecisionFailed) as refused:
        computing('a / 0 > "x"').evaluate("computing", {"a": 1})

    assert refused.value.facts["node"] == "sum"
    assert len(refused.value.message) < 400
    assert "\n" not in refused.value.message


def test_an_unknown_strategy_is_refused() -> None:
    with pytest.raises(StrategyUnknown):
        the_engine().evaluate("disbursement@99", CARRIED)


def test_changing_a_result_changes_neither_trace_nor_the_next_result() -> None:
    first = the_engine().evaluate("disbursement", CARRIED)
    kept = json.dumps(first.trace)

    first.result["capacity"]["ratio"] = "tampered"

    assert json.dumps(first.trace) == kept
    assert the_engine().evaluate("disbursement", CARRIED).result["capacity"]["ratio"] == 0.780308


def test_the_trace_names_the_row_that_decided() -> None:
    trace = the_engine().evaluate("disbursement", CARRIED).trace

    assert trace["conclude"]["traceData"]["rule"]["_id"] == "approve"


def test_publishing_adds_a_version_and_keeps_the_old_one() -> None:
    graph = the_strategy("disbursement").graph
    engine = DecisionEngine({"disbursement@1": graph})

    engine.publish({"disbursement@2": graph})

    assert [engine.knows(f"disbursement@{n}") for n in (1, 2, 3)] == [True, True, False]
    answers = [engine.evaluate(f"disbursement@{n}", CARRIED).result["result"] for n in (1, 2)]
    assert answers == ["APPROVE", "APPROVE"]


@dataclass(frozen=True)
class Thing:
    b: Decimal
    a: tuple[date, CapacityMetric]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.80"), "0.8"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal(100), "100"),
        (True, "true"),
        (None, "null"),
        ({"乙": 1, "甲": "茶"}, '{"乙":1,"甲":"茶"}'),
        (frozenset({"b", "a"}), '["a","b"]'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (
            Thing(Decimal("2.50"), (date(2026, 1, 2), CapacityMetric.MONTHLY_DSR)),
            '{"a":["2026-01-02","MONTHLY_DSR"],"b":2.5}',
        ),
    ],
)
def test_canonical_json_has_one_form(value: Any, text: str) -> None:
    assert canonical_json(value) == text


@pytest.mark.parametrize("value", [1.5, Decimal("NaN"), Decimal("Infinity"), object()])
def test_what_has_no_exact_text_has_no_canonical_json(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_inv_24_equal_numbers_have_one_hash() -> None:
    assert take_snapshot({"x": Decimal("0.80")}) == take_snapshot({"x": Decimal("0.8")})
    assert (
        take_snapshot({}).sha256
        == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )
