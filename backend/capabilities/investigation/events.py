"""What investigation announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationSubmitted(Event):
    """Both investigators have signed and handed in; approval begins or goes on."""

    application_id: UUID
    investigation_id: UUID
    resubmitted: bool
