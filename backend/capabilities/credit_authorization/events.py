"""What credit authorization announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationValid(Event):
    """A person's permission is signed and sealed."""

    authorization_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditQueryReady(Event):
    """A query may go out to the bureau; it goes once."""

    query_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditQueryUnresolved(Event):
    """A query has no answer yet; the bureau is asked what became of it."""

    query_id: UUID
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditQueryFinished(Event):
    """A query has its outcome: SUCCEEDED, NO_RECORD, FAILED or REUSED."""

    query_id: UUID
    customer_id: UUID
    application_id: UUID | None
    outcome: str
