"""Texts go to the gateway after the commit, once."""

from uuid import uuid4

import httpx
import pytest

from backend.capabilities.notification import service
from backend.capabilities.notification.models import TextMessage
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import unit_of_work
from backend.ports import Ports
from backend.ports.failures import Unavailable
from tests.bank import actor, settle


async def texted(ending: str, *, is_code: bool = False) -> tuple[str, TextMessage]:
    """Send a text to a phone whose last digits choose the gateway's behaviour."""
    sender = await actor("lin.zhuban")
    phone = f"140{uuid4().int % 10**6:06d}{ending}"
    for _ in range(2):
        async with unit_of_work(sender) as work:
            await service.text(
                work, template="T", phone=phone, text="验证码 135790", once=phone, is_code=is_code
            )
    with reaching(EVERYTHING):
        return phone, await TextMessage.get(once=phone)


async def after_delivery(phone: str) -> TextMessage:
    """What became of the text."""
    with reaching(EVERYTHING):
        return await TextMessage.get(once=phone)


async def test_a_text_arrives_once_though_it_was_asked_for_twice(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    phone, _ = await texted("01", is_code=True)

    await settle()

    assert ports.demo_outbox is not None
    arrived = ports.demo_outbox.latest(utc_now(), phone=phone)
    row = await after_delivery(phone)
    assert [text.text for text in arrived] == ["验证码 135790"]
    assert (row.status, row.simulated) == ("SENT", True)
    # The code must not be read out of the log afterwards.
    assert row.text == service.SENT_CODE


@pytest.mark.parametrize(("ending", "status"), [("92", "FAILED"), ("94", "UNKNOWN")])
async def test_what_the_gateway_refused_or_perhaps_took_is_not_sent_again(
    api: httpx.AsyncClient, ports: Ports, ending: str, status: str
) -> None:
    phone, row = await texted(ending)
    await settle()

    await service.send_text(await actor("lin.zhuban"), row.id, ports)

    assert (await after_delivery(phone)).status == status


async def test_what_the_gateway_did_not_take_stays_queued_for_the_next_try(
    api: httpx.AsyncClient,
) -> None:
    phone, _ = await texted("93")

    with pytest.raises(Unavailable):
        await settle()

    assert (await after_delivery(phone)).status == "QUEUED"
