"""What a decision saw, in the one form that is stored and hashed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The inputs of one decision (输入快照): canonical JSON text and its SHA-256."""

    text: str
    sha256: str


def take_snapshot(inputs: Any) -> Snapshot:
    """Freeze what a decision is made from, so that it can be made again (INV-24)."""
    text = canonical_json(inputs)
    return Snapshot(text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def canonical_json(value: Any) -> str:
    """Write JSON text in its only form: sorted keys, no spaces, exact decimals.

    Raises:
        TypeError: a float or another type that has no exact text.
    """
    if isinstance(value, Mapping):
        return _object(value)
    if is_dataclass(value):
        return _object({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, list | tuple):
        return f"[{','.join(canonical_json(item) for item in value)}]"
    if isinstance(value, frozenset):
        return f"[{','.join(sorted(canonical_json(item) for item in value))}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    match value:
        case None | bool() | int():
            return json.dumps(value)
        case Decimal():
            return _decimal(value)
        case str() | date() | UUID():
            return json.dumps(str(value), ensure_ascii=False)
        case _:
            raise TypeError(type(value).__name__)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise TypeError(str(value))
    # 0.80 and 0.8 are one number and must have one hash; normalize() alone would round.
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _object(value: Mapping[str, Any]) -> str:
    pairs: Iterable[str] = (
        f"{json.dumps(str(key), ensure_ascii=False)}:{canonical_json(value[key])}"
        for key in sorted(value)
    )
    return f"{{{','.join(pairs)}}}"
