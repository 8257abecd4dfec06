"""Read a JSON document into a frozen type, strictly, and name everything that is wrong."""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from backend.kit.money import Fen, Rate, fen, rate
from backend.kit.refusal import ValidationFailed, refuse_all

T = TypeVar("T")

MAX_TEXT = 2_000
MAX_ITEMS = 500
MAX_INTEGER = 1_000_000
ISO_DATE_LENGTH = 10

_Problems = list[ValidationFailed]
_Path = tuple[str, ...]


def read(kind: type[T], document: object) -> T:
    """Read a document whose keys are the type's field names in camel case, without ``fen``.

    Money and rates are decimal text, dates ISO text; an unknown key is refused.

    Raises:
        Refused: one VALIDATION_FAILED per problem, with its path.
    """
    problems: _Problems = []
    value = _read(kind, document, (), problems)
    refuse_all(list(problems))
    result: T = value
    return result


def json_name(field_name: str) -> str:
    """Name a field as JSON does: ``min_fen`` is ``min``, ``name_zh`` is ``nameZh``."""
    first, *rest = field_name.removesuffix("_fen").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _read(kind: Any, value: object, path: _Path, problems: _Problems) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(arm for arm in get_args(kind) if arm is not type(None))
        return None if value is None else _read(inner, value, path, problems)
    if origin is tuple:
        return _read_list(get_args(kind)[0], value, path, problems)
    if origin is Mapping:
        return _read_mapping(get_args(kind)[1], value, path, problems)
    if is_dataclass(kind):
        return _read_object(kind, value, path, problems)
    return _read_scalar(kind, value, path, problems)


def _read_list(item: Any, value: object, path: _Path, problems: _Problems) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        problems.append(ValidationFailed(f"应为列表,最多 {MAX_ITEMS} 项", *path))
        return ()
    return tuple(_read(item, v, (*path, str(at)), problems) for at, v in enumerate(value))


def _read_mapping(item: Any, value: object, path: _Path, problems: _Problems) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MAX_ITEMS:
        problems.append(ValidationFailed(f"应为对象,最多 {MAX_ITEMS} 项", *path))
        return {}
    if item is Any:
        return value
    return {key: _read(item, v, (*path, key), problems) for key, v in value.items()}


def _read_object(kind: Any, value: object, path: _Path, problems: _Problems) -> Any:
    if not isinstance(value, dict):
        problems.append(ValidationFailed("应为对象", *path))
        return None
    hints = get_type_hints(kind)
    known = {json_name(one.name): one for one in fields(kind)}
    problems += [ValidationFailed("未知字段", *path, key) for key in value if key not in known]
    before = len(problems)
    given: dict[str, Any] = {}
    for key, one in known.items():
        if key in value:
            given[one.name] = _read(hints[one.name], value[key], (*path, key), problems)
        elif _is_mandatory(one):
            problems.append(ValidationFailed("缺少该字段", *path, key))
    return kind(**given) if len(problems) == before else None


def _is_mandatory(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _read_scalar(kind: Any, value: object, path: _Path, problems: _Problems) -> Any:
    wanted, reader = _SCALARS.get(kind, ("可选值", kind))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        wanted = "以下之一:" + "、".join(kind)
    try:
        return reader(value)
    except (ValueError, TypeError, ArithmeticError):
        problems.append(ValidationFailed(f"应为{wanted}", *path))
        return None


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT or "\0" in value:
        raise ValueError(value)
    return value


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_INTEGER:
        raise ValueError(value)
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _date(value: object) -> date:
    # The parser also takes 20260101 and week dates; a product has one way of writing.
    text = _text(value)
    if len(text) != ISO_DATE_LENGTH:
        raise ValueError(value)
    return date.fromisoformat(text)


_SCALARS: dict[Any, tuple[str, Callable[[Any], Any]]] = {
    str: ("文本", _text),
    int: ("整数", _integer),
    bool: ("是/否", _truth),
    date: ("日期(YYYY-MM-DD)", _date),
    Decimal: ("小数文本", lambda value: Decimal(rate(_text(value)))),
    Fen: ("金额文本(元,最多两位小数)", lambda value: fen(_text(value))),
    Rate: ("百分比文本(最多六位小数)", lambda value: rate(_text(value))),
}
