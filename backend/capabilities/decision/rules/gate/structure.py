"""The shape of a graph: kinds of nodes, identities, and ways from input to output."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from backend.capabilities.decision.rules.gate.finding import Finding, FindingCode

NODES_MAX = 60
ROWS_MAX = 500

# Function nodes run JavaScript that can hang the process for ever and open sockets.
# Custom and decision nodes would reach beyond the version that is being published.
NODE_KINDS = frozenset(
    {
        "inputNode",
        "outputNode",
        "decisionTableNode",
        "expressionNode",
        "switchNode",
    }
)

Graph = Mapping[str, Any]


def check_structure(graph: Graph) -> list[Finding]:
    """Check the shape; the other checks rely on it."""
    malformed = _malformed(graph)
    if malformed:
        return malformed
    nodes, edges = graph["nodes"], graph["edges"]
    found = [*_sizes(nodes), *_kinds(nodes), *_identities(nodes, edges), *_ends(nodes)]
    found += _broken_edges(nodes, edges)
    return found or _ways(nodes, edges)


def _malformed(graph: Graph) -> list[Finding]:
    parts = {"nodes": ("id", "type"), "edges": ("id", "sourceId", "targetId")}
    for part, names in parts.items():
        items = graph.get(part)
        if not isinstance(items, list) or not items:
            return [Finding(FindingCode.MALFORMED, f"{part} 缺失或为空")]
        for item in items:
            if not isinstance(item, dict) or any(not item.get(name) for name in names):
                return [Finding(FindingCode.MALFORMED, f"{part} 中有不完整的元素")]
    for node in graph["nodes"]:
        content = node.get("content", {})
        if not isinstance(content, dict) or not _lists_are_lists(content):
            return [Finding(FindingCode.MALFORMED, "节点内容不完整", node["id"])]
    return []


def _lists_are_lists(content: Mapping[str, Any]) -> bool:
    return all(
        isinstance(content.get(name, []), list)
        and all(isinstance(item, dict) for item in content.get(name, []))
        for name in ("rules", "inputs", "outputs", "expressions", "statements")
    )


def _sizes(nodes: Sequence[Graph]) -> Iterable[Finding]:
    if len(nodes) > NODES_MAX:
        yield Finding(FindingCode.TOO_LARGE, f"节点超过 {NODES_MAX} 个")
    for node in nodes:
        if len(node.get("content", {}).get("rules", [])) > ROWS_MAX:
            yield Finding(FindingCode.TOO_LARGE, f"规则超过 {ROWS_MAX} 行", node["id"])


def _kinds(nodes: Sequence[Graph]) -> Iterable[Finding]:
    for node in nodes:
        if node["type"] not in NODE_KINDS:
            yield Finding(FindingCode.NODE_KIND, f"不允许的节点类型 {node['type']}", node["id"])


def _identities(nodes: Sequence[Graph], edges: Sequence[Graph]) -> Iterable[Finding]:
    for twin in duplicates(item["id"] for item in (*nodes, *edges)):
        yield Finding(FindingCode.DUPLICATE_ID, "标识重复", twin)
    for node in nodes:
        content = node.get("content", {})
        inner = [
            item.get("_id") or item.get("id")
            for part in ("rules", "inputs", "outputs", "expressions", "statements")
            for item in content.get(part, [])
        ]
        if not all(inner):
            yield Finding(FindingCode.MALFORMED, "有行、列或表达式没有标识", node["id"])
        for twin in duplicates(name for name in inner if name):
            yield Finding(FindingCode.DUPLICATE_ID, f"标识重复 {twin}", node["id"], twin)


def duplicates(names: Iterable[str]) -> list[str]:
    """List the names that occur more than once."""
    return [name for name, times in Counter(names).items() if times > 1]


def _ends(nodes: Sequence[Graph]) -> Iterable[Finding]:
    kinds = Counter(node["type"] for node in nodes)
    if kinds["inputNode"] != 1:
        yield Finding(FindingCode.INPUT_COUNT, "必须有且只有一个输入节点")
    if kinds["outputNode"] != 1:
        yield Finding(FindingCode.OUTPUT_COUNT, "必须有且只有一个输出节点")


def _broken_edges(nodes: Sequence[Graph], edges: Sequence[Graph]) -> Iterable[Finding]:
    known = {node["id"] for node in nodes}
    for edge in edges:
        if edge["sourceId"] not in known or edge["targetId"] not in known:
            yield Finding(FindingCode.BROKEN_EDGE, "连线的一端没有节点", edge["id"])


def _ways(nodes: Sequence[Graph], edges: Sequence[Graph]) -> list[Finding]:
    forward: dict[str, set[str]] = {node["id"]: set() for node in nodes}
    backward: dict[str, set[str]] = {node["id"]: set() for node in nodes}
    for edge in edges:
        forward[edge["sourceId"]].add(edge["targetId"])
        backward[edge["targetId"]].add(edge["sourceId"])
    try:
        TopologicalSorter(backward).prepare()
    except CycleError as loop:
        return [Finding(FindingCode.CYCLE, "节点连成了环", loop.args[1][0])]
    start = next(node["id"] for node in nodes if node["type"] == "inputNode")
    end = next(node["id"] for node in nodes if node["type"] == "outputNode")
    reached, leading = _closure(forward, start), _closure(backward, end)
    return [
        *(
            Finding(FindingCode.UNREACHABLE, "从输入节点到不了", node_id)
            for node_id in forward
            if node_id not in reached
        ),
        *(
            Finding(FindingCode.DEAD_END, "到不了输出节点", node_id)
            for node_id in forward
            if node_id in reached and node_id not in leading
        ),
    ]


def _closure(steps: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        node_id = waiting.pop()
        if node_id not in seen:
            seen.add(node_id)
            waiting.extend(steps[node_id])
    return seen
