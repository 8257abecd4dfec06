"""The attached test cases: what must come out, and that every row has been seen to work."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from backend.capabilities.decision.rules.engine import DecisionEngine, Evaluation
from backend.capabilities.decision.rules.gate.finding import Finding, FindingCode
from backend.capabilities.decision.rules.gate.tables import is_catch_all
from backend.capabilities.decision.rules.strategy import Strategy
from backend.kit.refusal import Refusal

Row = tuple[str, str]


def check_cases(strategy: Strategy) -> list[Finding]:
    """Run the cases; a row that none of them hits may be one that never can be."""
    if not strategy.cases:
        return [Finding(FindingCode.NO_CASES, "没有测试用例")]
    engine = DecisionEngine({strategy.key: strategy.graph})
    found: list[Finding] = []
    hit: set[Row] = set()
    for case in strategy.cases:
        try:
            evaluation = engine.evaluate(strategy.key, case.input)
        except Refusal as refusal:
            found.append(_failed(case.name, refusal.message))
            continue
        hit |= rows_hit(evaluation)
        difference = first_difference(case.expected, evaluation.result)
        if difference:
            found.append(_failed(case.name, difference))
    return found or [*_untested(strategy.graph, hit)]


def _failed(name: str, problem: str) -> Finding:
    return Finding(FindingCode.CASE_FAILED, f"用例“{name}”:{problem}")


def rows_hit(evaluation: Evaluation) -> set[Row]:
    """Name the table rows that a run has hit, as (node id, row id)."""
    return {
        (node_id, row["rule"]["_id"])
        for node_id, node in evaluation.trace.items()
        for row in _table_rows(node.get("traceData"))
    }


def _table_rows(trace: Any) -> list[Mapping[str, Any]]:
    rows = trace if isinstance(trace, list) else [trace]
    return [row for row in rows if isinstance(row, Mapping) and "_id" in row.get("rule", {})]


def _untested(graph: Mapping[str, Any], hit: set[Row]) -> Iterable[Finding]:
    for node in graph["nodes"]:
        if node["type"] != "decisionTableNode":
            continue
        table = node["content"]
        for row in table["rules"]:
            # A catch-all may be out of reach by intention: it is there for the unforeseen.
            if (node["id"], row["_id"]) not in hit and not is_catch_all(table, row):
                yield Finding(FindingCode.UNTESTED_ROW, "没有用例命中此行", node["id"], row["_id"])


def first_difference(expected: Any, actual: Any, path: str = "结果") -> str:
    """Compare what must be there with what came out; say the first difference or nothing."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        pairs = [(f"{path}.{name}", item, actual.get(name)) for name, item in expected.items()]
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = [
            (f"{path}[{index}]", *pair)
            for index, pair in enumerate(zip(expected, actual, strict=True))
        ]
    elif _exact(expected) == _exact(actual):
        return ""
    else:
        return f"{path} 应为 {expected},实为 {actual}"
    for inner_path, wanted, got in pairs:
        difference = first_difference(wanted, got, inner_path)
        if difference:
            return difference
    return ""


def _exact(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    # The engine answers with the shortest text of its exact decimal.
    return Decimal(str(value))
