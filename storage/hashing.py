"""The one place where bytes and records become a SHA-256."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

GENESIS = "0" * 64


def canonical_json(value: Json) -> bytes:
    """Write a record in the only form that is ever hashed.

    Keys sorted by code point, no blanks, UTF-8, nothing escaped that need not be.

    Raises:
        TypeError: a float is inside (two machines may write it differently), or
            something JSON does not know.
    """
    _refuse_floats(value)
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def sha256_hex(content: bytes) -> str:
    """Hash bytes; 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_json(value: Json) -> str:
    """Hash a record in its canonical form."""
    return sha256_hex(canonical_json(value))


def chain_hash(previous: str, value: Json) -> str:
    """Hash a record together with the hash before it; a chain begins with GENESIS."""
    return sha256_json({"prev": previous, "value": value})


def is_sha256(text: str) -> bool:
    """Tell whether a text has the form of a SHA-256 as this house writes it."""
    return len(text) == len(GENESIS) and set(text) <= set("0123456789abcdef")


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"no float in a hashed record: {value!r}")
    if isinstance(value, Mapping):
        # json.dumps would turn 1 and "1" into the same key.
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a hashed record are texts")
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
