"""The evidence chain (签约证据链): each event carries the hash of the one before (INV-53)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.kit.json import sha256

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One event; ``at`` is text, so that reading it back cannot change it."""

    seq: int
    type: str
    at: str
    actor: str
    data: Mapping[str, Any]
    prev: str
    hash: str


def next_link(
    last: tuple[int, str] | None, type_: str, at: datetime, actor: str, data: Mapping[str, Any]
) -> Link:
    """Make the event after the last one, given by its number and hash.

    Raises:
        ValueError: a float in the data; databases print floats their own way.
    """
    _refuse_floats(data)
    seq, prev = (last[0] + 1, last[1]) if last else (0, START)
    moment = at.isoformat(timespec="milliseconds")
    return Link(
        seq, type_, moment, actor, data, prev, _digest(seq, type_, moment, actor, data, prev)
    )


def broken_link(links: Iterable[Link]) -> str:
    """Name the first event that does not fit, in Chinese; empty when the chain holds."""
    prev = START
    for seq, link in enumerate(links):
        place = f"证据链第 {seq + 1} 条"
        if link.seq != seq:
            return f"{place}:序号应为 {seq},实为 {link.seq}"
        digest = _digest(link.seq, link.type, link.at, link.actor, link.data, link.prev)
        if link.hash != digest:
            return f"{place}:内容与摘要不符"
        if link.prev != prev:
            return f"{place}:与前一条不相连"
        prev = link.hash
    return ""


def _digest(seq: int, type_: str, at: str, actor: str, data: Mapping[str, Any], prev: str) -> str:
    return sha256(
        {"seq": seq, "type": type_, "at": at, "actor": actor, "data": dict(data), "prev": prev}
    )


def _refuse_floats(data: Any) -> None:
    if isinstance(data, float):
        msg = f"a float cannot be evidence: {data}"
        raise ValueError(msg)  # noqa: TRY004 - the value, not its type, is the caller's mistake
    if isinstance(data, Mapping):
        for value in data.values():
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _refuse_floats(value)
