"""The evidence record of a signing: events chained by hash.

Each event carries the hash of the one before, so none can be changed, removed,
added or swapped without breaking the chain at a place that can be named. The head
goes into the signer's certificate and under the archive timestamp.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as it is kept for ever."""

    seq: int
    type: str
    at: str
    actor: str
    data: Mapping[str, Any]
    prev: str
    hash: str


class BrokenChain(Exception):
    """An event was changed, removed, added or moved."""

    def __init__(self, seq: int, problem_zh: str) -> None:
        super().__init__(seq, problem_zh)
        self.seq = seq
        self.problem_zh = problem_zh

    def __str__(self) -> str:
        return f"证据链第 {self.seq + 1} 条:{self.problem_zh}"


def chain(
    previous: Event | None, type_: str, at: dt.datetime, actor: str, data: Mapping[str, Any]
) -> Event:
    """Make the next event of a chain; without a previous one it is the first.

    Raises:
        ValueError: `at` without a time zone.
        TypeError: a float in the data; databases print floats their own way, which
            would break the chain.
    """
    if at.tzinfo is None:
        raise ValueError(at)
    seq, prev = (previous.seq + 1, previous.hash) if previous else (0, START)
    moment = at.isoformat(timespec="milliseconds")
    draft = Event(seq, type_, moment, actor, dict(data), prev, "")
    return Event(seq, type_, moment, actor, dict(data), prev, _digest(draft))


def verify_chain(events: Iterable[Event]) -> str:
    """Recompute a whole chain and return its head.

    Raises:
        BrokenChain: the first event that does not fit.
    """
    prev = START
    for seq, event in enumerate(events):
        if event.seq != seq:
            raise BrokenChain(seq, f"序号应为 {seq},实为 {event.seq}")
        if event.hash != _digest(event):
            raise BrokenChain(seq, "内容与摘要不符")
        if event.prev != prev:
            raise BrokenChain(seq, "与前一条不相连")
        prev = event.hash
    return prev


def canonical(data: Any) -> bytes:
    """Write JSON in the one way that is hashed: sorted keys, no spaces, UTF-8.

    Raises:
        TypeError: a float is in it.
    """
    _refuse_floats(data)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _digest(event: Event) -> str:
    content = {
        "seq": event.seq,
        "type": event.type,
        "at": event.at,
        "actor": event.actor,
        "data": dict(event.data),
        "prev": event.prev,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def _refuse_floats(data: Any) -> None:
    if isinstance(data, float):
        raise TypeError(data)
    if isinstance(data, Mapping):
        for value in data.values():
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _refuse_floats(value)
