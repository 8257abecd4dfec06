"""What we ask of the SMS gateway (短信): carry one text to one phone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SmsMessage:
    """One text, written out; ``template`` is its code at the gateway.

    A gateway may not know a repeated ``request_id``: the person then gets the text
    twice, which does no harm.
    """

    request_id: str
    template: str
    phone: str = field(repr=False)
    text: str = field(repr=False)


class SmsState(StrEnum):
    ACCEPTED = "ACCEPTED"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """What the gateway says at once; ACCEPTED is not yet on the phone."""

    request_id: str
    state: SmsState
    vendor_ref: str
    sent_at: datetime
    simulated: bool
    code: str = ""


class SmsSender(Protocol):
    """An SMS gateway."""

    async def send(self, message: SmsMessage) -> SmsReceipt:
        """Hand over one text.

        Raises:
            Unavailable: not taken; send again.
            OutcomeUnknown: perhaps taken; for a code send again, for news do not.
        """


@dataclass(frozen=True, slots=True)
class SentText:
    """A text as the phone would show it; before ``arrives_at`` it is on its way."""

    phone: str
    template: str
    text: str
    state: str
    sent_at: datetime
    arrives_at: datetime


class SmsOutbox(Protocol):
    """Where a simulated gateway keeps its texts; a real one has no such thing."""

    def latest(self, now: datetime, first: int = 50, phone: str = "") -> list[SentText]:
        """Read the newest texts that have arrived, newest first; of one phone, if named."""
