"""Registers of identity, simulated (模拟): the demo people, and a switch in the id number.

The 16th and 17th digit decide for everybody: 81 mismatch, 82 not found,
83 unavailable. Demo people match only with their own name, phone and card;
a person the register does not know matches, if the numbers' check digits hold.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.adapters.simulation import refuse_production
from backend.ports.failures import Unavailable
from backend.ports.identity_check import (
    CardClaim,
    CheckKind,
    CheckOutcome,
    IdClaim,
    IdentityResult,
    PhoneClaim,
)

PORT = "identity_check"
SWITCH = {"81": CheckOutcome.MISMATCH, "82": CheckOutcome.NOT_FOUND}
SWITCH_UNAVAILABLE = "83"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    phones: tuple[str, ...]
    cards: tuple[str, ...] = ()


# All fictional: the region 429999, the prefix 140 and the card range 629999 do not exist.
DEMO_PEOPLE = {
    "429999198503129919": Person(
        "张丰收", ("14000000001", "14000000011"), ("6299990000000010003",)
    ),
    "429999198706209927": Person("李谷雨", ("14000000002",)),
    "429999197908089930": Person("王立秋", ("14000000003",), ("6299990000000020002",)),
    "429999198105219943": Person("陈小满", ("14000000004",)),
    "429999200503019955": Person("张新苗", ("14000000005",)),
    "429999199003059971": Person("赵惊蛰", ("14000000006",)),
    "429999199209089965": Person("周白露", ("14000000007",)),
    "429999197505069994": Person("吴立夏", ("14000000008",)),
    "429999197010089985": Person("郑寒露", ("14000000009",)),
}


class SimulatedIdentityCheck:
    """Answer as the registers would, and say that it is a simulation."""

    def __init__(
        self, *, stage: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Refuse to exist in production."""
        refuse_production(stage, PORT)
        self._now = now

    async def check_id_network(self, claim: IdClaim) -> IdentityResult:
        """Compare name and id number; see the port."""
        return self._result(CheckKind.ID_NETWORK, claim, _compare(claim))

    async def check_phone(self, claim: PhoneClaim) -> IdentityResult:
        """Compare name, id number and phone; see the port."""
        return self._result(CheckKind.PHONE_3F, claim, _compare(claim, phone=claim.phone))

    async def check_bank_card(self, claim: CardClaim) -> IdentityResult:
        """Compare name, id number, phone and card; see the port."""
        outcome = _compare(claim, phone=claim.phone, card_no=claim.card_no)
        return self._result(CheckKind.BANKCARD_4F, claim, outcome)

    def _result(self, kind: CheckKind, claim: IdClaim, outcome: CheckOutcome) -> IdentityResult:
        digest = hashlib.sha256(f"{kind}{claim.request_id}".encode()).hexdigest()
        ref = f"SIM-{digest[:16].upper()}"
        return IdentityResult(claim.request_id, kind, outcome, ref, self._now(), simulated=True)


def _compare(claim: IdClaim, *, phone: str = "", card_no: str = "") -> CheckOutcome:
    switch = claim.id_no[15:17]
    if switch == SWITCH_UNAVAILABLE:
        raise Unavailable(PORT, "SCENARIO")
    if not _is_resident_id(claim.id_no) or (card_no and not _is_luhn(card_no)):
        return CheckOutcome.NOT_FOUND
    person = DEMO_PEOPLE.get(claim.id_no)
    if person is None:
        return SWITCH.get(switch, CheckOutcome.MATCH)
    holds = (
        person.name == claim.name
        and (not phone or phone in person.phones)
        and (not card_no or card_no in person.cards)
    )
    return CheckOutcome.MATCH if holds else CheckOutcome.MISMATCH


def _is_resident_id(id_no: str) -> bool:
    """GB 11643: weights 2^(18-i) mod 11 over 17 digits; the sum with the check is 1."""
    if len(id_no) != 18 or not (id_no[:17].isascii() and id_no[:17].isdigit()):
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(id_no[:17]))
    return id_no[17] == "10X98765432"[total % 11]


def _is_luhn(card_no: str) -> bool:
    if not (card_no.isascii() and card_no.isdigit()):
        return False
    doubled = [int(digit) * 2 for digit in card_no[-2::-2]]
    total = sum(int(digit) for digit in card_no[::-2]) + sum(sum(divmod(n, 10)) for n in doubled)
    return total % 10 == 0
