"""The day's end for approval: what nobody signed lapses, what nobody took up is final."""

from datetime import date, timedelta
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.approval.models import ApprovalRejection, ApprovedTerms
from backend.capabilities.approval.service.ending import reconsider_days
from backend.capabilities.guarantee import queries as guarantees
from backend.capabilities.guarantee import service as guarantee_service
from backend.kit.work import Work


async def lapse_approvals(work: Work, legal_entity_id: UUID, today: date) -> int:
    """Let approvals lapse whose last day has passed unsigned; repeatable. Tells how many."""
    over = await ApprovedTerms.filter(
        legal_entity_id=legal_entity_id,
        valid_to__lt=today,
        application__status=ApplicationStatus.APPROVED,
    )
    for terms in over:
        reason = f"审批有效期至 {terms.valid_to},未签约"
        await application_service.step(work, terms.application_id, "lapse", reason=reason)
        await guarantee_service.drop(work, terms.application_id, "审批失效")
    return len(over)


async def settle_rejections(work: Work, legal_entity_id: UUID, today: date) -> int:
    """Free what secured cases whose rejection nobody can take up again; repeatable."""
    days = await reconsider_days(work, legal_entity_id, today)
    over = await ApprovalRejection.filter(
        legal_entity_id=legal_entity_id,
        rejected_on__lt=today - timedelta(days=days),
        application__status=ApplicationStatus.REJECTED,
    )
    for rejection in over:
        application = await applications.by_id(rejection.application_id)
        if await guarantees.guarantees_of(application.id) or await guarantees.pledges_of(
            application.id
        ):
            await guarantee_service.drop(work, application.id, "申请已否决")
    return len(over)
