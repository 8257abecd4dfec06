"""What archive announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSealed(Event):
    """An archive, or a supplement to it, was sealed."""

    archive_id: UUID
    edition: int
