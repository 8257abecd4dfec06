"""People for tests, with numbers that nobody has."""

from collections.abc import Iterator
from itertools import count

_WEIGHTS = tuple(pow(2, place, 11) for place in range(17, 0, -1))
_numbers: Iterator[int] = count(1)


def an_id_number() -> str:
    """The next valid number of the fictional division, for somebody born on 1 May 1985."""
    serial = next(_numbers)
    body = f"42999919850501{serial % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]
