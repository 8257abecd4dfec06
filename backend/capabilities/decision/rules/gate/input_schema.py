"""The input schema: without one, a missing fact is a rule that does not match."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from backend.capabilities.decision.rules.gate.finding import Finding, FindingCode


def check_input_schema(graph: Mapping[str, Any]) -> list[Finding]:
    """Check that the input node refuses what is missing, misspelt or of a wrong type."""
    node = next(node for node in graph["nodes"] if node["type"] == "inputNode")
    text = node.get("content", {}).get("schema")
    if not text:
        return [Finding(FindingCode.NO_INPUT_SCHEMA, "输入节点没有 JSON Schema", node["id"])]
    try:
        schema = json.loads(text)
        Draft202012Validator.check_schema(schema)
    except (ValueError, TypeError, SchemaError):
        return [Finding(FindingCode.BAD_INPUT_SCHEMA, "输入的 JSON Schema 无效", node["id"])]
    return [
        Finding(FindingCode.BAD_INPUT_SCHEMA, message, node["id"])
        for message in _loose_ends(schema, "输入")
    ]


def _loose_ends(schema: Any, path: str, *, optional: bool = False) -> Iterable[str]:
    if not isinstance(schema, Mapping) or not ({"type", "enum", "const"} & schema.keys()):
        yield f"{path} 没有类型"
        return
    if schema.get("type") != "object":
        return
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is not False:
        yield f"{path} 允许未声明的字段"
    # Parameters fall back to the strategy's own defaults; facts must all be there.
    if not optional and set(schema.get("required", [])) != set(properties):
        yield f"{path} 有非必填的字段"
    for name, inner in properties.items():
        yield from _loose_ends(inner, f"{path}.{name}", optional=name == "parameters")
