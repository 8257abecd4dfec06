"""Every expression of a graph, compiled, measured and searched for ranges."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import zen

from backend.capabilities.decision.rules.engine import read_error
from backend.capabilities.decision.rules.gate.finding import Finding, FindingCode

EXPRESSION_LENGTH_MAX = 1000

_STRING = re.compile(r'"[^"]*"|\'[^\']*\'|`[^`]*`')
# An interval as a whole cell is a comparison of two numbers; a range anywhere else
# is a list, and a list of twenty million numbers cannot be interrupted.
_INTERVAL = re.compile(r"\s*[\[(\]][^\[\](),]*\.\.[^\[\](),]*[\])\[]\s*")


class Expression(NamedTuple):
    """One expression and where it stands; a cell compares with its column's field."""

    node_id: str
    row_id: str
    text: str
    is_cell: bool


def check_expressions(graph: Mapping[str, Any]) -> list[Finding]:
    """Compile every expression of the graph; the engine itself would not say a word."""
    return [
        finding
        for node in graph["nodes"]
        for expression in _expressions(node)
        for finding in _check(expression)
    ]


def _expressions(node: Mapping[str, Any]) -> Iterable[Expression]:
    content = node.get("content", {})
    node_id = node["id"]
    for item in content.get("expressions", []):
        yield Expression(node_id, item["id"], str(item.get("value", "")), is_cell=False)
    for item in content.get("statements", []):
        # An empty condition is the switch's "otherwise".
        if str(item.get("condition", "")).strip():
            yield Expression(node_id, item["id"], str(item["condition"]), is_cell=False)
    for column in content.get("inputs", []):
        yield Expression(node_id, column["id"], str(column.get("field", "")), is_cell=False)
    for row in content.get("rules", []):
        for column in content.get("inputs", []):
            text = str(row.get(column["id"], ""))
            if text.strip():
                yield Expression(node_id, row["_id"], text, is_cell=True)
        for column in content.get("outputs", []):
            yield Expression(node_id, row["_id"], str(row.get(column["id"], "")), is_cell=False)


def _check(expression: Expression) -> Iterable[Finding]:
    def finding(code: FindingCode, message: str) -> Finding:
        return Finding(code, message, expression.node_id, expression.row_id)

    text = expression.text
    if not text.strip():
        yield finding(FindingCode.EMPTY_EXPRESSION, "表达式为空")
    elif len(text) > EXPRESSION_LENGTH_MAX:
        yield finding(FindingCode.EXPRESSION_TOO_LONG, f"表达式超过 {EXPRESSION_LENGTH_MAX} 个字符")
    elif has_range(text, is_cell=expression.is_cell):
        yield finding(FindingCode.RANGE, f"不允许区间列表:{text}")
    else:
        problem = _compile_error(text, is_cell=expression.is_cell)
        if problem:
            yield finding(FindingCode.BAD_EXPRESSION, f"表达式无法编译:{text}({problem})")


def has_range(text: str, *, is_cell: bool) -> bool:
    """Tell whether an expression builds a range; an interval as a whole cell does not."""
    bare = _STRING.sub('""', text)
    return ".." in bare and not (is_cell and _INTERVAL.fullmatch(bare))


def _compile_error(text: str, *, is_cell: bool) -> str:
    # The binding's validate_unary_expression judges cells by the wrong grammar.
    compile_text: Callable[[str], object] = (
        zen.compile_unary_expression if is_cell else zen.compile_expression
    )
    try:
        compile_text(text)
    except (RuntimeError, ValueError) as error:
        return read_error(str(error))[1]
    return ""
