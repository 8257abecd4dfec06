"""Read JSON from a stranger: no NaN, no binary floats, no doubled keys, no bombs."""

import json
from decimal import Decimal
from typing import Any, NoReturn


def read_json(raw: bytes) -> Any:
    """Parse what an outside system sent; decimals become ``Decimal``.

    Raises:
        ValueError: not JSON, or JSON that two readers would read differently.
    """
    try:
        return json.loads(
            raw, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("doubled key")
    return found
