"""What we ask about a person's identity: the police register, the phone carrier, the card bank."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class CheckKind(StrEnum):
    ID_NETWORK = "ID_NETWORK"
    PHONE_3F = "PHONE_3F"
    BANKCARD_4F = "BANKCARD_4F"


class CheckOutcome(StrEnum):
    """What the register answered; that it did not answer is ``Unavailable``."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdClaim:
    """Name and resident id number, as a person or a card states them."""

    request_id: str
    name: str = field(repr=False)
    id_no: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneClaim(IdClaim):
    """Three factors (手机三要素): the phone belongs to this person."""

    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClaim(PhoneClaim):
    """Four factors (银行卡四要素): so does the card, with this phone."""

    card_no: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IdentityResult:
    """One answer; ``photo`` is the register's picture of the person, where it gives one."""

    request_id: str
    kind: CheckKind
    outcome: CheckOutcome
    vendor_ref: str
    checked_at: datetime
    simulated: bool
    photo: bytes | None = field(default=None, repr=False)


class IdentityCheck(Protocol):
    """Registers of identity. Asking twice does no harm; each asking may cost.

    Every method raises ``Unavailable`` when there is no usable answer.
    """

    async def check_id_network(self, claim: IdClaim) -> IdentityResult:
        """Compare name and id number with the police register (联网核查)."""

    async def check_phone(self, claim: PhoneClaim) -> IdentityResult:
        """Compare name, id number and phone with the carrier."""

    async def check_bank_card(self, claim: CardClaim) -> IdentityResult:
        """Compare name, id number, phone and card with the card's bank."""
