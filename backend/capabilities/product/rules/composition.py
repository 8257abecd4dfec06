"""Compose a product's forms from its components: one JSON Schema (2020-12) per form.

A component writes each field once, with the level that needs it:

    "area": {"$ref": "#/$defs/quantity", "title": "面积", "x-level": "FULL",
             "x-visible-when": {"kind": ["OWN", "RENT"]}}

``required``, ``if/then/else`` and the dictionary's ``enum`` are made from that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.capabilities.product.rules.content import (
    Component,
    EvidenceSlot,
    Library,
    ProductContent,
)
from backend.capabilities.product.rules.field_types import FIELD_TYPES
from backend.capabilities.product.rules.layering import overlay
from backend.capabilities.product.rules.words import Level

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_RANK = {Level.DRAFT: 0, Level.INTAKE: 1, Level.FULL: 2}
_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FormPart:
    """A component fitted to a product: parameters filled in, the product's own fields added."""

    code: str
    name_zh: str
    schema: Mapping[str, Any]
    ui_schema: Mapping[str, Any]
    computation: str
    evidence: tuple[EvidenceSlot, ...]
    parameters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Form:
    """A composed form: one property per part; ``schema`` is what clients draw."""

    parts: tuple[FormPart, ...]
    schema: Mapping[str, Any]

    def part(self, code: str) -> "Form":
        """Narrow the form to one part, to save a single section."""
        return form_of([part for part in self.parts if part.code == code])


def application_form(content: ProductContent, library: Library) -> Form:
    """Compose the application form (申请表) of a product, sections in the library's order."""
    return form_of(fit_parts(content, sorted(content.sections), library))


def investigation_form(content: ProductContent, library: Library) -> Form:
    """Compose the investigation (现场调查) of a product: from identity, M01, to conclusion, M25."""
    return form_of(fit_parts(content, sorted(content.modules), library))


def fit_parts(
    content: ProductContent, codes: Sequence[str], library: Library
) -> tuple[FormPart, ...]:
    """Fit components to a product; codes that the library lacks are publishable's business."""
    known = [library.components[code] for code in codes if code in library.components]
    return tuple(_fit(content, component, library) for component in known)


def form_of(parts: Sequence[FormPart]) -> Form:
    """Put fitted parts into one form."""
    schema: _Json = {
        "$schema": SCHEMA_DIALECT,
        "type": "object",
        "properties": {part.code: {**part.schema, "title": part.name_zh} for part in parts},
        "additionalProperties": False,
        "$defs": dict(FIELD_TYPES),
    }
    return Form(tuple(parts), schema)


def strict_schema(form: Form, level: Level) -> _Json:
    """Make the schema that data must meet at a level: required and hidden fields spelled out."""
    schema = _strict(form.schema, level)
    schema["required"] = [part.code for part in form.parts if is_needed(part.schema, level)]
    return schema


def reaches(field: Mapping[str, Any], level: Level) -> bool:
    """Tell whether a field must be filled at the level."""
    wanted = field.get("x-level")
    return wanted is not None and _RANK[Level(wanted)] <= _RANK[level]


def is_needed(schema: Mapping[str, Any], level: Level) -> bool:
    """Tell whether an object has a field that must be filled even when nothing else is."""
    return any(
        reaches(field, level)
        for field in schema.get("properties", {}).values()
        if not (when(field))
    )


def when(field: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    """Give the condition of a field: sibling field -> the values that call for it."""
    condition: Mapping[str, Sequence[Any]] = field.get("x-visible-when") or field.get(
        "x-required-when", {}
    )
    return condition


def _fit(content: ProductContent, component: Component, library: Library) -> FormPart:
    chosen = content.component_parameters.get(component.code, {})
    values = {name: one.default for name, one in component.parameters.items()} | dict(chosen)
    extra = {"properties": content.data_schema.get(component.code, {})}
    schema = _filled(overlay(component.schema, extra), values, library)
    evidence = tuple(
        _slot(slot, values) if slot.min_count_parameter else slot for slot in component.evidence
    )
    return FormPart(
        component.code,
        component.name_zh,
        schema,
        component.ui_schema,
        component.computation,
        evidence,
        values,
    )


def _slot(slot: EvidenceSlot, values: Mapping[str, int]) -> EvidenceSlot:
    count = values.get(slot.min_count_parameter, slot.min_count)
    return EvidenceSlot(slot.code, slot.title_zh, slot.kind, count, slot.camera_only)


def _filled(node: Any, values: Mapping[str, int], library: Library) -> Any:
    if isinstance(node, list):
        return [_filled(item, values, library) for item in node]
    if not isinstance(node, Mapping):
        return node
    if set(node) == {"x-parameter"}:
        return values.get(node["x-parameter"])
    filled = {key: _filled(value, values, library) for key, value in node.items()}
    dictionary = library.dictionaries.get(str(node.get("x-dictionary")))
    if dictionary is not None:
        filled["enum"] = [item.code for item in dictionary.leaves()]
    return filled


def _strict(node: Mapping[str, Any], level: Level) -> _Json:
    """Copy a schema with the requirements of the level; unknown fields are refused everywhere."""
    dropped = ("properties", "items", "minItems")
    copy: _Json = {key: v for key, v in node.items() if key not in dropped}
    if "items" in node:
        copy["items"] = _strict(node["items"], level)
        copy["minItems"] = node.get("minItems", 1) if reaches(node, level) else 0
    if "properties" not in node:
        return copy
    fields: Mapping[str, Mapping[str, Any]] = node["properties"]
    copy["properties"] = {name: _strict(field, level) for name, field in fields.items()}
    copy["additionalProperties"] = False
    copy["required"] = [n for n, f in fields.items() if reaches(f, level) and not when(f)]
    conditions = [_condition(n, f, level) for n, f in fields.items() if when(f)]
    if conditions:
        copy["allOf"] = conditions
    return copy


def _condition(name: str, field: Mapping[str, Any], level: Level) -> _Json:
    asked = when(field)
    condition: _Json = {
        "if": {
            "properties": {sibling: {"enum": list(values)} for sibling, values in asked.items()},
            "required": list(asked),
        },
        "then": {"required": [name] if reaches(field, level) else []},
    }
    if "x-visible-when" in field:
        # The library names no path for the schema ``false``.
        condition["else"] = {"properties": {name: {"not": {}}}}
    return condition
