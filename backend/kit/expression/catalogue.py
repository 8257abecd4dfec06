"""The variables an expression may name, and how their values reach ZEN exactly."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "null"})
MONEY_DECIMALS = 2


class Kind(StrEnum):
    """What a single value is. Money is a number that enters as yuan decimal text."""

    BOOLEAN = "BOOLEAN"
    NUMBER = "NUMBER"
    MONEY = "MONEY"
    TEXT = "TEXT"
    ANY = "ANY"


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Type"


@dataclass(frozen=True, slots=True)
class Record:
    fields: Mapping[str, "Type"]


Type = Kind | ListOf | Record


class ValueUnfit(ValueError):
    """A value is missing or is not what the catalogue declares; says which."""


class Catalogue:
    """Declared variables: a dotted name such as ``customer.totalExposure`` and its type."""

    def __init__(self, variables: Mapping[str, Type]) -> None:
        """Keep the declarations.

        Raises:
            ValueError: a name that no expression can write, or one inside another.
        """
        for name in variables:
            parts = name.split(".")
            written = all(_NAME.fullmatch(part) for part in parts) and not _RESERVED & set(parts)
            inside = any(other.startswith(f"{name}.") for other in variables)
            if not written or inside:
                raise ValueError(name)
        self.variables = dict(variables)

    def longest(self, parts: Sequence[str]) -> str | None:
        """Find the declared variable that a written path starts with."""
        for end in range(len(parts), 0, -1):
            name = ".".join(parts[:end])
            if name in self.variables:
                return name
        return None

    def json_text(self, names: frozenset[str], optional: frozenset[str], context: Any) -> str:
        """Write the named variables of a context as the JSON text that ZEN reads.

        ZEN keeps decimals exact only when they arrive as JSON text; from Python
        objects it accepts floats alone.

        Raises:
            ValueUnfit: a value is missing, empty, or not of its declared type.
        """
        tree: dict[str, Any] = {}
        for name in sorted(names):
            value = _pick(context, name)
            if value is None and name not in optional:
                raise ValueUnfit(f"变量 {name} 没有值")
            *path, last = name.split(".")
            branch = tree
            for part in path:
                branch = branch.setdefault(part, {})
            branch[last] = _exact(value, self.variables[name], name)
        return _written(tree)


@dataclass(frozen=True, slots=True)
class _Literal:
    text: str


def _pick(context: Any, name: str) -> Any:
    value = context
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _exact(value: Any, declared: Type, name: str) -> Any:
    if value is None:
        return None
    if isinstance(declared, ListOf):
        if not isinstance(value, list | tuple):
            raise ValueUnfit(f"变量 {name} 应为列表")
        return [_exact(item, declared.item, name) for item in value]
    if isinstance(declared, Record):
        if not isinstance(value, Mapping):
            raise ValueUnfit(f"变量 {name} 应为结构")
        return {
            key: _exact(value.get(key), kind, f"{name}.{key}")
            for key, kind in declared.fields.items()
        }
    return _exact_scalar(value, declared, name)


def _exact_scalar(value: Any, kind: Kind, name: str) -> Any:
    if kind in (Kind.NUMBER, Kind.MONEY):
        return _Literal(_number(value, kind, name))
    if kind is Kind.BOOLEAN and not isinstance(value, bool):
        raise ValueUnfit(f"变量 {name} 应为是/否")
    if kind is Kind.TEXT and not isinstance(value, str):
        raise ValueUnfit(f"变量 {name} 应为文本")
    return value


def _number(value: Any, kind: Kind, name: str) -> str:
    # A bare integer could be fen, so money is decimal text or Decimal only; a
    # float has lost digits already.
    whole = isinstance(value, int) and not isinstance(value, bool) and kind is Kind.NUMBER
    text = f"{value:f}" if isinstance(value, Decimal) else str(value) if whole else value
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise ValueUnfit(f"变量 {name} 应为{'金额文本(元)' if kind is Kind.MONEY else '数值'}")
    if kind is Kind.MONEY and len(text.partition(".")[2].rstrip("0")) > MONEY_DECIMALS:
        raise ValueUnfit(f"变量 {name} 的金额最多两位小数")
    return text


def _written(value: Any) -> str:
    if isinstance(value, _Literal):
        return value.text
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(k)}:{_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
