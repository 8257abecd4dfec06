"""Pure decisions of notification."""

from enum import StrEnum

from backend.kit.transitions import Machine

# More than this is a nuisance, and in the wrong hands a weapon.
TEXTS_PER_PHONE_AND_DAY = 10


class TextStatus(StrEnum):
    """短信状态"""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    CAPPED = "CAPPED"


TEXT_MACHINE: Machine[TextStatus] = Machine(
    {
        (TextStatus.QUEUED, "send"): (TextStatus.SENT, TextStatus.FAILED, TextStatus.UNKNOWN),
    }
)


def first_status(sent_today: int, *, is_code: bool) -> TextStatus:
    """Queue a text, or hold it back when the phone has had its share of the day.

    Codes have limits of their own, which refuse instead of staying silent.
    """
    if is_code or sent_today < TEXTS_PER_PHONE_AND_DAY:
        return TextStatus.QUEUED
    return TextStatus.CAPPED
