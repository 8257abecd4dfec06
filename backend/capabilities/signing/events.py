"""What signing announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningCompleted(Event):
    """Everybody has signed, the bank has sealed, and the signed documents are stored."""

    task_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningEnded(Event):
    """A signing ended without success: DECLINED, EXPIRED or VOIDED."""

    task_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerConsented(Event):
    """A signer gave the code: the signatures are to be made."""

    signer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDue(Event):
    """A timer: remind those who have not signed, or end what is over."""

    task_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAllSigned(Event):
    """The last signature is made: the bank seals."""

    task_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWanted(Event):
    """A signer is to get a link, the ``number``-th."""

    signer_id: UUID
    number: int
