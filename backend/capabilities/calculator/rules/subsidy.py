"""Who pays the interest of a subsidised loan (贴息贷款)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.kit.money import Fen, Rate
from backend.kit.refusal import ValidationFailed

from .rounding import half_up, rate_parts
from .schedule import Instalment

WHOLE = Rate(Decimal(100))


@dataclass(frozen=True, slots=True)
class SubsidisedInterest:
    """The interest of one instalment, parted: subsidy + borrower = interest (fen)."""

    no: int
    due_date: date
    interest: Fen
    subsidy: Fen
    borrower: Fen


def split_subsidy(
    schedule: Sequence[Instalment], subsidised: Rate, of: Rate = WHOLE
) -> tuple[SubsidisedInterest, ...]:
    """Part the interest of every instalment between subsidy and borrower.

    ``subsidised`` percent of 100, or points of the loan's annual rate with that rate as ``of``:
    2 of 5.2 points pay 2/5.2 of the interest. The subsidy is rounded half up, the borrower
    pays the remainder. Source: conventions CN-2026.1, C8.

    Raises:
        ValidationFailed: the subsidy is negative or more than the whole.
    """
    if not 0 <= subsidised <= of or of <= 0:
        raise ValidationFailed("贴息须在0与全部利息之间", "subsidised")
    part, whole = rate_parts(subsidised), rate_parts(of)
    rows = []
    for row in schedule:
        subsidy = half_up(row.interest * part, whole)
        borrower = Fen(row.interest - subsidy)
        rows.append(SubsidisedInterest(row.no, row.due_date, row.interest, subsidy, borrower))
    return tuple(rows)
