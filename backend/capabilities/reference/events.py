"""What reference data announces."""

from dataclasses import dataclass
from datetime import date

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMoved(Event):
    """The installation has a new business date; organization tells each bank."""

    to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDateAdvanced(Event):
    """A bank has a new business date (日切); announced once per legal entity, for its rows."""

    to: date
