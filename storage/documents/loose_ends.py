"""A template must use what it declares and declare what it uses."""

from collections.abc import Iterator, Mapping
from typing import Any

from storage.documents.failures import TemplateDefect
from storage.documents.markup import MarkupError, pieces
from storage.documents.variables import Variable, declared_paths

_PATHS = {"if", "unless", "each", "table"}
_LITERALS = {"as", "is", "style", "align", "width", "code", "variables", "layout"}


def refuse_loose_ends(source: Mapping[str, Any], variables: Mapping[str, Variable]) -> None:
    """Compare the paths that text, conditions and loops name with those declared.

    Raises:
        TemplateDefect: undeclared or unused variables, unbalanced markup; all named.
    """
    declared = declared_paths(variables)
    problems: list[str] = []
    uses = list(_uses(source, {}, problems))
    used = {path for path, _ in uses}
    for path, wanted in dict.fromkeys(uses):
        if declared.get(path, "") not in wanted:
            problems.append(f"变量 {path} 未声明或类型不符")
    for path, kind in declared.items():
        if path not in used and kind in ("text", "flag"):
            problems.append(f"变量 {path} 未使用")
    if problems:
        raise TemplateDefect(tuple(problems))


_TEXT = ("text",)
_ANY = ("text", "flag", "record", "list")
_LIST = ("list",)


def _uses(
    node: Any, aliases: Mapping[str, str], problems: list[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(node, str):
        yield from _uses_of_text(node, aliases, problems)
    elif isinstance(node, list):
        for item in node:
            yield from _uses(item, aliases, problems)
    elif isinstance(node, dict):
        inner = _with_alias(node, aliases)
        for key, value in node.items():
            if key in _PATHS:
                yield _full(value, aliases), _LIST if key in ("each", "table") else _ANY
            elif key not in _LITERALS:
                yield from _uses(value, inner, problems)


def _uses_of_text(
    text: str, aliases: Mapping[str, str], problems: list[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        found = pieces(text)
    except MarkupError as defect:
        problems.append(str(defect))
        return
    for piece in found:
        if piece.path:
            yield _full(piece.path, aliases), _TEXT


def _with_alias(node: Mapping[str, Any], aliases: Mapping[str, str]) -> Mapping[str, str]:
    if "as" not in node:
        return aliases
    looped = node.get("each") or node["table"]
    return {**aliases, node["as"]: _full(looped, aliases)}


def _full(path: str, aliases: Mapping[str, str]) -> str:
    head, _, rest = path.partition(".")
    head = aliases.get(head, head)
    return f"{head}.{rest}" if rest else head
