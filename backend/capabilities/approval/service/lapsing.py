"""An approval that nobody signs lapses."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.approval.models import ApprovedTerms
from backend.capabilities.guarantee import service as guarantee_service
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

BATCH_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseApprovals:
    """将过期未签约的审批置为失效"""

    limit: int = about("一次最多处理的笔数", 100)


async def lapse_approvals(actor: Actor, command: LapseApprovals) -> list[ApprovedTerms]:
    """Let all approvals lapse whose last day has passed; part of the day's end.

    Raises:
        ValidationFailed: the number asked for is out of bounds.
    """
    if not 1 <= command.limit <= BATCH_MAX:
        raise ValidationFailed(f"一次处理 1 到 {BATCH_MAX} 笔", "limit")
    async with unit_of_work(actor) as work:
        over = await ApprovedTerms.filter(
            rows_within(ApprovedTerms, actor, "approval:lapse"),
            valid_to__lt=await reference.business_date(),
            application__status=ApplicationStatus.APPROVED,
        ).limit(command.limit)
        for terms in over:
            await lapse_if_over(work, terms.application_id)
    return over


async def lapse_if_over(work: Work, application_id: UUID) -> bool:
    """Let one approval lapse if its last day has passed and nobody has begun to sign.

    Tells whether the approval still waits, so that somebody looks again; repeatable.
    """
    application = await applications.by_id(application_id)
    terms = await ApprovedTerms.filter(application_id=application_id).first()
    if terms is None or application.status != ApplicationStatus.APPROVED:
        # A contract that is voided brings the application back to APPROVED.
        return application.status == ApplicationStatus.CONTRACTING
    if await reference.business_date() <= terms.valid_to:
        return True
    await application_service.step(
        work, application_id, "lapse", reason=f"审批有效期至 {terms.valid_to},未签约"
    )
    await guarantee_service.drop(work, application_id, "审批失效")
    return False
