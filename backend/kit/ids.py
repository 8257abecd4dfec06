"""Identities: time-ordered UUIDs for machines, numbers with a check character for people."""

import os
import time
from datetime import date
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def uuid7() -> UUID:
    """Make a UUID of version 7 (RFC 9562): 48 bits of milliseconds, then chance."""
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10))
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (chance >> 68) << 64
    value |= 0b10 << 62 | chance & (1 << 62) - 1
    return UUID(int=value)


def check_character(text: str) -> str:
    """Compute the Luhn mod 36 check character of digits and capital letters."""
    total = 0
    factor = 2
    for character in reversed(text):
        addend = factor * ALPHABET.index(character)
        total += addend // 36 + addend % 36
        factor = 3 - factor
    return ALPHABET[-total % 36]


def business_no(kind: str, legal_entity_code: str, day: date, sequence: int) -> str:
    """Compose a business number: kind, legal entity, day, sequence of the day, check character."""
    body = f"{kind}{legal_entity_code}{day:%y%m%d}{sequence:06d}"
    return body + check_character(body)


def is_business_no(text: str) -> bool:
    """Tell whether the check character fits, so that a typing slip is found at once."""
    return (
        len(text) > 1
        and all(character in ALPHABET for character in text)
        and check_character(text[:-1]) == text[-1]
    )
