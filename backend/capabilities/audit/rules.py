"""How the chain is linked and how a break is found."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backend.kit.json import canonical

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What a verification found: how many entries, and the first that does not fit."""

    entries: int
    broken_seq: int | None
    problem: str


def entry_hash(prev_hash: str, body: dict[str, Any]) -> str:
    """Hash an entry together with its predecessor's hash."""
    return hashlib.sha256(prev_hash.encode() + canonical(body)).hexdigest()


def verify(entries: Iterable[tuple[int, str, str, dict[str, Any]]]) -> ChainVerdict:
    """Walk a chain of (seq, prev_hash, hash, body) from its start and name the first break."""
    prev, count = GENESIS, 0
    for seq, prev_hash, own_hash, body in entries:
        if seq != count + 1:
            return ChainVerdict(count, count + 1, "缺少该序号的日志")
        if prev_hash != prev:
            return ChainVerdict(count, seq, "与前一条日志的链接已断开")
        if own_hash != entry_hash(prev_hash, body):
            return ChainVerdict(count, seq, "日志内容已被改动")
        prev, count = own_hash, count + 1
    return ChainVerdict(count, None, "完整")
