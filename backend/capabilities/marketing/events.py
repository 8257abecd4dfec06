"""What marketing announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadConverted(Event):
    """A lead became an application."""

    lead_id: UUID
    application_id: UUID
