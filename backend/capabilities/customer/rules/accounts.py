"""Bank accounts and other papers of a customer."""

from datetime import date
from enum import StrEnum


class AccountPurpose(StrEnum):
    """账户用途"""

    DISBURSE = "DISBURSE"
    REPAY = "REPAY"
    BOTH = "BOTH"


class PaperType(StrEnum):
    """证件种类"""

    RESIDENT_ID = "RESIDENT_ID"
    HOUSEHOLD_REGISTER = "HOUSEHOLD_REGISTER"
    PASSPORT = "PASSPORT"
    HK_MACAO_PERMIT = "HK_MACAO_PERMIT"
    TAIWAN_PERMIT = "TAIWAN_PERMIT"
    FOREIGNER_PR = "FOREIGNER_PR"
    BUSINESS_LICENSE = "BUSINESS_LICENSE"
    MARRIAGE_CERT = "MARRIAGE_CERT"


class PaperStatus(StrEnum):
    """证件状态"""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"


class NetworkCheck(StrEnum):
    """联网核查结果"""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    NOT_FOUND = "NOT_FOUND"
    UNAVAILABLE = "UNAVAILABLE"


def is_card_number(number: str) -> bool:
    """Check a card number (ISO/IEC 7812): 12 to 19 digits, Luhn."""
    if not (12 <= len(number) <= 19 and number.isascii() and number.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


def is_current(valid_from: date | None, valid_to: date | None, today: date) -> bool:
    """Tell whether a paper is in force; both days count, an open end lasts for ever."""
    begun = valid_from is None or valid_from <= today
    return begun and (valid_to is None or today <= valid_to)
