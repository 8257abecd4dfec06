"""What contract announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEffective(Event):
    """A contract binds: its limit may be drawn."""

    contract_id: UUID
    application_id: UUID
    limit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerminated(Event):
    """A contract ended with nothing owed: guarantees are released, the file is closed."""

    contract_id: UUID
    application_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitClosed(Event):
    """A limit was cancelled or its contract terminated: the customer gets a notice."""

    closing_id: UUID
