"""The review of a disbursement on route D1: contract reviewer, then disbursement officer."""

from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.contract import queries as contracts
from backend.capabilities.disbursement import queries
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.disbursement.service.steps import (
    approve,
    give_back,
    note_complete,
    refuse,
)
from backend.capabilities.disbursement.service.terms import check_ready
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.reference import queries as reference
from backend.capabilities.workflow import queries as workflows
from backend.capabilities.workflow.rules import Ending, Outcome
from backend.capabilities.workflow.service import (
    CaseStart,
    DecisionFacts,
    StepKind,
    StepTaken,
    TaskDecision,
    register_case,
    resubmit_case,
    start_case,
)
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.workflow.models import Task, WorkflowInstance

BUSINESS = "DISBURSEMENT"
ROUTE = "D1"


async def note_signed(work: Work, disbursement_id: UUID) -> Disbursement:
    """Everybody has signed: the review begins, or goes on after a return."""
    row = await note_complete(work, disbursement_id)
    await _start_review(work, row)
    return row


async def _start_review(work: Work, row: Disbursement) -> None:
    variables = {"amount": row.amount_fen, "paymentMode": row.payment_mode.value}
    if await workflows.running_instance(BUSINESS, row.id) is not None:
        await resubmit_case(work, BUSINESS, row.id, variables)
        return
    agreement = await contracts.contract_of(row.contract_id)
    application = await applications.by_id(agreement.application_id)
    borrower = await queries.borrower_of(row)
    await start_case(
        work,
        CaseStart(
            workflow_key=ROUTE,
            process_type=BUSINESS,
            business_type=BUSINESS,
            business_id=row.id,
            business_no=row.no,
            title=f"放款 {borrower.name}",
            org_id=row.org_id,
            org_path=row.org_path,
            initiator_id=row.created_by,
            makers=await applications.makers_of(application) | {row.created_by, row.owner_id},
            variables=variables,
        ),
    )


class DisbursementCase:
    """What follows for a disbursement from what is decided about it."""

    async def before_decision(
        self, work: Work, instance: "WorkflowInstance", task: "Task", decision: TaskDecision
    ) -> DecisionFacts:
        """Approve only what is still as it was signed, on the date that was signed."""
        if decision.outcome == Outcome.APPROVE and task.node_id == "release":
            row = await queries.disbursement_of(instance.business_id)
            check_not_maker(work.actor.id, (row.created_by, row.owner_id), "放款审核")
            await check_ready(row, await reference.business_date())
        return DecisionFacts()

    async def after_step(self, work: Work, instance: "WorkflowInstance", step: StepTaken) -> None:
        """Release, give back or refuse, in the transaction of the decision."""
        reason = step.opinion or "退回"
        if step.kind is StepKind.RETURNED_TO_INITIATOR:
            await give_back(work, instance.business_id, reason)
        elif step.kind is StepKind.ENDED and step.ending is Ending.APPROVED:
            await approve(work, instance.business_id)
        elif step.kind is StepKind.ENDED and step.ending in (Ending.REJECTED, Ending.TERMINATED):
            await refuse(work, instance.business_id, step.opinion or "审核未通过")


register_case(BUSINESS, DisbursementCase())
