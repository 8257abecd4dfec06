"""The port sms, against its simulated adapter and the demo outbox."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.adapters.simulation import SimulatedInProduction
from backend.adapters.sms.outbox import SmsOutbox
from backend.adapters.sms.simulated import SimulatedSmsSender
from backend.ports.failures import OutcomeUnknown, Unavailable
from backend.ports.sms import SmsMessage, SmsState

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def outbox(tmp_path: Path) -> SmsOutbox:
    return SmsOutbox(tmp_path / "work" / "sms.jsonl")


def a_sender(outbox: SmsOutbox) -> SimulatedSmsSender:
    return SimulatedSmsSender(outbox, stage="test", now=lambda: NOW)


def a_message(phone: str = "14000000001", text: str = "验证码 123456") -> SmsMessage:
    return SmsMessage(request_id="m1", template="SIGN_CODE", phone=phone, text=text)


async def test_a_text_is_delivered_to_the_outbox(outbox: SmsOutbox) -> None:
    receipt = await a_sender(outbox).send(a_message())

    assert (receipt.request_id, receipt.state) == ("m1", SmsState.DELIVERED)
    assert receipt.sent_at == NOW
    assert receipt.simulated
    [text] = outbox.latest(NOW)
    assert (text.phone, text.text) == ("14000000001", "验证码 123456")


async def test_a_delayed_text_arrives_half_a_minute_later(outbox: SmsOutbox) -> None:
    receipt = await a_sender(outbox).send(a_message("14000000091"))

    assert receipt.state is SmsState.ACCEPTED
    assert outbox.latest(NOW + timedelta(seconds=29)) == []
    assert len(outbox.latest(NOW + timedelta(seconds=30))) == 1


async def test_a_failed_text_is_told_and_not_shown(outbox: SmsOutbox) -> None:
    receipt = await a_sender(outbox).send(a_message("14000000092"))

    assert (receipt.state, receipt.code) == (SmsState.FAILED, "PHONE_OFF")
    assert outbox.latest(NOW) == []


async def test_an_unavailable_gateway_takes_nothing(outbox: SmsOutbox) -> None:
    with pytest.raises(Unavailable):
        await a_sender(outbox).send(a_message("14000000093"))

    assert outbox.latest(NOW) == []


async def test_an_unknown_outcome_may_have_been_sent(outbox: SmsOutbox) -> None:
    with pytest.raises(OutcomeUnknown):
        await a_sender(outbox).send(a_message("14000000094"))

    assert len(outbox.latest(NOW)) == 1


async def test_the_newest_text_comes_first_and_a_phone_sees_its_own(outbox: SmsOutbox) -> None:
    sender = a_sender(outbox)
    await sender.send(a_message(text="第一条"))
    await sender.send(a_message("14000000002", "别人的"))
    await sender.send(a_message(text="第二条\n换行"))

    mine = outbox.latest(NOW, phone="14000000001")

    assert [text.text for text in mine] == ["第二条\n换行", "第一条"]
    assert len(outbox.latest(NOW, first=1)) == 1


async def test_a_long_outbox_is_read_from_its_end(outbox: SmsOutbox) -> None:
    sender = a_sender(outbox)
    for number in range(150):
        await sender.send(a_message(text=f"{number} " + "字" * 1_000))

    newest = outbox.latest(NOW, first=3)

    assert [text.text.split()[0] for text in newest] == ["149", "148", "147"]


async def test_the_outbox_is_private(outbox: SmsOutbox, tmp_path: Path) -> None:
    await a_sender(outbox).send(a_message())

    assert (tmp_path / "work" / "sms.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_message_does_not_show_phone_or_code() -> None:
    assert repr(a_message()) == "SmsMessage(request_id='m1', template='SIGN_CODE')"


def test_production_has_no_simulated_gateway(outbox: SmsOutbox) -> None:
    with pytest.raises(SimulatedInProduction):
        SimulatedSmsSender(outbox, stage="production")
