"""Taking a disbursement back, or trying a failed one again."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.disbursement import queries
from backend.capabilities.disbursement.errors import PayoutUnderWay
from backend.capabilities.disbursement.events import PayoutApproved
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.disbursement.rules import (
    DISBURSEMENT_MACHINE,
    RESERVING,
    CoreAnswer,
    DisbursementStatus,
)
from backend.capabilities.disbursement.service.core import enquire
from backend.capabilities.disbursement.service.review import BUSINESS
from backend.capabilities.disbursement.service.steps import release, void_note
from backend.capabilities.disbursement.service.terms import check_ready
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.reference import queries as reference
from backend.capabilities.workflow import service as workflow
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work
from backend.ports import Ports

S = DisbursementStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDisbursement:
    """取消放款申请"""

    disbursement_id: UUID = about("放款申请")
    expected_version: int = about("期望版本")
    reason: str = about("取消原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDisbursement:
    """重新发送失败的放款,请求号不变"""

    disbursement_id: UUID = about("放款申请")
    expected_version: int = about("期望版本")


async def cancel_disbursement(
    actor: Actor, command: CancelDisbursement, ports: Ports
) -> Disbursement:
    """Take a disbursement back; the amount set aside is free again.

    Raises:
        ValidationFailed: no reason.
        PayoutUnderWay: it failed, but the core now says that it has it or paid it (INV-33).
        IllegalTransition: it is being sent, unknown, paid or ended.
    """
    if not 2 <= len(command.reason.strip()) <= 400:
        raise ValidationFailed("请填写取消原因,2 到 400 字", "reason")
    before = await queries.disbursement_of(command.disbursement_id)
    if before.status == S.FAILED:
        answer = await enquire(ports.core_banking, before)
        if answer.kind not in (CoreAnswer.NOT_FOUND, CoreAnswer.REFUSED):
            raise PayoutUnderWay(state=answer.kind.value)
    async with unit_of_work(actor) as work:
        row = await work.lock(
            Disbursement,
            command.disbursement_id,
            within=rows_within(Disbursement, actor, "disbursement:cancel"),
            expected_version=command.expected_version,
        )
        held = row.status in RESERVING
        await void_note(work, row, command.reason)
        if row.status == S.FAILED and before.version != row.version:
            raise PayoutUnderWay(state=row.status)
        await audit.move(
            work,
            row,
            DISBURSEMENT_MACHINE,
            "cancel",
            reason=command.reason,
            end_reason=command.reason,
        )
        if held:
            await release(work, row)
        await workflow.withdraw_case(work, BUSINESS, row.id, command.reason)
        work.answers_with(row.id)
    return row


async def retry_disbursement(actor: Actor, command: RetryDisbursement) -> Disbursement:
    """Send a failed disbursement again, under the request id that it has (INV-33).

    Raises:
        MakerChecker: the actor made the request (INV-37).
        ValueDatePassed, ScheduleChanged: it is not what was signed.
    """
    async with unit_of_work(actor) as work:
        row = await work.lock(
            Disbursement,
            command.disbursement_id,
            within=rows_within(Disbursement, actor, "disbursement:retry"),
            expected_version=command.expected_version,
        )
        check_not_maker(actor.id, (row.created_by, row.owner_id), "放款重试")
        DISBURSEMENT_MACHINE.next(row.status, "retry")
        await check_ready(row, await reference.business_date())
        await audit.move(work, row, DISBURSEMENT_MACHINE, "retry")
        work.announce(PayoutApproved(disbursement_id=row.id))
        work.answers_with(row.id)
    return row
