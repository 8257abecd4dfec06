"""Links and phones: sent again, replaced with a second person's approval, reminded."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.evidence import queries as evidence
from backend.capabilities.notification import service as notification
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.signing import queries
from backend.capabilities.signing.events import SigningDue
from backend.capabilities.signing.models import (
    MediaRecording,
    PhoneReplacement,
    Signer,
    SigningTask,
)
from backend.capabilities.signing.rules import (
    LINK_LIFE,
    OPEN_SIGNER,
    OPEN_TASK,
    PHONE,
    REMIND_EVERY,
    REMINDERS_MAX,
    SignerStatus,
)
from backend.capabilities.signing.service.access import (
    any_part_of,
    closed,
    part_of,
    staff_part,
)
from backend.capabilities.signing.service.chain import note
from backend.capabilities.signing.service.closing import expire
from backend.capabilities.signing.service.opening import want_link
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.refusal import ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports

AGAIN = (SignerStatus.SMS_PASSED, SignerStatus.LOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendSigning:
    """重发签约链接,旧链接失效"""

    signer_id: UUID = about("签署人")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceSignerPhone:
    """申请更换签署人手机号,须另一人复核"""

    signer_id: UUID = about("签署人")
    phone: str = about("新手机号")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePhoneReplacement:
    """复核更换签署人手机号"""

    replacement_id: UUID = about("更换申请")
    is_approved: bool = about("是否同意")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachRecording:
    """登记双录"""

    task_id: UUID = about("签约任务")
    file_id: UUID = about("录音录像文件")
    seconds: int = about("时长(秒)")


async def resend_signing(actor: Actor, command: ResendSigning) -> Signer:
    """Send a signer a new link; the one before stops working."""
    async with unit_of_work(actor) as work:
        await staff_part(work, actor, command.signer_id, "signing:send")
        part = await part_of(work, command.signer_id)
        await want_link(work, part.task, part.signer)
        await note(work, part.task, "LINK_WANTED_AGAIN", signer=str(part.signer.id))
        work.answers_with(part.signer.id)
    return part.signer


async def replace_signer_phone(actor: Actor, command: ReplaceSignerPhone) -> PhoneReplacement:
    """Ask for another phone; nothing changes before a second person agrees."""
    if not PHONE.match(command.phone):
        raise ValidationFailed("手机号不正确", "phone")
    if not 2 <= len(command.reason.strip()) <= 400:
        raise ValidationFailed("请填写原因,2 至 400 字", "reason")
    async with unit_of_work(actor) as work:
        part = await staff_part(work, actor, command.signer_id, "signing:send")
        open_one = PhoneReplacement.filter(signer_id=part.signer.id, decided_at=None)
        if await open_one.using_db(work.connection).exists():
            raise ValidationFailed("已有待复核的更换申请", "signer_id")
        asked = await work.add(
            PhoneReplacement,
            legal_entity_id=part.task.legal_entity_id,
            signer_id=part.signer.id,
            phone=command.phone,
            reason=command.reason.strip(),
        )
        await note(work, part.task, "PHONE_REPLACEMENT_ASKED", signer=str(part.signer.id))
        work.answers_with(asked.id)
    return asked


async def decide_phone_replacement(
    actor: Actor, command: DecidePhoneReplacement
) -> PhoneReplacement:
    """Agree to another phone, or not; the one who asked may not (INV-37).

    Raises:
        MakerChecker: the actor asked for it.
    """
    async with unit_of_work(actor) as work:
        asked = await work.lock(PhoneReplacement, command.replacement_id)
        part = await staff_part(work, actor, asked.signer_id, "signing:check-phone")
        check_not_maker(actor.id, [asked.created_by], "复核更换签约手机号")
        if asked.decided_at is not None:
            raise ValidationFailed("该申请已复核", "replacement_id")
        await asked.revise(
            actor.id, decided_by=actor.id, decided_at=work.now, is_approved=command.is_approved
        )
        if command.is_approved:
            await part.signer.revise(
                actor.id, phone=asked.phone, phone_hash=blind_index(asked.phone), session_id=None
            )
            if part.signer.status != SignerStatus.WAITING:
                await want_link(work, part.task, part.signer)
        await note(
            work,
            part.task,
            "PHONE_REPLACED" if command.is_approved else "PHONE_REPLACEMENT_REFUSED",
            signer=str(part.signer.id),
            replacement=str(asked.id),
        )
        work.answers_with(asked.id)
    return asked


async def attach_recording(actor: Actor, command: AttachRecording) -> SigningTask:
    """Attach sound and pictures of a signing face to face (双录)."""
    if command.seconds <= 0:
        raise ValidationFailed("时长须大于零", "seconds")
    async with unit_of_work(actor) as work:
        within = rows_within(SigningTask, actor, "signing:assist")
        task = await work.lock(SigningTask, command.task_id, within=within)
        if task.status not in OPEN_TASK:
            raise closed(task)
        file = await evidence.file_of(command.file_id)
        await work.add(
            MediaRecording,
            legal_entity_id=task.legal_entity_id,
            task_id=task.id,
            file_id=file.id,
            sha256=file.sha256,
            seconds=command.seconds,
        )
        await note(work, task, "RECORDED", sha256=file.sha256, seconds=command.seconds)
        work.answers_with(task.id)
    return task


async def send_link(actor: Actor, signer_id: UUID, number: int, ports: Ports) -> None:
    """Make a signer's link and send it; only its hash stays (INV-52)."""
    async with unit_of_work(actor) as work:
        part = await any_part_of(work, signer_id)
        signer, task = part.signer, part.task
        if signer.links_sent >= number or signer.links_wanted != number:
            return
        if task.status not in OPEN_TASK or signer.status not in OPEN_SIGNER:
            return
        token = secrets.token_urlsafe(32)
        ends = min(work.now + LINK_LIFE, task.expires_at)
        await signer.revise(
            actor.id,
            links_sent=number,
            token_hash=queries.token_hash(token),
            token_expires_at=ends,
        )
        text = f"请签署《{task.title}》:{ports.public_url}/sign/{token} 链接仅限本人使用,请勿转发。"
        await notification.text(
            work,
            template="SIGNING_LINK",
            phone=signer.phone,
            text=text,
            once=f"signing-link:{signer.id}:{number}",
            # The link is a secret too: it leaves no trace once it is sent.
            is_code=True,
        )
        await note(work, task, "INVITE_SENT", signer=str(signer.id), number=number)


async def look_after(actor: Actor, task_id: UUID) -> None:
    """End a signing whose time is over, or remind those who have not signed, at most thrice."""
    async with unit_of_work(actor) as work:
        task = await work.lock(SigningTask, task_id)
        if task.status not in OPEN_TASK:
            return
        if task.expires_at <= work.now:
            if not await expire(work, task):
                work.announce(SigningDue(task_id=task.id), after=REMIND_EVERY / 24)
            return
        if task.reminders < REMINDERS_MAX:
            await _remind(work, task)
            work.announce(SigningDue(task_id=task.id), after=REMIND_EVERY)


async def _remind(work: Work, task: SigningTask) -> None:
    for signer in await queries.signers_of(task.id):
        waits = signer.status in OPEN_SIGNER and signer.status not in AGAIN
        if waits and signer.status != SignerStatus.WAITING:
            await want_link(work, task, signer)
    await task.revise(work.actor.id, reminders=task.reminders + 1)
    await note(work, task, "REMINDED", number=task.reminders)
