"""What evidence announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadConfirmed(Event):
    """What was declared has arrived; it waits to be taken in."""

    upload_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTakenIn(Event):
    """The file is kept."""

    upload_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAttached(Event):
    evidence_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoReused(Event):
    """The same or a like picture lies in another case (INV-22)."""

    evidence_id: UUID
    case_id: UUID
    other_case_id: UUID
    same_bytes: bool
