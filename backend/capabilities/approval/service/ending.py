"""How a route ends for the application: approved with its terms, or rejected with a cause."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.approval import queries
from backend.capabilities.approval.errors import NothingProposed
from backend.capabilities.approval.events import LoanApproved, LoanRejected
from backend.capabilities.approval.models import ApprovalRejection, ApprovedTerms
from backend.capabilities.approval.rules import RejectCode, check_terms, read_asked, valid_to
from backend.capabilities.approval.service.case import Case, standing
from backend.capabilities.investigation import service as investigation_service
from backend.capabilities.product.rules import rate_of
from backend.capabilities.reference import queries as reference
from backend.capabilities.workflow.service import StepTaken
from backend.kit.refusal import refuse_all
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.workflow.models import WorkflowInstance

RECONSIDER_DAYS = "approval.reconsiderDays"


async def approve(work: Work, case: Case) -> None:
    """Keep what was approved, at the benchmark of the day (INV-40)."""
    application, info = case.application, case.content.info
    row = await queries.standing_of(application.id)
    if row is None or row.amount_fen <= 0:
        raise NothingProposed
    refuse_all(check_terms(queries.read_terms(row), case.frame))
    today = await reference.business_date()
    await work.add(
        ApprovedTerms,
        application_id=application.id,
        legal_entity_id=application.legal_entity_id,
        org_id=application.org_id,
        org_path=application.org_path,
        owner_id=application.owner_id,
        amount_fen=row.amount_fen,
        term_months=row.term_months,
        limit_term_months=row.limit_term_months,
        limit_type=info.limit_type,
        spread_bp=row.spread_bp,
        lpr_value=case.frame.benchmark,
        lpr_date=case.lpr_date,
        rate=rate_of(case.frame.benchmark, row.spread_bp),
        methods=row.methods,
        conditions=row.conditions,
        covenants=row.covenants,
        approved_by=work.actor.id,
        approved_by_name=work.actor.name,
        approved_at=work.now,
        approved_on=today,
        valid_to=valid_to(today, info.approval_validity_days),
        version_no=row.seq,
    )
    await application_service.step(work, application.id, "approve")
    await investigation_service.accepted(work, application.id)
    work.announce(LoanApproved(application_id=application.id))


async def reject(work: Work, instance: "WorkflowInstance", step: StepTaken) -> None:
    """Keep why the case was rejected; it may be taken up again once."""
    application = await applications.by_id(instance.business_id)
    asked = read_asked(step.terms, await standing(application.id))
    today = await reference.business_date()
    opinion = step.opinion or instance.stop_reason
    await work.add(
        ApprovalRejection,
        application_id=application.id,
        legal_entity_id=application.legal_entity_id,
        org_id=application.org_id,
        org_path=application.org_path,
        owner_id=application.owner_id,
        instance_id=instance.id,
        reject_code=asked.reject_code or RejectCode.OTHER,
        opinion=opinion,
        node_name=step.node_name,
        rejected_by=step.actor_id,
        rejected_on=today,
    )
    await application_service.step(work, application.id, "reject", reason=opinion[:400])
    work.announce(LoanRejected(application_id=application.id))


async def reconsider_days(work: Work, legal_entity_id: UUID, today: date) -> int:
    """Tell how many days after a rejection it may be taken up again."""
    union = work.actor.union_id
    return int(await reference.parameter(RECONSIDER_DAYS, today, legal_entity_id, union))
