"""What an instalment costs when it is paid late (逾期): penalty and compound interest."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from backend.kit.money import RATE_STEP, Fen, Rate
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all

from .rounding import PARTS_OF_ONE, half_up, rate_parts

GRACE_DAYS_DEFAULT = 3
# 银发〔2003〕251号: overdue 30 % to 50 % on top, misuse 50 % to 100 %.
PENALTY_MARKUP = Rate(Decimal(50))
MISUSE_MARKUP = Rate(Decimal(100))


@dataclass(frozen=True, slots=True)
class OverdueCharge:
    """Penalty on principal (罚息) and on interest (复利) up to a day; amounts in fen."""

    days: int
    penalty_rate: Rate
    penalty: Fen
    compound_interest: Fen
    total: Fen


def penalty_rate(annual_rate: Rate, markup: Rate) -> Rate:
    """Raise a contract's rate by a markup in percent of it: 5.2 % and 50 % make 7.8 %.

    Source: 银发〔2003〕251号.
    """
    raised = annual_rate * (100 + markup) / 100
    return Rate(raised.quantize(RATE_STEP, ROUND_HALF_UP))


def overdue_charge(
    *,
    principal: Fen,
    interest: Fen,
    annual_rate: Rate,
    due_date: date,
    today: date,
    markup: Rate = PENALTY_MARKUP,
    grace_days: int = GRACE_DAYS_DEFAULT,
    day_basis: int = 360,
) -> OverdueCharge:
    """Charge what is overdue, from the due date on, that day included, today not.

    Within the days of grace nothing is charged; after them all days count. Where the due
    date moved to a business day, give the day it moved to.
    Source: conventions CN-2026.1, C10; 银发〔2003〕251号.

    Raises:
        Refused: an amount, the markup or the days of grace are negative.
    """
    refuse_all(_problems(principal, interest, markup, grace_days))
    days = (today - due_date).days
    if days <= grace_days:
        days = 0
    raised = rate_parts(annual_rate) * (PARTS_OF_ONE + rate_parts(markup)) * days
    per_fen = day_basis * PARTS_OF_ONE * PARTS_OF_ONE
    penalty, compound = half_up(principal * raised, per_fen), half_up(interest * raised, per_fen)
    return OverdueCharge(
        days=days,
        penalty_rate=penalty_rate(annual_rate, markup),
        penalty=penalty,
        compound_interest=compound,
        total=Fen(penalty + compound),
    )


def _problems(principal: Fen, interest: Fen, markup: Rate, grace_days: int) -> list[Refusal]:
    signs = {
        "principal": principal < 0,
        "interest": interest < 0,
        "markup": markup < 0,
        "graceDays": grace_days < 0,
    }
    return [ValidationFailed("不得小于0", name) for name, negative in signs.items() if negative]
