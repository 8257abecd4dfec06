"""Running the pre-assessment: begin, wait for the bureau, conclude; never silently pass."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.application.rules import APPLICATION_MACHINE, ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization import service as credit
from backend.capabilities.credit_authorization.errors import IndicatorsUnreadable
from backend.capabilities.credit_authorization.rules import QueryState
from backend.capabilities.customer import queries as customers
from backend.capabilities.decision import queries
from backend.capabilities.decision.errors import (
    DecisionDataUnavailable,
    DecisionFailed,
    DecisionInputInvalid,
    StrategyUnknown,
)
from backend.capabilities.decision.events import PreAssessmentConcluded, PreAssessmentStarted
from backend.capabilities.decision.models import PreAssessment
from backend.capabilities.decision.rules import (
    PRE_ASSESSMENT,
    NetworkCheck,
    PreAssessmentOutcome,
    PreAssessmentState,
    pre_assess,
)
from backend.capabilities.decision.service.inputs import REPORTED, gather
from backend.capabilities.decision.service.record import (
    ENGINE_VERSION,
    hit_json,
    packed,
    place_of,
)
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.notification import service as notification
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import Role
from backend.capabilities.product.rules import PartyRole
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import Refusal, Refused, ValidationFailed
from backend.kit.work import Work, unit_of_work
from backend.ports.failures import OutsideFailure
from backend.ports.identity_check import CheckKind, IdClaim

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application
    from backend.ports import Ports

_S = ApplicationStatus
UNANSWERED = (QueryState.REQUESTED, QueryState.APPROVED, QueryState.SENT, QueryState.UNKNOWN)
RESULT_ZH = {
    PreAssessmentState.PASS: "通过",
    PreAssessmentState.REFER: "转人工",
    PreAssessmentState.REJECT: "拒绝",
    PreAssessmentState.ERROR: "未能完成",
}
ANSWERED = (NetworkCheck.MATCH, NetworkCheck.MISMATCH, NetworkCheck.NOT_FOUND)
STATUS_OF = {
    PreAssessmentState.PASS: _S.PRE_PASSED,
    PreAssessmentState.REFER: _S.PRE_REFERRED,
    PreAssessmentState.REJECT: _S.PRE_REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPreAssessment:
    """重新预评估"""

    application_id: UUID = about("申请")
    fee_explanation: str = about("当前逾期系 100 元以内费用的说明", "")


async def begin_assessment(actor: Actor, application_id: UUID) -> None:
    """Begin the first run of an application; a repetition finds that it has begun."""
    async with unit_of_work(actor) as work:
        application = await applications.by_id(application_id)
        if application.status == _S.SUBMITTED and not await _runs(application_id):
            await _begin(work, application_id, "")


async def run_pre_assessment(actor: Actor, command: RunPreAssessment) -> PreAssessment:
    """Assess again: after an error, or when something has changed.

    Raises:
        IllegalTransition: a run is under way, or the case is beyond it.
    """
    if len(command.fee_explanation) > 400:
        raise ValidationFailed("最多 400 字", "fee_explanation")
    async with unit_of_work(actor) as work:
        await applications.application_of(actor, command.application_id, "decision:assess")
        run = await _begin(work, command.application_id, command.fee_explanation.strip())
        work.answers_with(run.id)
    return run


async def _runs(application_id: UUID) -> int:
    return await PreAssessment.filter(application_id=application_id).count()


async def _begin(work: Work, application_id: UUID, fee_explanation: str) -> PreAssessment:
    application = await application_service.step(work, application_id, "assess")
    run = await work.add(
        PreAssessment,
        **place_of(application),
        run_no=await _runs(application_id) + 1,
        awaiting=await _ask(work, application),
        fee_explanation=fee_explanation,
        hits=[],
        explanation=[],
    )
    await audit.note_transition(work, run, "", PreAssessmentState.RUNNING, "begin")
    work.announce(PreAssessmentStarted(run_id=run.id, application_id=application_id))
    return run


async def _ask(work: Work, application: "Application") -> list[str]:
    """Ask the bureau about everybody who owes or stands surety; return whom we wait for."""
    awaiting = []
    for party in await applications.parties_of(application.id):
        if PartyRole(party.role) not in REPORTED:
            continue
        role, reason = REPORTED[PartyRole(party.role)]
        try:
            query = await credit.request_query(
                work,
                customer_id=party.customer_id,
                application_id=application.id,
                role=role,
                reason=reason,
            )
        except (Refusal, Refused):
            # Without an authorization nobody is asked about; the rules reject it (PB11).
            continue
        if query is not None and query.status in UNANSWERED:
            awaiting.append(str(party.customer_id))
    return awaiting


async def note_answer(actor: Actor, application_id: UUID, customer_id: UUID) -> None:
    """Strike a customer off the list of those whom a run waits for."""
    async with unit_of_work(actor) as work:
        run = await _running(work, application_id)
        if run is not None and str(customer_id) in run.awaiting:
            rest = [one for one in run.awaiting if one != str(customer_id)]
            await run.revise(actor.id, awaiting=rest)


async def conclude_assessment(actor: Actor, application_id: UUID, ports: "Ports") -> None:
    """Judge, once nobody is waited for; what is not there makes the run an ERROR."""
    pending = await PreAssessment.filter(
        application_id=application_id, status=PreAssessmentState.RUNNING
    ).first()
    if pending is None or pending.awaiting:
        return
    network = await _network_check(pending.id, application_id, ports)
    async with unit_of_work(actor) as work:
        run = await _running(work, application_id)
        if run is None or run.awaiting:
            return
        application = await applications.by_id(application_id)
        try:
            outcome, version_id = await _judge(work, application, run, network)
        except (
            DecisionDataUnavailable,
            DecisionInputInvalid,
            DecisionFailed,
            IndicatorsUnreadable,
            StrategyUnknown,
        ) as refusal:
            await _fail(work, application, run, refusal.message)
            return
        await _conclude(work, application, run, outcome, version_id)


async def _running(work: Work, application_id: UUID) -> PreAssessment | None:
    rows = PreAssessment.filter(application_id=application_id, status=PreAssessmentState.RUNNING)
    return await rows.using_db(work.connection).select_for_update().first()


async def _network_check(run_id: UUID, application_id: UUID, ports: "Ports") -> NetworkCheck:
    """Take the check that was made with the document, else make one now."""
    parties = await applications.parties_of(application_id)
    applicant = next(one.customer for one in parties if one.role == PartyRole.APPLICANT)
    for paper in await customers.documents_of(applicant.id):
        if paper.no_hash == applicant.id_no_hash and paper.network_check is not None:
            return NetworkCheck(str(paper.network_check))
    checked = await evidence.latest_identity_check(applicant.id_no_hash, CheckKind.ID_NETWORK)
    if checked is not None and str(checked.outcome) in ANSWERED:
        return NetworkCheck(str(checked.outcome))
    claim = IdClaim(request_id=str(run_id), name=applicant.name, id_no=applicant.id_no)
    try:
        answer = await ports.identity_check.check_id_network(claim)
    except OutsideFailure:
        return NetworkCheck.UNAVAILABLE
    return NetworkCheck(answer.outcome.value)


async def _judge(
    work: Work, application: "Application", run: PreAssessment, network: NetworkCheck
) -> tuple[PreAssessmentOutcome, UUID]:
    content, _ = await applications.content_for(application)
    strategy = await queries.strategy_in_force(
        content.rule_sets.pre_assessment, application.legal_entity_id, work.actor.union_id
    )
    case = await gather(work, application, network, run.fee_explanation)
    return pre_assess(strategy.engine, strategy.key, case), strategy.version.id


async def _conclude(
    work: Work,
    application: "Application",
    run: PreAssessment,
    outcome: PreAssessmentOutcome,
    version_id: UUID,
) -> None:
    await audit.move(
        work,
        run,
        PRE_ASSESSMENT,
        "conclude",
        to=outcome.result,
        strategy_version_id=version_id,
        **_columns(outcome),
        finished_at=work.now,
    )
    await _tell(work, application, run, STATUS_OF[outcome.result], "")


def _columns(outcome: PreAssessmentOutcome) -> dict[str, Any]:
    return {
        "hits": [hit_json(hit) for hit in outcome.hits],
        "explanation": list(outcome.explanation),
        "indicative_amount_fen": outcome.indicative_amount_fen,
        "rate_min": outcome.rate_min,
        "rate_max": outcome.rate_max,
        "snapshot": outcome.snapshot.text,
        "snapshot_sha256": outcome.snapshot.sha256,
        "engine_version": ENGINE_VERSION,
        "trace_gz": packed(outcome.evaluation.trace),
    }


async def _fail(work: Work, application: "Application", run: PreAssessment, problem: str) -> None:
    await audit.move(work, run, PRE_ASSESSMENT, "fail", problem=problem[:400], finished_at=work.now)
    await _tell(work, application, run, _S.SUBMITTED, problem)


async def _tell(
    work: Work, application: "Application", run: PreAssessment, to: ApplicationStatus, reason: str
) -> None:
    # Who withdrew while the bureau was asked is not assessed any more.
    if "conclude" in APPLICATION_MACHINE.allowed(ApplicationStatus(application.status)):
        await application_service.step(work, application.id, "conclude", to=to, reason=reason)
    await notification.tell(
        work,
        event="PRE_ASSESSMENT",
        to=[application.owner_id, *await _heads(application, to)],
        title=f"预评估:{RESULT_ZH[PreAssessmentState(run.status)]}",
        text=f"申请 {application.no} 第 {run.run_no} 次预评估。{reason}",
        subject_type="APPLICATION",
        subject_id=application.id,
        once=f"pre-assessment:{run.id}",
    )
    work.announce(
        PreAssessmentConcluded(run_id=run.id, application_id=application.id, result=str(run.status))
    )


async def _heads(application: "Application", to: ApplicationStatus) -> list[UUID]:
    """A referred case waits for its branch head."""
    if to is not _S.PRE_REFERRED:
        return []
    people = await organization.users_with_role(
        Role.BRANCH_HEAD, Q(org_id=application.org_id), await reference.business_date()
    )
    return [one.id for one in people]
