"""The port identity_check, against its simulated adapter."""

from datetime import UTC, datetime

import pytest

from backend.adapters.identity_check.simulated import SimulatedIdentityCheck
from backend.adapters.simulation import SimulatedInProduction
from backend.ports.failures import Unavailable
from backend.ports.identity_check import CardClaim, CheckKind, CheckOutcome, IdClaim, PhoneClaim

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
REGISTER = SimulatedIdentityCheck(stage="test", now=lambda: NOW)
ZHANG = "429999198503129919"


def an_id(first_17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first_17, weights, strict=True))
    return first_17 + "10X98765432"[total % 11]


UNKNOWN_PERSON = an_id("42999919900101001")


@pytest.mark.parametrize(
    ("name", "id_no", "outcome"),
    [
        ("张丰收", ZHANG, CheckOutcome.MATCH),
        ("张丰年", ZHANG, CheckOutcome.MISMATCH),
        ("张丰收", "429999198503129910", CheckOutcome.NOT_FOUND),
        ("某人", UNKNOWN_PERSON, CheckOutcome.MATCH),
        ("某人", an_id("42999919900101081"), CheckOutcome.MISMATCH),
        ("某人", an_id("42999919900101082"), CheckOutcome.NOT_FOUND),
        ("某人", "", CheckOutcome.NOT_FOUND),
        ("某人", "四二九九九九一九九〇〇一〇一〇〇一", CheckOutcome.NOT_FOUND),
    ],
)
async def test_the_police_register_compares_name_and_number(
    name: str, id_no: str, outcome: CheckOutcome
) -> None:
    result = await REGISTER.check_id_network(IdClaim(request_id="r1", name=name, id_no=id_no))

    assert result.outcome is outcome
    assert (result.kind, result.request_id) == (CheckKind.ID_NETWORK, "r1")
    assert result.checked_at == NOW
    assert result.simulated


async def test_a_register_that_does_not_answer_is_unavailable() -> None:
    claim = IdClaim(request_id="r1", name="某人", id_no=an_id("42999919900101083"))

    with pytest.raises(Unavailable):
        await REGISTER.check_id_network(claim)


@pytest.mark.parametrize(
    ("phone", "outcome"),
    [
        ("14000000001", CheckOutcome.MATCH),
        ("14000000011", CheckOutcome.MATCH),
        ("14000000002", CheckOutcome.MISMATCH),
    ],
)
async def test_the_carrier_compares_the_phone(phone: str, outcome: CheckOutcome) -> None:
    claim = PhoneClaim(request_id="r1", name="张丰收", id_no=ZHANG, phone=phone)

    assert (await REGISTER.check_phone(claim)).outcome is outcome


@pytest.mark.parametrize(
    ("card_no", "outcome"),
    [
        ("6299990000000010003", CheckOutcome.MATCH),
        ("6299990000000020002", CheckOutcome.MISMATCH),
        ("6299990000000010004", CheckOutcome.NOT_FOUND),
        ("x", CheckOutcome.NOT_FOUND),
    ],
)
async def test_the_card_bank_compares_the_card(card_no: str, outcome: CheckOutcome) -> None:
    claim = CardClaim(
        request_id="r1", name="张丰收", id_no=ZHANG, phone="14000000001", card_no=card_no
    )

    result = await REGISTER.check_bank_card(claim)

    assert (result.kind, result.outcome) == (CheckKind.BANKCARD_4F, outcome)


def test_a_claim_does_not_show_the_person() -> None:
    claim = PhoneClaim(request_id="r1", name="张丰收", id_no=ZHANG, phone="14000000001")

    assert repr(claim) == "PhoneClaim(request_id='r1')"


def test_production_has_no_simulated_register() -> None:
    with pytest.raises(SimulatedInProduction):
        SimulatedIdentityCheck(stage="production")
