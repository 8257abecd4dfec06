"""People read what they are told, once, and nobody else's."""

from uuid import uuid4

import httpx

from backend.capabilities.notification import service
from backend.capabilities.notification.models import Notification, TextMessage
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import unit_of_work
from tests.bank import actor, signed_in

LIST = """query N($filter: NotificationFilter) {
  notifications(first: 50, filter: $filter) { edges { node { id title subjectId isRead } } }
}"""
READ = """mutation M($input: MarkNotificationsReadInput!) {
  markNotificationsRead(input: $input) { notification { id isRead } errors { code path } }
}"""


async def told(login_name: str, title: str, once: str) -> None:
    """Tell somebody something twice, as a repeated reaction would."""
    reader = await actor(login_name)
    for _ in range(2):
        async with unit_of_work(reader) as work:
            await service.tell(
                work,
                event="TEST",
                to=[reader.id, reader.id],
                title=title,
                text="内容",
                subject_type="APPLICATION",
                subject_id=None,
                once=once,
            )


async def test_one_occasion_reaches_one_person_once_and_nobody_else(api: httpx.AsyncClient) -> None:
    title = f"待办 {uuid4()}"
    await told("gao.shencha", title, title)
    reader = await signed_in(api, "gao.shencha")
    neighbour = await signed_in(api, "luo.shenpi")

    mine = await reader.do(LIST)
    others = await neighbour.do(LIST)

    assert [edge["node"]["title"] for edge in mine["edges"]].count(title) == 1
    assert title not in [edge["node"]["title"] for edge in others["edges"]]


async def test_what_is_marked_read_no_longer_counts(api: httpx.AsyncClient) -> None:
    await told("tang.fangkuan", f"放款 {uuid4()}", str(uuid4()))
    reader = await signed_in(api, "tang.fangkuan")
    before = await reader.do("{ unreadNotifications }")

    marked = await reader.do(READ, input={"idempotencyKey": str(uuid4())})
    after = await reader.do("{ unreadNotifications }")
    unread = await reader.do(LIST, filter={"unread": True})

    assert before >= 1
    assert marked["errors"] == []
    assert marked["notification"]["isRead"] is True
    assert after == 0
    assert unread == {"edges": []}


async def test_somebody_elses_notification_is_not_found_and_stays_unread(
    api: httpx.AsyncClient,
) -> None:
    title = f"他人 {uuid4()}"
    await told("feng.dangan", title, title)
    with reaching(EVERYTHING):
        row = await Notification.get(title=title)
    stranger = await signed_in(api, "yao.yapin")

    answer = await stranger.do(
        READ, input={"idempotencyKey": str(uuid4()), "notificationIds": [str(row.id)]}
    )

    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]
    with reaching(EVERYTHING):
        assert (await Notification.get(id=row.id)).read_at is None


async def test_news_beyond_the_cap_is_kept_and_not_queued(api: httpx.AsyncClient) -> None:
    sender = await actor("lin.zhuban")
    phone = f"140{uuid4().int % 10**8:08d}"

    for number in range(12):
        async with unit_of_work(sender) as work:
            await service.text(
                work, template="NEWS", phone=phone, text="您好", once=f"{phone}-{number}"
            )

    with reaching(EVERYTHING):
        rows = await TextMessage.filter(once__startswith=phone).order_by("id")
    assert [row.status for row in rows] == ["QUEUED"] * 10 + ["CAPPED"] * 2
    assert {row.phone for row in rows} == {phone}
    auditor = await signed_in(api, "yan.shenji")
    listed = await auditor.do("{ textMessages(first: 2) { edges { node { phone status } } } }")
    assert [edge["node"] for edge in listed["edges"]] == [
        {"phone": f"140****{phone[-4:]}", "status": "CAPPED"}
    ] * 2
