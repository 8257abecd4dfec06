"""What approval checks before a decision and does after it, in the workflow's transaction."""

from typing import TYPE_CHECKING

from backend.capabilities.application import queries as applications
from backend.capabilities.approval.errors import (
    CoverInsufficient,
    NothingProposed,
    TermsChanged,
    TermsUnchanged,
)
from backend.capabilities.approval.rules import (
    Asked,
    CaseTerms,
    TermsSource,
    check_terms,
    is_within,
    read_asked,
)
from backend.capabilities.approval.service.case import Case, case_of, keep_terms, standing
from backend.capabilities.approval.service.ending import approve, reject
from backend.capabilities.approval.service.starting import variables
from backend.capabilities.decision import service as decision_service
from backend.capabilities.exposure import queries as exposures
from backend.capabilities.exposure import service as exposure_service
from backend.capabilities.guarantee import queries as guarantees
from backend.capabilities.investigation import service as investigation_service
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.product.rules import GuaranteeMode
from backend.capabilities.reference import queries as reference
from backend.capabilities.workflow.rules import APPROVALS, INITIATOR, Ending, Outcome
from backend.capabilities.workflow.rules.kinds import TaskKind
from backend.capabilities.workflow.service import (
    DecisionFacts,
    StepKind,
    StepTaken,
    TaskDecision,
)
from backend.kit.money import Fen, yuan
from backend.kit.refusal import ValidationFailed, refuse_all
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.workflow.models import Task, WorkflowInstance

_SECURED = {GuaranteeMode.MORTGAGE.value, GuaranteeMode.PLEDGE.value}
VOTES = frozenset({TaskKind.VOTE, TaskKind.COUNTERSIGN})


class ApprovalHandler:
    """The business behind cases of the kind APPLICATION."""

    async def before_decision(
        self, work: Work, instance: "WorkflowInstance", task: "Task", decision: TaskDecision
    ) -> DecisionFacts:
        """Hold a decision against the case.

        Raises:
            MakerChecker: the decider made the case (INV-37).
            Refused: terms outside the product or above the request (INV-40), a departure
                without a reason (INV-25), a return without defects, a rejection without cause.
        """
        case = await case_of(instance.business_id)
        makers = await applications.makers_of(case.application)
        check_not_maker(work.actor.id, makers, task.node_name)
        terms = await standing(case.application.id)
        asked = read_asked(decision.terms, terms)
        if decision.outcome in APPROVALS:
            return await self._approval(work, case, task, decision.outcome, asked)
        _check_refusal(task, decision, asked)
        return DecisionFacts(within_authority=True)

    async def _approval(
        self, work: Work, case: Case, task: "Task", outcome: Outcome, asked: Asked
    ) -> DecisionFacts:
        terms = await standing(case.application.id)
        if outcome is Outcome.APPROVE_WITH_CHANGES:
            await _change(work, case, task, terms, asked)
            terms = asked.terms
        elif asked.terms != terms:
            raise TermsChanged(path=("outcome",))
        elif terms.amount_fen <= 0:
            raise NothingProposed(path=("outcome",))
        refuse_all(check_terms(terms, case.frame))
        await _check_cover(case, terms)
        within = await _within(work, case, terms)
        return DecisionFacts(variables=await variables(case, terms), within_authority=within)

    async def after_step(self, work: Work, instance: "WorkflowInstance", step: StepTaken) -> None:
        """Let the application follow its route."""
        application_id = instance.business_id
        if step.kind is StepKind.RETURNED_TO_INITIATOR:
            asked = read_asked(step.terms, await standing(application_id))
            defects = asked.defects or ({"module": "", "comment": step.opinion[:400]},)
            await investigation_service.returned(work, application_id, defects)
        elif step.kind is StepKind.ENDED:
            await _end(work, instance, step)


async def _end(work: Work, instance: "WorkflowInstance", step: StepTaken) -> None:
    if step.ending is Ending.APPROVED:
        await approve(work, await case_of(instance.business_id))
    elif step.ending is not Ending.WITHDRAWN:
        await reject(work, instance, step)


def _check_refusal(task: "Task", decision: TaskDecision, asked: Asked) -> None:
    if decision.outcome is Outcome.RETURN and decision.return_to == INITIATOR and not asked.defects:
        raise ValidationFailed("退回客户经理时请列出需要整改的缺陷", "terms", "defects")
    if decision.outcome is Outcome.REJECT and task.kind not in VOTES and asked.reject_code is None:
        raise ValidationFailed("请选择拒绝原因", "terms", "rejectCode")


async def _change(work: Work, case: Case, task: "Task", terms: CaseTerms, asked: Asked) -> None:
    if task.kind in VOTES:
        raise ValidationFailed("表决不能变更条件", "outcome")
    if asked.terms == terms:
        raise TermsUnchanged(path=("outcome",))
    refuse_all(check_terms(asked.terms, case.frame))
    await decision_service.record_adjustments(
        work,
        decision_id=case.decision.id,
        subject_type="TASK",
        subject_id=task.id,
        node=task.node_id,
        wanted=case.wanted(asked.terms),
        reasons=asked.reasons,
    )
    await keep_terms(
        work,
        case.application,
        asked.terms,
        TermsSource.CHANGE,
        task_id=task.id,
        node_name=task.node_name,
        by_name=work.actor.name,
    )


async def _check_cover(case: Case, terms: CaseTerms) -> None:
    if not _SECURED & set(case.application.guarantee_modes):
        return
    cover = await guarantees.cover_of(case.application.id)
    if cover < terms.amount_fen:
        raise CoverInsufficient(
            path=("terms", "amount"), cover=yuan(cover), amount=yuan(terms.amount_fen)
        )


async def _within(work: Work, case: Case, terms: CaseTerms) -> bool:
    """Tell whether the actor's authority bears the case on top of what is owed (INV-39)."""
    customer = case.application.applicant_id
    await exposure_service.hold(work, customer)
    single, total = await organization.authority_for(
        work.actor.id,
        category=case.content.info.authority_category,
        guarantee_mode=case.mode.value,
        grade=case.grade.value,
        today=await reference.business_date(),
    )
    owed: Fen = await exposures.total_of(customer)
    return is_within(single, total, amount=terms.amount_fen, exposure=owed)
