"""Identity numbers and what they say: GB 11643 for persons, GB 32100 for firms."""

from datetime import date

from backend.capabilities.customer.errors import IdNumberInvalid
from backend.capabilities.customer.rules.states import CustomerType, Gender, IdType

_PERSON_CHECKS = "10X98765432"
_PERSON_WEIGHTS = tuple(pow(2, place, 11) for place in range(17, 0, -1))
_FIRM_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FIRM_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def is_resident_id(number: str) -> bool:
    """Check a resident identity number (GB 11643): form, birth date, check character."""
    body, check = number[:17], number[17:]
    if len(number) != 18 or not (body.isascii() and body.isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(body, _PERSON_WEIGHTS, strict=True))
    return check == _PERSON_CHECKS[total % 11] and _birth(number) is not None


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def birth_date_of(number: str) -> date:
    """Read the birth date out of a valid resident identity number."""
    born = _birth(number)
    assert born is not None
    return born


def gender_of(number: str) -> Gender:
    """Read the gender out of a valid resident identity number: odd is male."""
    return Gender.MALE if int(number[16]) % 2 else Gender.FEMALE


def is_uscc(number: str) -> bool:
    """Check a unified social credit code (GB 32100) and the organization code within it."""
    if len(number) != 18 or any(character not in _FIRM_ALPHABET for character in number):
        return False
    total = sum(
        _FIRM_ALPHABET.index(character) * weight
        for character, weight in zip(number[:17], _FIRM_WEIGHTS, strict=True)
    )
    return number[17] == _FIRM_ALPHABET[-total % 31] and _is_org_code(number[8:17])


def _is_org_code(code: str) -> bool:
    total = sum(
        _ORG_ALPHABET.index(character) * weight
        for character, weight in zip(code[:8], _ORG_WEIGHTS, strict=True)
    )
    check = 11 - total % 11
    return code[8] == {10: "X", 11: "0"}.get(check, str(check))


def check_identity(
    customer_type: CustomerType, id_type: IdType, number: str, today: date
) -> IdNumberInvalid | None:
    """Find what is wrong with an identity number for its kind of customer (INV-01, INV-02)."""
    if customer_type is CustomerType.COMPANY or id_type is IdType.BUSINESS_LICENSE:
        valid, kind = is_uscc(number), "统一社会信用代码"
    else:
        valid, kind = is_resident_id(number) and birth_date_of(number) < today, "居民身份证号"
    return None if valid else IdNumberInvalid(path=("id_no",), kind=kind)
