"""What notification announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQueued(Event):
    """A text waits for the gateway."""

    text_id: UUID
