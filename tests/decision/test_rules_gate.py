"""The publish gate: what the engine would swallow in silence is refused here."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from backend.capabilities.decision.errors import StrategyNotPublishable, StrategyUnreadable
from backend.capabilities.decision.rules import (
    DecisionEngine,
    FindingCode,
    Strategy,
    findings_of,
    read_strategy,
    refuse_unpublishable,
)
from backend.capabilities.decision.rules.gate.expressions import has_range
from tests.decision.factories import DECISIONS, KEYS, the_strategy

Graph = dict[str, Any]
Change = Callable[[Graph], None]


def node(graph: Graph, node_id: str) -> dict[str, Any]:
    return next(item for item in graph["nodes"] if item["id"] == node_id)


def rules(graph: Graph) -> dict[str, Any]:
    return node(graph, "rules")["content"]


def changed(change: Change) -> Strategy:
    strategy = the_strategy("disbursement")
    graph = copy.deepcopy(dict(strategy.graph))
    change(graph)
    return replace(strategy, graph=graph)


def codes(strategy: Strategy) -> list[FindingCode]:
    return [finding.code for finding in findings_of(strategy)]


def schema_with(graph: Graph, **more: Any) -> None:
    content = node(graph, "input")["content"]
    content["schema"] = json.dumps(json.loads(content["schema"]) | more)


def lonely(graph: Graph) -> None:
    content = {"expressions": [{"id": "l1", "key": "x", "value": "1"}]}
    graph["nodes"].append({"id": "lonely", "type": "expressionNode", "content": content})


def dead_end(graph: Graph) -> None:
    lonely(graph)
    graph["edges"].append({"id": "d1", "sourceId": "input", "targetId": "lonely"})


def function_node(graph: Graph) -> None:
    node(graph, "chosen").update(type="functionNode", content={"source": "export const h = 1"})


def row_after_catch_all(graph: Graph) -> None:
    content = node(graph, "conclude")["content"]
    content["rules"].append(content["rules"][-1] | {"_id": "late"})


def deaf_row(graph: Graph) -> None:
    table = rules(graph)
    table["rules"].append(table["rules"][0] | {"_id": "FB02", "rule-i1": "> 99999"})


@pytest.mark.parametrize("key", KEYS)
def test_the_strategies_of_the_demo_bank_are_publishable(key: str) -> None:
    strategy = the_strategy(key)

    assert findings_of(strategy) == ()
    assert strategy.key == key
    assert all(sorted(item["position"]) == ["x", "y"] for item in strategy.graph["nodes"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda g: g.update(nodes=[]), FindingCode.MALFORMED),
        (lambda g: g["nodes"][0].pop("type"), FindingCode.MALFORMED),
        (lambda g: node(g, "rules").update(content=[]), FindingCode.MALFORMED),
        (lambda g: rules(g).update(rules="x"), FindingCode.MALFORMED),
        (lambda g: rules(g)["rules"][0].pop("_id"), FindingCode.MALFORMED),
        (function_node, FindingCode.NODE_KIND),
        (lambda g: node(g, "chosen").update(type="customNode"), FindingCode.NODE_KIND),
        (lambda g: node(g, "output").update(type="switchNode"), FindingCode.OUTPUT_COUNT),
        (lambda g: node(g, "input").update(type="switchNode"), FindingCode.INPUT_COUNT),
        (lambda g: node(g, "count").update(id="rules"), FindingCode.DUPLICATE_ID),
        (lambda g: rules(g)["rules"][1].update(_id="FB01"), FindingCode.DUPLICATE_ID),
        (lambda g: g["edges"][0].update(targetId="nowhere"), FindingCode.BROKEN_EDGE),
        (lonely, FindingCode.UNREACHABLE),
        (dead_end, FindingCode.DEAD_END),
        (
            lambda g: g["edges"].append({"id": "b", "sourceId": "count", "targetId": "rules"}),
            FindingCode.CYCLE,
        ),
        (lambda g: node(g, "input").pop("content"), FindingCode.NO_INPUT_SCHEMA),
        (lambda g: node(g, "input")["content"].update(schema="{"), FindingCode.BAD_INPUT_SCHEMA),
        (lambda g: schema_with(g, type="thing"), FindingCode.BAD_INPUT_SCHEMA),
        (lambda g: schema_with(g, required=["capacity"]), FindingCode.BAD_INPUT_SCHEMA),
        (lambda g: schema_with(g, additionalProperties=True), FindingCode.BAD_INPUT_SCHEMA),
        (lambda g: rules(g).update(rules=[]), FindingCode.EMPTY_TABLE),
        (lambda g: rules(g).update(hitPolicy="any"), FindingCode.HIT_POLICY),
        (lambda g: node(g, "conclude")["content"]["rules"].pop(), FindingCode.NO_CATCH_ALL),
        (row_after_catch_all, FindingCode.ROW_AFTER_CATCH_ALL),
        (lambda g: rules(g)["rules"][0].update(stray="1"), FindingCode.UNKNOWN_CELL),
        (lambda g: rules(g)["rules"][0].update({"rule-o3": ""}), FindingCode.MISSING_OUTPUT),
        (lambda g: rules(g)["rules"][0].update({"rule-i1": ">> 3 ("}), FindingCode.BAD_EXPRESSION),
        (lambda g: rules(g)["rules"][0].update({"rule-o3": "a +"}), FindingCode.BAD_EXPRESSION),
        (lambda g: rules(g)["inputs"][0].update(field=""), FindingCode.EMPTY_EXPRESSION),
        (
            lambda g: node(g, "count")["content"]["expressions"][0].update(value="1 +"),
            FindingCode.BAD_EXPRESSION,
        ),
        (
            lambda g: node(g, "count")["content"]["expressions"][0].update(
                value="len(map([1..20000000], #))"
            ),
            FindingCode.RANGE,
        ),
        (
            lambda g: rules(g)["rules"][0].update({"rule-i1": "len(map([1..20000000], #)) > 1"}),
            FindingCode.RANGE,
        ),
        (
            lambda g: rules(g)["rules"][0].update({"rule-i1": "> " + "1+" * 500 + "1"}),
            FindingCode.EXPRESSION_TOO_LONG,
        ),
        (
            lambda g: rules(g)["rules"].extend(
                [rules(g)["rules"][0] | {"_id": f"r{n}"} for n in range(500)]
            ),
            FindingCode.TOO_LARGE,
        ),
        (deaf_row, FindingCode.UNTESTED_ROW),
        (
            lambda g: rules(g)["rules"][0].update({"rule-i1": "> limit.pass"}),
            FindingCode.CASE_FAILED,
        ),
    ],
)
def test_the_gate_refuses(change: Change, code: FindingCode) -> None:
    draft = changed(change)

    assert code in codes(draft)
    with pytest.raises(StrategyNotPublishable):
        refuse_unpublishable(draft)


def test_a_cell_that_the_engine_swallows_would_have_passed_everybody() -> None:
    broken = changed(lambda g: rules(g)["rules"][0].update({"rule-i1": ">> 3 ("}))
    engine = DecisionEngine({"broken": broken.graph})
    context = {"capacity": {"metric": "MONTHLY_DSR", "ratio": 99}, "parameters": {}}

    swallowed = engine.evaluate("broken", context).result["hits"]

    assert swallowed == []
    assert codes(broken) == [FindingCode.BAD_EXPRESSION]


def test_a_finding_names_its_place() -> None:
    draft = changed(lambda g: rules(g)["rules"][0].update({"rule-i1": ">> 3 ("}))

    (finding,) = findings_of(draft)

    assert (finding.node_id, finding.row_id) == ("rules", "FB01")
    assert finding.text.startswith("rules/FB01: 表达式无法编译:>> 3 (")
    assert "backtrace" not in finding.text


def test_a_strategy_without_cases_is_not_published() -> None:
    assert codes(replace(the_strategy("disbursement"), cases=())) == [FindingCode.NO_CASES]


def test_a_case_whose_input_breaks_the_schema_fails_with_the_reason() -> None:
    strategy = the_strategy("disbursement")
    case = replace(strategy.cases[0], input={"capacity": {"metric": "MONTHLY_DSR"}})

    findings = findings_of(replace(strategy, cases=(*strategy.cases, case)))

    assert [finding.code for finding in findings] == [FindingCode.CASE_FAILED]
    assert "决策输入不符合要求" in findings[0].message


@pytest.mark.parametrize(
    ("text", "is_cell", "refused"),
    [
        ("[1..5]", True, False),
        ("(0.7..1]", True, False),
        ("[a.low..a.high]", True, False),
        ("[1..5]", False, True),
        ("sum([1..5]) > 3", True, True),
        ("len([1..[2..3]])", True, True),
        ('"见附件.."', False, False),
        ("> 3", True, False),
    ],
)
def test_an_interval_is_a_comparison_and_a_range_is_a_list(
    text: str, is_cell: bool, refused: bool
) -> None:
    assert has_range(text, is_cell=is_cell) is refused


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"graph": {}, "base": {}}'])
def test_a_file_that_is_no_strategy_is_refused(text: str) -> None:
    with pytest.raises(StrategyUnreadable):
        read_strategy(text)


@pytest.mark.parametrize("key", KEYS)
def test_the_editor_gets_graphs_in_its_own_format(key: str) -> None:
    graph = json.loads((DECISIONS / f"{key}.json").read_text(encoding="utf-8"))["graph"]

    assert graph["contentType"] == "application/vnd.gorules.decision"
    assert all(item["name"][0] >= "\u4e00" for item in graph["nodes"])
