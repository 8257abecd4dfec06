"""Solve for the rate that discounts a loan's cash flows to nothing (内部收益率).

The unknown is the discount factor v of one unit of time, a day or a period, so that every
cash flow is multiplied by a whole power of v and decimals stay fast.
"""

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from typing import NamedTuple

from backend.capabilities.calculator.errors import AnnualCostUndefined

_PRECISION = Context(prec=34)
_LOWEST, _HIGHEST = Decimal("-0.9"), Decimal(10)
_STEPS_MAX = 200


class CashFlow(NamedTuple):
    """Fen that the borrower pays (positive) or receives (negative) after ``units`` of time."""

    units: int
    amount: int


def growth_per_unit(flows: Sequence[CashFlow], units_per_rate: int, guess: Decimal) -> Decimal:
    """Find 1 + rate for one unit of time.

    The rate over ``units_per_rate`` units is sought between -90 % and 1000 %, starting at
    ``guess``; 1.05 is 5 %. Newton's steps, halved back into the bracket when they leave it.

    Raises:
        AnnualCostUndefined: the flows change their sign nowhere in that bracket.
    """
    with localcontext(_PRECISION):
        exponent = -1 / Decimal(units_per_rate)
        low, high = (1 + _HIGHEST) ** exponent, (1 + _LOWEST) ** exponent
        if _value(flows, low)[0] > 0 or _value(flows, high)[0] < 0:
            raise AnnualCostUndefined
        return 1 / _root(flows, low, high, guess**exponent)


def _root(flows: Sequence[CashFlow], low: Decimal, high: Decimal, factor: Decimal) -> Decimal:
    tolerance = Decimal("1e-18")
    for _ in range(_STEPS_MAX):
        value, slope = _value(flows, factor)
        if value > 0:
            high = factor
        else:
            low = factor
        previous = factor
        factor = factor - value / slope if slope else low
        if not low <= factor <= high:
            factor = (low + high) / 2
        if abs(factor - previous) < tolerance:
            return factor
    raise AnnualCostUndefined


def _value(flows: Sequence[CashFlow], factor: Decimal) -> tuple[Decimal, Decimal]:
    # Gaps between due dates repeat, so few powers are ever computed.
    powers: dict[int, Decimal] = {}
    discount, value, slope, before = Decimal(1), Decimal(0), Decimal(0), 0
    for units, amount in flows:
        gap = units - before
        if gap not in powers:
            powers[gap] = factor**gap
        discount *= powers[gap]
        present = amount * discount
        value += present
        slope += units * present
        before = units
    return value, slope / factor
