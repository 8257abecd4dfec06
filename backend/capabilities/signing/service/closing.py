"""Ending a signing that does not succeed: for all of its signers at once."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.signing.errors import SigningUnderway
from backend.capabilities.signing.events import SigningEnded
from backend.capabilities.signing.models import Signer, SigningTask
from backend.capabilities.signing.rules import (
    OPEN_SIGNER,
    SIGNER_MACHINE,
    TASK_MACHINE,
    SignerStatus,
    SigningOutcome,
)
from backend.capabilities.signing.service.chain import note
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

ACTIONS = {
    SigningOutcome.DECLINED: "decline",
    SigningOutcome.EXPIRED: "expire",
    SigningOutcome.VOIDED: "void",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidSigningTask:
    """作废签约任务"""

    task_id: UUID = about("签约任务")
    expected_version: int = about("期望版本")
    reason: str = about("原因")


async def void_signing_task(actor: Actor, command: VoidSigningTask) -> SigningTask:
    """Void a signing before everybody has signed.

    Raises:
        SigningUnderway: a signer has just given the code; his signature is being made.
        IllegalTransition: it has ended already.
    """
    async with unit_of_work(actor) as work:
        task = await work.lock(
            SigningTask,
            command.task_id,
            within=rows_within(SigningTask, actor, "signing:void"),
            expected_version=command.expected_version,
        )
        if not 2 <= len(command.reason.strip()) <= 400:
            raise ValidationFailed("请填写作废原因,2 至 400 字", "reason")
        await _void(work, task, command.reason.strip())
        work.answers_with(task.id)
    return task


async def void_task(work: Work, task_id: UUID, reason: str) -> SigningTask:
    """Void a signing within the caller's transaction.

    Raises:
        SigningUnderway: a signer has just given the code; his signature is being made.
        IllegalTransition: it has ended already.
    """
    task = await work.lock(SigningTask, task_id)
    await _void(work, task, reason)
    return task


async def _void(work: Work, task: SigningTask, reason: str) -> None:
    if await _is_underway(work, task):
        raise SigningUnderway
    await close(work, task, SigningOutcome.VOIDED, reason)


async def _is_underway(work: Work, task: SigningTask) -> bool:
    rows = Signer.filter(task_id=task.id, status=SignerStatus.SMS_PASSED)
    return await rows.using_db(work.connection).exists()


async def expire(work: Work, task: SigningTask) -> bool:
    """End a signing whose time is over; not while a signature is being made."""
    if await _is_underway(work, task):
        return False
    await close(work, task, SigningOutcome.EXPIRED, "超过签署期限")
    return True


async def close(work: Work, task: SigningTask, outcome: SigningOutcome, reason: str) -> None:
    """End a signing and everybody's part in it; the caller holds the task's row."""
    await audit.move(
        work, task, TASK_MACHINE, ACTIONS[outcome], reason=reason, end_reason=reason[:400]
    )
    signers = (
        await Signer.filter(task_id=task.id, status__in=list(OPEN_SIGNER))
        .using_db(work.connection)
        .select_for_update()
        .order_by("id")
    )
    for signer in signers:
        await audit.move(
            work,
            signer,
            SIGNER_MACHINE,
            "end",
            reason=reason,
            token_hash=None,
            token_expires_at=None,
        )
    await note(work, task, outcome.value)
    work.announce(
        SigningEnded(
            task_id=task.id,
            kind=task.kind,
            subject_type=task.subject_type,
            subject_id=task.subject_id,
            outcome=outcome.value,
        )
    )
