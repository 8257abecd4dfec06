"""What guarantee announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CollateralRegistered(Event):
    """A collateral's right is registered: what waited for it may go on."""

    collateral_id: UUID
