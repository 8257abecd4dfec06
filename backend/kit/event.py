"""What a capability announces: plain data in the past tense, delivered after the commit."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Self, get_type_hints
from uuid import UUID

_READ: dict[Any, Callable[[str], Any]] = {
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened. Fields are text, numbers, booleans, UUIDs, dates or moments."""

    kinds: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Know every kind of event by name."""
        # A dataclass with slots is built twice; zero-argument super would name the first.
        super(Event, cls).__init_subclass__(**kwargs)
        Event.kinds[cls.__qualname__] = cls

    def to_json(self) -> dict[str, Any]:
        """Write the fields as JSON values."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: str(value) if isinstance(value, UUID) else _iso(value)
            for name, value in values.items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read the fields back with their types."""
        hints = get_type_hints(cls)
        return cls(**{name: _read(hints[name], value) for name, value in values.items()})


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    for kind, read in _READ.items():
        if hint is kind or kind in getattr(hint, "__args__", ()):
            return read(value)
    return value
