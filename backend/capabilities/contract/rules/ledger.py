"""What a movement does to the balances of a limit; a sum that does not fit is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.capabilities.contract.errors import (
    LimitCancelled,
    LimitExceeded,
    LimitExpired,
    LimitFrozen,
    LimitInUse,
    LimitNotYetValid,
    MovementImpossible,
)
from backend.capabilities.contract.rules.states import LimitStatus
from backend.kit.money import Fen, yuan


class MovementKind(StrEnum):
    """额度变动种类"""

    GRANT = "GRANT"
    RESERVE = "RESERVE"
    RELEASE = "RELEASE"
    USE = "USE"
    RESTORE = "RESTORE"
    REPAY = "REPAY"
    REDUCE = "REDUCE"
    INCREASE = "INCREASE"
    FREEZE = "FREEZE"
    UNFREEZE = "UNFREEZE"
    CANCEL = "CANCEL"


NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class Balances:
    """The amounts of a limit, in fen.

    ``repaid`` counts the principal that was paid back under a limit that does not revolve:
    it stays used, but it is no longer owed.
    """

    approved: Fen = NOTHING
    used: Fen = NOTHING
    reserved: Fen = NOTHING
    repaid: Fen = NOTHING

    @property
    def available(self) -> Fen:
        """What may still be reserved."""
        return Fen(self.approved - self.used - self.reserved)

    @property
    def outstanding(self) -> Fen:
        """What the customer owes."""
        return Fen(self.used - self.repaid)


# What one fen of a movement adds to approved, used, reserved, repaid.
_EFFECTS: dict[MovementKind, tuple[int, int, int, int]] = {
    MovementKind.GRANT: (1, 0, 0, 0),
    MovementKind.INCREASE: (1, 0, 0, 0),
    MovementKind.REDUCE: (-1, 0, 0, 0),
    MovementKind.RESERVE: (0, 0, 1, 0),
    MovementKind.RELEASE: (0, 0, -1, 0),
    MovementKind.USE: (0, 1, -1, 0),
    MovementKind.RESTORE: (0, -1, 0, 0),
    MovementKind.REPAY: (0, 0, 0, 1),
    MovementKind.CANCEL: (-1, 0, 0, 0),
    MovementKind.FREEZE: (0, 0, 0, 0),
    MovementKind.UNFREEZE: (0, 0, 0, 0),
}


def after(balances: Balances, kind: MovementKind, amount: Fen) -> Balances:
    """Apply one movement (INV-26).

    Raises:
        LimitExceeded: a reservation, or a reduction, beyond what is available.
        MovementImpossible: more is released, used, restored or repaid than there is.
        LimitInUse: a cancellation while something is owed or under way.
    """
    if kind in (MovementKind.RESERVE, MovementKind.REDUCE) and amount > balances.available:
        raise LimitExceeded(wanted=yuan(amount), available=yuan(balances.available))
    if kind in (MovementKind.RELEASE, MovementKind.USE):
        _there(kind, amount, balances.reserved)
    if kind in (MovementKind.RESTORE, MovementKind.REPAY):
        _there(kind, amount, balances.outstanding)
    if kind is MovementKind.CANCEL:
        check_unused(balances)
    return _moved(balances, kind, amount)


def totals(moved: Mapping[MovementKind, Fen]) -> Balances:
    """Tell the balances from the sums of each kind of movement; INV-26 compares them."""
    balances = Balances()
    for kind, amount in moved.items():
        balances = _moved(balances, kind, amount)
    return balances


def _moved(balances: Balances, kind: MovementKind, amount: Fen) -> Balances:
    approved, used, reserved, repaid = _EFFECTS[kind]
    return Balances(
        Fen(balances.approved + approved * amount),
        Fen(balances.used + used * amount),
        Fen(balances.reserved + reserved * amount),
        Fen(balances.repaid + repaid * amount),
    )


def check_unused(balances: Balances) -> None:
    """Insist that nothing is owed and nothing under way.

    Raises:
        LimitInUse: something is.
    """
    if balances.outstanding or balances.reserved:
        raise LimitInUse(outstanding=yuan(balances.outstanding), reserved=yuan(balances.reserved))


def check_drawable(
    status: LimitStatus, reason: str, valid_from: date, draw_until: date, today: date
) -> None:
    """Insist that a limit may be drawn today (INV-30).

    Raises:
        LimitFrozen, LimitExpired, LimitCancelled, LimitNotYetValid: it may not.
    """
    if status is LimitStatus.CANCELLED:
        raise LimitCancelled
    if status is LimitStatus.FROZEN:
        raise LimitFrozen(reason=reason)
    if status is LimitStatus.EXPIRED or today > draw_until:
        raise LimitExpired(until=draw_until)
    if today < valid_from:
        raise LimitNotYetValid(since=valid_from)


def _there(kind: MovementKind, amount: Fen, present: Fen) -> None:
    if amount > present:
        raise MovementImpossible(kind=kind.value, amount=yuan(amount), present=yuan(present))
