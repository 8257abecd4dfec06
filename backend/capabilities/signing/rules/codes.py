"""Codes by text message: how long they live and how often they may be tried (INV-49)."""

import hashlib
import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
CODE_TRIES_MAX = 5
CODE_GAP = timedelta(seconds=60)
CODES_PER_DAY_MAX = 10


class CodePurpose(StrEnum):
    LOGIN = "LOGIN"
    SIGN = "SIGN"


class CodeVerdict(StrEnum):
    FITS = "FITS"
    WRONG = "WRONG"
    LOCKED = "LOCKED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class CodeState:
    """What is kept of a code; ``context`` is the document set that it was sent for."""

    code_hash: str
    context: str
    expires_at: datetime
    tries: int
    is_consumed: bool


def new_code() -> str:
    """Draw a code."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def code_text(purpose: CodePurpose, signer_id: str, context: str, code: str) -> str:
    """Write down what a code's keyed hash covers: it fits no other signer, set or purpose."""
    return f"signing-code|{purpose}|{signer_id}|{context}|{code}"


def judge_code(
    state: CodeState | None, given_hash: str, context: str, now: datetime
) -> CodeVerdict:
    """Judge an attempt; LOCKED comes before WRONG, so that the sixth try learns nothing."""
    if state is None or state.is_consumed or state.expires_at <= now:
        return CodeVerdict.EXPIRED
    if state.tries >= CODE_TRIES_MAX:
        return CodeVerdict.LOCKED
    fits = secrets.compare_digest(state.code_hash, given_hash) and state.context == context
    return CodeVerdict.FITS if fits else CodeVerdict.WRONG


def wait_seconds(sent: Iterable[datetime], now: datetime) -> int:
    """Tell how long to wait before the next code: 60 s after the last, ten in a day."""
    times = sorted(sent, reverse=True)
    waits = [timedelta(0)]
    if times:
        waits.append(times[0] + CODE_GAP - now)
    if len(times) >= CODES_PER_DAY_MAX:
        waits.append(times[CODES_PER_DAY_MAX - 1] + timedelta(days=1) - now)
    return max(math.ceil(wait.total_seconds()) for wait in waits)


def document_set_sha256(hashes: Iterable[str]) -> str:
    """Hash a set of documents by their hashes, in the order in which they are signed."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()
