"""Which JSON Schema a component may be written in: the subset that clients can draw.

Types are the house's own by name, so that no administrator's pattern can run long.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.capabilities.product.errors import ProductNotPublishable
from backend.capabilities.product.rules.composition import FormPart
from backend.capabilities.product.rules.computed import COMPUTATIONS
from backend.capabilities.product.rules.content import Library
from backend.capabilities.product.rules.field_types import FIELD_TYPES
from backend.capabilities.product.rules.words import Level

KEYWORDS = frozenset(
    {
        *("$ref", "type", "title", "description", "properties", "items", "minItems", "maxItems"),
        *("minimum", "maximum", "const", "enum", "readOnly"),
        *("x-level", "x-dictionary", "x-mask", "x-source", "x-unit", "x-problem", "x-computed"),
        *("x-visible-when", "x-required-when"),
    }
)
SOURCES = frozenset({"MANUAL", "OCR", "BUREAU", "ID_CHECK", "CUSTOMER", "CALCULATOR"})
MASKS = frozenset({"NAME", "ID_NO", "PHONE", "BANK_CARD", "ADDRESS"})
MAX_DEPTH = 6
MAX_FIELDS = 60
MAX_ROWS = 100


def check_component(part: FormPart, library: Library) -> Iterator[ProductNotPublishable]:
    """Yield what is wrong with a component as a product uses it."""
    if part.computation and part.computation not in COMPUTATIONS:
        yield ProductNotPublishable(f"没有名为“{part.computation}”的计算", part.code, "computation")
    slots = [slot.code for slot in part.evidence]
    if len(set(slots)) < len(slots):
        yield ProductNotPublishable("佐证位代码重复", part.code, "evidence")
    if part.schema.get("type") != "object":
        yield ProductNotPublishable("组件应为对象", part.code)
    yield from _node(part.schema, library, (part.code,))


def _node(node: object, library: Library, path: tuple[str, ...]) -> Iterator[ProductNotPublishable]:
    if not isinstance(node, Mapping) or len(path) > MAX_DEPTH:
        yield ProductNotPublishable("字段定义不是对象或嵌套过深", *path)
        return
    for keyword in node.keys() - KEYWORDS:
        yield ProductNotPublishable(f"不支持的关键字“{keyword}”", *path)
    yield from _type(node, path)
    yield from _attributes(node, library, path)
    fields = node.get("properties", {})
    if len(fields) > MAX_FIELDS:
        yield ProductNotPublishable(f"字段不能超过 {MAX_FIELDS} 个", *path)
    for name, field in fields.items():
        here = (*path, name)
        if not (name.isascii() and name.isalnum()):
            yield ProductNotPublishable("字段名只能用字母和数字", *here)
        yield from _node(field, library, here)
        if isinstance(field, Mapping):
            yield from _condition(field, fields, here)
            if not field.get("title"):
                yield ProductNotPublishable("缺少中文名称", *here)
    if "items" in node:
        yield from _node(node["items"], library, (*path, "items"))


def _type(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[ProductNotPublishable]:
    named = str(node.get("$ref", ""))
    if named:
        if named.removeprefix("#/$defs/") not in FIELD_TYPES:
            yield ProductNotPublishable(f"没有字段类型“{named}”", *path)
    elif node.get("type") == "array":
        if "items" not in node or node.get("maxItems", MAX_ROWS + 1) > MAX_ROWS:
            yield ProductNotPublishable(f"列表须有 items 和不超过 {MAX_ROWS} 的 maxItems", *path)
    elif node.get("type") != "object":
        yield ProductNotPublishable("字段须引用字段类型,或为列表、对象", *path)


def _attributes(
    node: Mapping[str, Any], library: Library, path: tuple[str, ...]
) -> Iterator[ProductNotPublishable]:
    allowed = {
        "x-level": set(Level) - {Level.DRAFT},
        "x-dictionary": library.dictionaries.keys(),
        "x-source": SOURCES,
        "x-mask": MASKS,
    }
    for keyword, values in allowed.items():
        if keyword in node and node[keyword] not in values:
            yield ProductNotPublishable(f"{keyword} 的值“{node[keyword]}”不可用", *path)


def _condition(
    field: Mapping[str, Any], siblings: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[ProductNotPublishable]:
    for keyword in ("x-visible-when", "x-required-when"):
        for sibling, values in field.get(keyword, {}).items():
            if sibling not in siblings or not isinstance(values, list):
                yield ProductNotPublishable(f"{keyword} 须为同组字段及其取值列表", *path)
