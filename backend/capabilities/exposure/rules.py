"""What counts as exposure; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend.kit.money import Fen


class ExposureKind(StrEnum):
    """敞口种类"""

    LIMIT = "LIMIT"
    NOTE = "NOTE"
    GUARANTEE_GIVEN = "GUARANTEE_GIVEN"
    EXTERNAL = "EXTERNAL"


@dataclass(frozen=True, slots=True)
class Stake:
    """One source of exposure; ``limit_ref`` names the limit that holds a note."""

    kind: ExposureKind
    ref: str
    amount_fen: Fen
    limit_ref: str = ""


def total(stakes: Iterable[Stake]) -> Fen:
    """Add up what the customer may owe us, each yuan once.

    A limit counts whole, drawn or not. A note counts with what exceeds its limit:
    all of it once the limit is gone, nothing while the limit holds it.
    """
    owed = [stake for stake in stakes if stake.kind is not ExposureKind.GUARANTEE_GIVEN]
    limits = {stake.ref: stake.amount_fen for stake in owed if stake.kind is ExposureKind.LIMIT}
    drawn: dict[str, int] = {}
    sum_fen: int = sum(limits.values())
    for stake in owed:
        if stake.kind is ExposureKind.NOTE and stake.limit_ref:
            drawn[stake.limit_ref] = drawn.get(stake.limit_ref, 0) + stake.amount_fen
        elif stake.kind is not ExposureKind.LIMIT:
            sum_fen += stake.amount_fen
    sum_fen += sum(max(amount - limits.get(ref, 0), 0) for ref, amount in drawn.items())
    return Fen(sum_fen)


def guaranteed(stakes: Iterable[Stake]) -> Fen:
    """Add up what the customer guarantees for others."""
    given = (stake for stake in stakes if stake.kind is ExposureKind.GUARANTEE_GIVEN)
    return Fen(sum(stake.amount_fen for stake in given))
