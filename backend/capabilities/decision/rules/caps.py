"""The ceilings of a proposal (额度测算): each has a name, the lowest one binds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from backend.capabilities.decision.rules.capacity import half_up
from backend.kit.money import Fen

NOTHING = Fen(0)


class CapName(StrEnum):
    REQUESTED = "REQUESTED"
    PRODUCT_MAX = "PRODUCT_MAX"
    INCOME = "INCOME"
    CAPACITY = "CAPACITY"
    COLLATERAL = "COLLATERAL"
    GUARANTOR = "GUARANTOR"


CAP_ZH = {
    CapName.REQUESTED: "申请金额",
    CapName.PRODUCT_MAX: "产品上限",
    CapName.INCOME: "收入测算",
    CapName.CAPACITY: "偿债能力",
    CapName.COLLATERAL: "押品可贷",
    CapName.GUARANTOR: "保证人代偿能力",
}


@dataclass(frozen=True, slots=True)
class Cap:
    """One ceiling; ``is_binding`` marks the one that decided the amount."""

    name: CapName
    amount_fen: Fen
    is_binding: bool = False


@dataclass(frozen=True, slots=True)
class Guarantor:
    """A natural person who stands surety, with what he already guarantees elsewhere."""

    net_annual_income_fen: Fen
    existing_guaranteed_fen: Fen


@dataclass(frozen=True, slots=True)
class Collateral:
    """A pledged thing: its value, the part that may be lent on it, what it already secures."""

    value_fen: Fen
    loan_to_value: Decimal
    pledged_fen: Fen = NOTHING


def guarantor_capacity(guarantors: Sequence[Guarantor], income_multiple: Decimal) -> Fen:
    """Add up what the guarantors can still stand for: a multiple of income, less the rest."""
    return Fen(
        sum(
            max(0, int(one.net_annual_income_fen * income_multiple) - one.existing_guaranteed_fen)
            for one in guarantors
        )
    )


def collateral_capacity(collateral: Sequence[Collateral]) -> Fen:
    """Add up value x loan-to-value, less what is already secured; each at least 0."""
    return Fen(
        sum(
            max(0, int(thing.value_fen * thing.loan_to_value) - thing.pledged_fen)
            for thing in collateral
        )
    )


def income_cap(net_annual: Fen, grade_factor: Decimal, months: int, years_max: Decimal) -> Fen:
    """Multiply annual net income by the grade's factor and the years of the term, capped."""
    years = min(Decimal(months) / 12, years_max)
    return max(NOTHING, half_up(net_annual * grade_factor * years))


def bind(caps: Sequence[tuple[CapName, Fen]]) -> tuple[Cap, ...]:
    """Mark the lowest ceiling; of equal ones the first, as people read the list."""
    lowest = min(caps, key=lambda cap: cap[1])
    return tuple(Cap(name, amount, is_binding=(name, amount) == lowest) for name, amount in caps)


def floor_to_step(amount: Fen, step: Fen) -> Fen:
    """Round a ceiling down to the step in which the bank proposes; at least 0."""
    return Fen(max(0, amount // step * step))
