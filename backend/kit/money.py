"""Money is whole fen, a rate is a percent per year; the door speaks decimal text."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

Fen = NewType("Fen", int)
Rate = NewType("Rate", Decimal)

RATE_STEP = Decimal("0.000001")
_MONEY = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,2})?", re.ASCII)
_RATE = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?", re.ASCII)


def fen(yuan: str) -> Fen:
    """Read an amount in yuan, written with at most two decimals.

    Raises:
        ValueError: not a plain decimal number, or more than 13 digits.
    """
    if not _MONEY.fullmatch(yuan):
        raise ValueError(yuan)
    return Fen(int(Decimal(yuan) * 100))


def yuan(amount: Fen) -> str:
    """Write fen as yuan with two decimals: 12345 is "123.45"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def grouped_yuan(amount: Fen) -> str:
    """Write fen for people: 12345678 is "123,456.78"."""
    return f"{Decimal(amount) / 100:,.2f}"


def rate(percent: str) -> Rate:
    """Read a rate in percent per year: "5.2" is 5.2 %.

    Raises:
        ValueError: not a plain decimal number, or more than six decimals.
    """
    if not _RATE.fullmatch(percent):
        raise ValueError(percent)
    return Rate(Decimal(percent).quantize(RATE_STEP))


def percent(value: Rate) -> str:
    """Write a rate with its six decimals: "5.200000"."""
    return f"{value.quantize(RATE_STEP, ROUND_HALF_UP):f}"
