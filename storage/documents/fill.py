"""Template + values → a filled document: plain data that every layout can show.

A filled text is a list of runs ``{text, bold, filled}``; ``filled`` marks what came
from a value.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from storage.documents.failures import TemplateDefect, VariablesMismatch
from storage.documents.markup import pieces
from storage.documents.template import Template
from storage.documents.variables import refuse_mismatch

Filled = dict[str, Any]


def fill(template: Template, values: Mapping[str, Any]) -> Filled:
    """Put the values into the template's text, decide its conditions, number its articles.

    Raises:
        VariablesMismatch: values missing, blank or not declared; all named.
        TemplateDefect: two signature boxes of the same party.
    """
    refuse_mismatch(template.variables, values)
    filling = _Filling()
    document = {
        "title": filling.plain(template.title, values),
        "number_label": template.number_label,
        "number": filling.plain(template.number, values),
        "notice": filling.runs(template.notice, values),
        "blocks": list(filling.blocks(template.body, values)),
    }
    if filling.missing:
        raise VariablesMismatch(tuple(dict.fromkeys(filling.missing)), ())
    if len(set(filling.keys)) < len(filling.keys):
        raise TemplateDefect(("签章位置重复:" + "、".join(filling.keys),))
    return document


class _Filling:
    """One walk through a template's blocks; it collects what could not be filled."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self.keys: list[str] = []
        self._articles = 0

    def blocks(self, blocks: list[Any], scope: Mapping[str, Any]) -> Iterator[Filled]:
        for block in blocks:
            if not _holds(block, scope):
                continue
            if "each" in block:
                for inner in _each(block, scope):
                    yield from self.blocks(block["body"], inner)
            else:
                yield self._block(block, scope)

    def _block(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        kind = next(kind for kind in _KINDS if kind in block)
        fill_one = getattr(self, f"_{kind}")
        return {"kind": kind, **fill_one(block, scope)}

    def _text(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        return {"runs": self.runs(block["text"], scope), "style": block.get("style", "body")}

    def _heading(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        return {"runs": self.runs(block["heading"], scope)}

    def _page_break(self, _block: Mapping[str, Any], _scope: Mapping[str, Any]) -> Filled:
        return {}

    def _article(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        self._articles += 1
        return {
            "number": self._articles,
            "runs": self.runs(block["article"], scope),
            "blocks": list(self.blocks(block["body"], scope)),
        }

    def _items(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        texts = [{"text": item} if isinstance(item, str) else item for item in block["items"]]
        return {"items": [self.runs(t["text"], scope) for t in texts if _holds(t, scope)]}

    def _facts(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        facts = [
            {"label": fact[0], "text": fact[1]} if isinstance(fact, list) else fact
            for fact in block["facts"]
        ]
        return {
            "title": self.runs(block.get("title", ""), scope),
            "pairs": block.get("pairs", 1),
            "rows": [
                [self.runs(fact["label"], scope), self.runs(fact["text"], scope)]
                for fact in facts
                if _holds(fact, scope)
            ],
        }

    def _table(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        columns = block["columns"]
        return {
            "title": self.runs(block.get("title", ""), scope),
            "head": [column["title"] for column in columns],
            "align": [column.get("align", "center") for column in columns],
            "widths": [column.get("width", 1) for column in columns],
            "rows": [
                [self.plain(column["text"], inner) for column in columns]
                for inner in _each({**block, "each": block["table"]}, scope)
            ],
        }

    def _signatures(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        return {
            "boxes": [
                self._signature(box, inner)
                for box in block["signatures"]
                if _holds(box, scope)
                for inner in (_each(box, scope) if "each" in box else [scope])
            ]
        }

    def _signature(self, box: Mapping[str, Any], scope: Mapping[str, Any]) -> Filled:
        key = self.plain(box["key"], scope)
        self.keys.append(key)
        return {
            "key": key,
            "label": self.plain(box["label"], scope),
            "lines": [self.plain(line, scope) for line in box.get("lines", [])],
            "seal": box.get("style") == "seal",
        }

    def runs(self, text: str, scope: Mapping[str, Any]) -> list[Filled]:
        return [
            {
                "text": self._value(piece.path, scope) if piece.path else piece.text,
                "bold": piece.bold,
                "filled": piece.path is not None,
            }
            for piece in pieces(text)
        ]

    def plain(self, text: str, scope: Mapping[str, Any]) -> str:
        return "".join(run["text"] for run in self.runs(text, scope))

    def _value(self, path: str, scope: Mapping[str, Any]) -> str:
        value = _at(path, scope)
        if isinstance(value, str):
            return value
        self.missing.append(path)
        return ""


_KINDS = (
    "text",
    "article",
    "heading",
    "items",
    "facts",
    "table",
    "signatures",
    "page_break",
)


def _holds(node: Mapping[str, Any], scope: Mapping[str, Any]) -> bool:
    if "is" in node:
        return bool(_at(node["if"], scope) == node["is"])
    if "if" in node and not _at(node["if"], scope):
        return False
    return not ("unless" in node and _at(node["unless"], scope))


def _each(node: Mapping[str, Any], scope: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in _at(node["each"], scope) or []:
        yield {**scope, node["as"]: item}


def _at(path: str, scope: Mapping[str, Any]) -> Any:
    value: Any = scope
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
