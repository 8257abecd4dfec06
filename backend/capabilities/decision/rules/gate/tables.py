"""Decision tables: a row for every case, a value for every output."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.capabilities.decision.rules.gate.finding import Finding, FindingCode

Table = Mapping[str, Any]


def check_tables(graph: Mapping[str, Any]) -> list[Finding]:
    """Check every decision table of the graph."""
    return [
        finding
        for node in graph["nodes"]
        if node["type"] == "decisionTableNode"
        for finding in _check_table(node["id"], node.get("content", {}))
    ]


def _check_table(node_id: str, table: Table) -> Iterable[Finding]:
    if not all(table.get(part) for part in ("rules", "inputs", "outputs")):
        yield Finding(FindingCode.EMPTY_TABLE, "决策表没有行、条件或输出", node_id)
        return
    if table.get("hitPolicy") not in {"first", "collect"}:
        yield Finding(FindingCode.HIT_POLICY, "命中策略只能是 first 或 collect", node_id)
    if table.get("hitPolicy") == "first":
        yield from _catch_all(node_id, table)
    yield from _cells(node_id, table)


def is_catch_all(table: Table, row: Table) -> bool:
    """Tell whether a row asks nothing, so that every case ends there at the latest."""
    return all(not str(row.get(column["id"], "")).strip() for column in table["inputs"])


def _catch_all(node_id: str, table: Table) -> Iterable[Finding]:
    *rows, last = table["rules"]
    if not is_catch_all(table, last):
        yield Finding(FindingCode.NO_CATCH_ALL, "最后一行必须是兜底行(条件全空)", node_id)
    for row in rows:
        if is_catch_all(table, row):
            yield Finding(
                FindingCode.ROW_AFTER_CATCH_ALL, "兜底行之后的行永远不会命中", node_id, row["_id"]
            )


def _cells(node_id: str, table: Table) -> Iterable[Finding]:
    columns = {column["id"] for column in (*table["inputs"], *table["outputs"])}
    for row in table["rules"]:
        strangers = {name for name in row if not name.startswith("_")} - columns
        if strangers:
            yield Finding(FindingCode.UNKNOWN_CELL, "单元格不属于任何一列", node_id, row["_id"])
        for output in table["outputs"]:
            # The engine drops empty outputs, and a reader would find nothing there.
            if not str(row.get(output["id"], "")).strip():
                yield Finding(
                    FindingCode.MISSING_OUTPUT,
                    f"输出“{output.get('name', output['id'])}”为空",
                    node_id,
                    row["_id"],
                )
