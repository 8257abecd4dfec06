"""What approval announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanApproved(Event):
    """The last instance has approved; a contract may be made."""

    application_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRejected(Event):
    """The route ended in a rejection."""

    application_id: UUID
