"""What disbursement announces."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DisbursementSubmitted(Event):
    """The amount is set aside: the note is made and signed."""

    disbursement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutApproved(Event):
    """Two people have agreed: the core may be asked to pay."""

    disbursement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutWatched(Event):
    """A timer: see whether the core's answer is still missing."""

    disbursement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisbursementPaid(Event):
    """The core has posted and the note exists; once per disbursement."""

    disbursement_id: UUID
    note_id: UUID
    contract_id: UUID
    application_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRepaid(Event):
    """The core has collected something."""

    note_id: UUID
    contract_id: UUID
    principal_fen: int
    business_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOverdue(Event):
    """An instalment was not paid."""

    note_id: UUID
    contract_id: UUID
    overdue_fen: int
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettled(Event):
    """Nothing is owed under the note any more."""

    note_id: UUID
    contract_id: UUID
    settled_at: datetime
