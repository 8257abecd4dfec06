"""The one rounding rule of the house: to the nearest fen, half up, once, at the end.

Whole numbers carry every product exactly, so there is no precision to run out of.
"""

from backend.kit.money import Fen, Rate

# A rate has six decimals and is a percent: 5.2 % is 5_200_000 of these parts.
PARTS_OF_ONE = 10**8


def rate_parts(rate: Rate) -> int:
    """Turn a rate in percent into hundred-millionths of one."""
    return int(rate.scaleb(6))


def half_up(numerator: int, denominator: int) -> Fen:
    """Divide and round half up; both must not be negative.

    Source: conventions CN-2026.1, C1.
    """
    return Fen((2 * numerator + denominator) // (2 * denominator))


def interest_of_months(balance: Fen, annual_rate: Rate, months: int) -> Fen:
    """Charge whole months: balance x rate x months / 12.

    Multiplied first and divided last: a stored twelfth of the rate flips half fen.
    Source: conventions CN-2026.1, C2.
    """
    return half_up(balance * rate_parts(annual_rate) * months, 12 * PARTS_OF_ONE)


def interest_of_days(balance: Fen, annual_rate: Rate, days: int, day_basis: int) -> Fen:
    """Charge single days: balance x rate x days / 360 or 365.

    Source: conventions CN-2026.1, C2 and C3; 银发〔2005〕129号.
    """
    return half_up(balance * rate_parts(annual_rate) * days, day_basis * PARTS_OF_ONE)


def level_payment(principal: Fen, annual_rate: Rate, step: int, count: int) -> Fen:
    """Find the level instalment A = P i (1+i)^n / ((1+i)^n - 1), i for ``step`` months.

    Exact in whole numbers up to its single rounding; a rate of zero gives P / n.
    Source: conventions CN-2026.1, method EPI.
    """
    growth = rate_parts(annual_rate) * step
    one = 12 * PARTS_OF_ONE
    if growth == 0:
        return half_up(principal, count)
    grown = (one + growth) ** count
    return half_up(principal * growth * grown, one * (grown - one**count))
