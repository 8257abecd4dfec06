"""Verbs of notification. Those above tell people within their own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.audit import service as audit
from backend.capabilities.notification.events import TextQueued
from backend.capabilities.notification.models import Notification, TextMessage
from backend.capabilities.notification.rules import TEXT_MACHINE, TextStatus, first_status
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.ids import uuid7
from backend.kit.refusal import NotFound
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from backend.ports.failures import OutcomeUnknown
from backend.ports.sms import SmsMessage, SmsReceipt, SmsState

SENT_CODE = "(验证码已发送)"


async def tell(
    work: Work,
    *,
    event: str,
    to: Iterable[UUID],
    title: str,
    text: str,
    subject_type: str,
    subject_id: UUID | None,
    once: str,
) -> None:
    """Tell people in the app; telling the same occasion again does nothing."""
    rows = [
        Notification(
            id=uuid7(),
            created_by=work.actor.id,
            updated_by=work.actor.id,
            legal_entity_id=work.actor.legal_entity_id,
            recipient_id=recipient,
            event=event,
            title=title,
            text=text,
            subject_type=subject_type,
            subject_id=subject_id,
            once=once,
        )
        for recipient in sorted(set(to))
    ]
    if rows:
        await Notification.bulk_create(rows, ignore_conflicts=True, using_db=work.connection)


async def text(
    work: Work, *, template: str, phone: str, text: str, once: str, is_code: bool = False
) -> None:
    """Send a text after the commit; the same occasion sends once.

    News beyond the daily cap of a phone is kept as CAPPED and not sent.
    """
    day = await reference.business_date()
    phone_hash = blind_index(phone)
    already = TextMessage.filter(once=once).using_db(work.connection)
    if await already.exists():
        return
    sent_today = (
        await TextMessage.filter(phone_hash=phone_hash, day=day, is_code=False)
        .using_db(work.connection)
        .count()
    )
    row = await work.add(
        TextMessage,
        template=template,
        phone=phone,
        phone_hash=phone_hash,
        text=text,
        is_code=is_code,
        day=day,
        once=once,
        status=first_status(sent_today, is_code=is_code),
    )
    if row.status is TextStatus.QUEUED:
        work.announce(TextQueued(text_id=row.id))


async def send_text(actor: Actor, text_id: UUID, ports: Ports) -> None:
    """Hand a queued text to the gateway.

    A crash between sending and writing sends it again, which does no harm. What the
    gateway may or may not have taken is not repeated: a code can be asked for anew.

    Raises:
        Unavailable: the gateway did not take it; the worker tries again.
    """
    row = await TextMessage.filter(id=text_id, status=TextStatus.QUEUED).first()
    if row is None:
        return
    message = SmsMessage(
        request_id=str(row.id), template=row.template, phone=row.phone, text=row.text
    )
    try:
        receipt = await ports.sms.send(message)
    except OutcomeUnknown:
        await _conclude(actor, text_id, TextStatus.UNKNOWN, None)
        return
    failed = receipt.state is SmsState.FAILED
    await _conclude(actor, text_id, TextStatus.FAILED if failed else TextStatus.SENT, receipt)


async def _conclude(
    actor: Actor, text_id: UUID, status: TextStatus, receipt: SmsReceipt | None
) -> None:
    async with unit_of_work(actor) as work:
        row = await work.lock(TextMessage, text_id)
        TEXT_MACHINE.next(row.status, "send", status)
        await row.revise(
            actor.id,
            status=status,
            vendor_ref=receipt.vendor_ref if receipt else "",
            simulated=receipt.simulated if receipt else False,
            sent_at=receipt.sent_at if receipt else work.now,
            text=SENT_CODE if row.is_code else row.text,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNotificationsRead:
    """把通知标为已读;不填标识则全部"""

    notification_ids: list[UUID] = about("通知", [])
    up_to_id: UUID | None = about("标到这一条(含)为止的全部通知", None)


async def mark_notifications_read(actor: Actor, command: MarkNotificationsRead) -> Notification:
    """Mark one's own notifications as read.

    Raises:
        NotFound: none of them is the actor's.
    """
    chosen = Q(recipient_id=actor.id)
    if command.notification_ids:
        chosen &= Q(id__in=command.notification_ids)
    if command.up_to_id is not None:
        chosen &= Q(id__lte=command.up_to_id)
    async with unit_of_work(actor) as work:
        newest = await Notification.filter(chosen).using_db(work.connection).order_by("-id").first()
        if newest is None:
            raise NotFound(path=("notification_ids",))
        unread = Notification.filter(chosen, read_at=None).using_db(work.connection)
        await unread.update(read_at=work.now)
        audit.record(work, "Notification.read", "Notification", newest.id, {})
        work.answers_with(newest.id)
    await newest.refresh_from_db()
    return newest
