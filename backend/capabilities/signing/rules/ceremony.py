"""What must have happened before the next step of a signing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.capabilities.product.rules import SigningMode
from backend.capabilities.signing.errors import (
    DisclosureNotRead,
    DocumentsNotRead,
    NotYourTurn,
    RecordingMissing,
)
from backend.capabilities.signing.rules.states import SignerStatus, SigningOrder
from backend.kit.refusal import Refusal, ValidationFailed

FACE_TRIES_MAX = 3
LINK_LIFE = timedelta(hours=72)
SESSION_LIFE = timedelta(minutes=30)
READ_SECONDS_MIN = 3
REMINDERS_MAX = 3
REMIND_EVERY = timedelta(hours=24)
PHONE = re.compile(r"^1[3-9]\d{9}$")
SIGNERS_MAX, DOCUMENTS_MAX = 30, 30
FRAMES_BYTES_MAX = 6 * 1024 * 1024
HANDWRITING_BYTES_MAX = 200_000
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Place:
    """One signer's place in the order."""

    key: str
    seq: int
    status: SignerStatus


@dataclass(frozen=True, slots=True)
class Reading:
    """How long a document has been open, by the signer's word and by our clock."""

    title: str
    opened_at: datetime | None
    seconds: int
    is_scrolled: bool


def is_turn(order: SigningOrder, mine: Place, all_places: Iterable[Place]) -> bool:
    """Tell whether everybody who comes before has signed (INV-47)."""
    if order is SigningOrder.ANY:
        return True
    return all(other.status == SignerStatus.SIGNED for other in all_places if other.seq < mine.seq)


def check_turn(order: SigningOrder, mine: Place, all_places: Iterable[Place]) -> None:
    """Refuse a step out of order.

    Raises:
        NotYourTurn: somebody before has not signed yet.
    """
    if not is_turn(order, mine, all_places):
        raise NotYourTurn


def check_reading(opened_at: datetime | None, seconds: int, now: datetime, title: str) -> None:
    """Compare what the device says about reading with our own clock.

    Raises:
        DocumentsNotRead: not opened, or read faster than time went by.
    """
    elapsed = (now - opened_at).total_seconds() if opened_at else 0
    # A second of grace: the device rounds, and the network has its own pace.
    if opened_at is None or seconds < READ_SECONDS_MIN or seconds > elapsed + 1:
        raise DocumentsNotRead(titles=title)


def unread(readings: Iterable[Reading]) -> list[str]:
    """List the documents that have not been read to the end."""
    return [
        each.title for each in readings if not each.is_scrolled or each.seconds < READ_SECONDS_MIN
    ]


def check_disclosure(shown_at: datetime | None, min_seconds: int, now: datetime) -> int:
    """Count the seconds since the cost disclosure was shown (金规〔2026〕2号, INV-50).

    Raises:
        DisclosureNotRead: not shown, or not long enough; says how long is left.
    """
    seconds = int((now - shown_at).total_seconds()) if shown_at else 0
    if shown_at is None or seconds < min_seconds:
        raise DisclosureNotRead(seconds=min_seconds - seconds)
    return seconds


def check_recording(mode: SigningMode, *, is_required: bool, is_there: bool) -> None:
    """Ask for the recording (双录) of a signing face to face above the remote limit (INV-51).

    Raises:
        RecordingMissing: required, and not there.
    """
    if mode is SigningMode.FACE_TO_FACE and is_required and not is_there:
        raise RecordingMissing


def handwriting_problems(png: bytes) -> list[Refusal]:
    """List what is wrong with a handwritten signature."""
    if not png:
        return [ValidationFailed("请手写签名", "handwriting_png")]
    if len(png) > HANDWRITING_BYTES_MAX or not png.startswith(PNG):
        return [ValidationFailed("手写签名须为不超过 200 KB 的 PNG 图片", "handwriting_png")]
    return []
