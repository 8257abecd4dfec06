"""Commands of the services become inputs of the schema, and inputs become commands again.

A command is a frozen dataclass beside its verb; ``about`` describes each field.
"""

import dataclasses
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import strawberry

from backend.kit.graphql.enums import register_enum
from backend.kit.refusal import Refusal, ValidationFailed

TEXT_MAX = 20_000
_CONTROL = {chr(code) for code in range(32)} - {"\n", "\t", "\r"} | {"\x7f"}


@cache
def input_of(command: type, *, keyed: bool) -> type:
    """Make the input type of a command; ``keyed`` adds its idempotency key."""
    name = command.__name__.removesuffix("Input") + "Input"
    hints = get_type_hints(command)
    spec: dict[str, Any] = {"__annotations__": {}, "__module__": command.__module__}
    if keyed:
        spec["__annotations__"]["idempotency_key"] = str
        spec["idempotency_key"] = strawberry.field(description="幂等键,同一键只生效一次")
    for item in dataclasses.fields(command):
        spec["__annotations__"][item.name] = _input_hint(hints[item.name])
        spec[item.name] = _input_field(item)
    doc = (command.__doc__ or name).splitlines()[0]
    return strawberry.input(type(name, (), spec), name=name, description=doc)


def _input_field(item: dataclasses.Field[Any]) -> Any:
    description = item.metadata.get("description", item.name)
    if item.default_factory is not dataclasses.MISSING:
        return strawberry.field(description=description, default_factory=item.default_factory)
    if item.default is None:
        return strawberry.field(description=description, default=strawberry.UNSET)
    if item.default is not dataclasses.MISSING:
        return strawberry.field(description=description, default=item.default)
    return strawberry.field(description=description, metadata=dict(item.metadata))


def _input_hint(hint: Any) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return input_of(hint, keyed=False)
    if isinstance(hint, type) and issubclass(hint, Enum):
        register_enum(hint)
        return hint
    if get_origin(hint) is None:
        return hint
    inner = tuple(_input_hint(part) for part in get_args(hint))
    if get_origin(hint) in (list, tuple):
        return list[inner[0]]  # type: ignore[valid-type]  # built at run time
    return Union[inner]  # noqa: UP007  # built at run time


def read_command(command: Any, given: Any) -> Any:
    """Turn an input back into its command."""
    hints = get_type_hints(command)
    return command(
        **{
            item.name: _read(hints[item.name], getattr(given, item.name))
            for item in dataclasses.fields(command)
        }
    )


def _read(hint: Any, value: Any) -> Any:
    if value is None or value is strawberry.UNSET:
        return None
    if isinstance(value, list):
        inner = next(part for part in _parts(hint) if get_origin(part) in (list, tuple))
        items = [_read(get_args(inner)[0], item) for item in value]
        return tuple(items) if get_origin(inner) is tuple else items
    for part in _parts(hint):
        if dataclasses.is_dataclass(part) and isinstance(part, type):
            return read_command(part, value)
    return value


def _parts(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) not in (None, list, tuple, dict) else (hint,)


def unreadable_texts(
    value: Any, path: tuple[str, ...] = (), text_max: int = TEXT_MAX
) -> list[Refusal]:
    """Find texts that no column may hold: control characters, lone surrogates, too long."""
    if isinstance(value, str):
        problem = _problem_of(value, text_max)
        return [ValidationFailed(problem, *path)] if problem else []
    if dataclasses.is_dataclass(value):
        return [
            found
            for item in dataclasses.fields(value)
            for found in unreadable_texts(
                getattr(value, item.name),
                (*path, item.name),
                item.metadata.get("text_max") or TEXT_MAX,
            )
        ]
    if isinstance(value, dict):
        pairs = [(str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list | tuple):
        pairs = [(str(index), inner) for index, inner in enumerate(value)]
    else:
        return []
    return [found for key, inner in pairs for found in unreadable_texts(inner, (*path, key))]


def _problem_of(text: str, text_max: int) -> str | None:
    if len(text) > text_max:
        return f"文字过长,最多 {text_max} 个字符"
    if any(character in _CONTROL for character in text):
        return "含有不可用的控制字符"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "含有不完整的字符"
    return None
