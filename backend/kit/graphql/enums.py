"""Enumerations of the rules become enumerations of the schema, described by their docstring."""

import inspect
from enum import Enum
from typing import Any

import strawberry


def register_enum(kind: type[Enum]) -> None:
    """Make one enumeration known to Strawberry."""
    if not hasattr(kind, "__strawberry_definition__"):
        text = inspect.getdoc(kind) or kind.__name__
        strawberry.enum(kind, description=text.splitlines()[0])


def register_enums(names: dict[str, Any]) -> None:
    """Make the enumerations that a module names known."""
    for value in list(names.values()):
        if isinstance(value, type) and issubclass(value, Enum) and value.__members__:
            register_enum(value)
