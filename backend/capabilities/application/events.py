"""What application announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted(Event):
    """An application entered the bank; pre-assessment follows."""

    application_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn(Event):
    """The customer went back on it; what waits for it stops."""

    application_id: UUID
