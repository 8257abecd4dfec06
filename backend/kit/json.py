"""Structured data whose shape a product or a rule describes, not the schema."""

import hashlib
import json
from typing import Any, NewType

Json = NewType("Json", dict[str, Any])


def canonical(value: Any) -> bytes:
    """Write a value in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    ).encode()


def sha256(value: Any) -> str:
    """Hash a value by its canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()
