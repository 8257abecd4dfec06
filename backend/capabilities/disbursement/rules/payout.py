"""What each answer of the core means for a payout, and what may be done next (INV-31, INV-33).

POSTED                      paid, once the receipt names our loan and our amount
REFUSED                     failed: the same request id may be tried again, or be cancelled
PENDING, unknown outcome    unknown: only an enquiry tells
unavailable while sending   nothing happened there: the same request is sent again
NOT_FOUND to an enquiry     the same request is sent again, once it cannot be under way
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from backend.capabilities.disbursement.rules.states import DisbursementStatus
from backend.kit.money import Fen

# Longer than any request can be under way: the channel gives up after 8 seconds.
QUIET = timedelta(seconds=15)
ENQUIRY_WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 10, 20, 30))
ALARM_AFTER = timedelta(minutes=10)


class CoreAnswer(StrEnum):
    """核心系统的答复"""

    POSTED = "POSTED"
    REFUSED = "REFUSED"
    PENDING = "PENDING"
    NOT_FOUND = "NOT_FOUND"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    UNAVAILABLE = "UNAVAILABLE"
    DISAGREEMENT = "DISAGREEMENT"


class NextStep(StrEnum):
    """What follows an answer."""

    NOTHING = "NOTHING"
    ENQUIRE = "ENQUIRE"
    SEND_AGAIN = "SEND_AGAIN"


class Asked(StrEnum):
    """How the core was asked."""

    SEND = "SEND"
    ENQUIRY = "ENQUIRY"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The state that an answer leads to (None: it stays) and what follows."""

    to: DisbursementStatus | None
    then: NextStep


_S = DisbursementStatus
_DONE = {
    CoreAnswer.POSTED: Meaning(_S.DISBURSED, NextStep.NOTHING),
    CoreAnswer.REFUSED: Meaning(_S.FAILED, NextStep.NOTHING),
}
_ASK_ON = Meaning(None, NextStep.ENQUIRE)


def meaning(
    status: DisbursementStatus, asked: Asked, answer: CoreAnswer, *, may_send_again: bool
) -> Meaning:
    """Read an answer in the light of where the disbursement stands.

    An answer that comes when the outcome is settled changes nothing: late and
    repeated answers are harmless. NOT_FOUND counts only as the answer to an
    enquiry. ``may_send_again`` comes from ``may_send``.
    """
    if status not in (_S.SENDING, _S.UNKNOWN):
        return Meaning(None, NextStep.NOTHING)
    if answer in _DONE:
        return _DONE[answer]
    if answer is CoreAnswer.NOT_FOUND and asked is Asked.ENQUIRY and may_send_again:
        return Meaning(None, NextStep.SEND_AGAIN)
    if answer is CoreAnswer.UNAVAILABLE and asked is Asked.SEND and status is _S.SENDING:
        # Nothing happened there; the enquiry confirms it before the next sending.
        return Meaning(_S.UNKNOWN, NextStep.ENQUIRE)
    return Meaning(_S.UNKNOWN, NextStep.ENQUIRE) if status is _S.SENDING else _ASK_ON


def may_send(last_sent_at: datetime | None, now: datetime) -> bool:
    """Tell whether a request that the core does not know may be sent again.

    A process that was killed may have put its request on the wire just before:
    not until that has surely arrived or is lost is NOT_FOUND the whole truth.
    """
    return last_sent_at is None or now - last_sent_at >= QUIET


def next_enquiry(enquiries: int) -> timedelta:
    """Tell how long to wait before the next enquiry, rising to half a minute."""
    return ENQUIRY_WAITS[min(enquiries, len(ENQUIRY_WAITS) - 1)]


def alarm_due(unknown_since: datetime | None, now: datetime) -> bool:
    """Tell whether an outcome has been unknown for so long that people must look."""
    return unknown_since is not None and now - unknown_since > ALARM_AFTER


def agrees(asked: tuple[str, str, Fen], told: tuple[str, str, Fen]) -> bool:
    """Hold a receipt against the request: id, loan and the whole principal (INV-34)."""
    return asked == told
