"""People about a pre-assessment: the branch head takes or refuses a referral, two reconsider."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.application.rules import APPLICATION_MACHINE, ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.decision import queries
from backend.capabilities.decision.errors import NoDecision, ReconsideredAlready
from backend.capabilities.decision.models import PreAssessment, Reconsideration
from backend.capabilities.organization.rules import Role, check_not_maker
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import Forbidden, ValidationFailed, VersionConflict
from backend.kit.work import Work, unit_of_work

PAIR = (Role.BRANCH_HEAD, Role.RISK_OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgePreAssessment:
    """对预评估结果表态"""

    application_id: UUID = about("申请")
    expected_version: int = about("申请的期望版本")
    reason: str = about("理由,2 到 400 字")


async def accept_referral(actor: Actor, command: JudgePreAssessment) -> Any:
    """Let a referred case go on to investigation.

    Raises:
        MakerChecker: the actor made the case.
        IllegalTransition: it is not referred.
    """
    return await _judge(actor, command, "accept", "同意预评估转人工", "decision:refer")


async def refuse_referral(actor: Actor, command: JudgePreAssessment) -> Any:
    """Reject a referred case.

    Raises:
        MakerChecker: the actor made the case.
        IllegalTransition: it is not referred.
    """
    return await _judge(actor, command, "refuse", "否决预评估转人工", "decision:refer")


async def close_rejected(actor: Actor, command: JudgePreAssessment) -> Any:
    """Close a case that the pre-assessment has rejected.

    Raises:
        IllegalTransition: it is not rejected.
    """
    return await _judge(actor, command, "close", "", "decision:close")


async def _judge(
    actor: Actor, command: JudgePreAssessment, action: str, duty: str, permission: str
) -> Any:
    _refuse_silence(command.reason)
    async with unit_of_work(actor) as work:
        application = await _application(actor, command, permission)
        if duty:
            check_not_maker(actor.id, await applications.makers_of(application), duty)
        after = await application_service.step(
            work, application.id, action, reason=command.reason.strip()
        )
        work.answers_with(after.id)
    return after


async def reconsider(actor: Actor, command: JudgePreAssessment) -> Any:
    """Propose to reconsider a rejection, or agree to a proposal of the other office (INV-18).

    The branch head and the risk officer must both want it; only then the case is referred.

    Raises:
        MakerChecker: the actor made the case.
        ReconsideredAlready: one person cannot be both.
    """
    _refuse_silence(command.reason)
    async with unit_of_work(actor) as work:
        application = await _application(actor, command, "decision:reconsider")
        check_not_maker(actor.id, await applications.makers_of(application), "预评估复议")
        APPLICATION_MACHINE.next(ApplicationStatus(application.status), "reconsider")
        run = await queries.pre_assessment_of(application.id)
        if run is None:
            raise NoDecision
        await _agree(work, application, run, command.reason.strip())
        work.answers_with(application.id)
    return await applications.by_id(application.id)


async def _agree(work: Work, application: Any, run: PreAssessment, reason: str) -> None:
    actor = work.actor
    role = next((one.value for one in PAIR if one.value in actor.roles), None)
    if role is None:
        raise Forbidden
    rows = Reconsideration.filter(pre_assessment_id=run.id).using_db(work.connection)
    proposal = await rows.select_for_update().first()
    if proposal is None:
        await work.add(
            Reconsideration,
            application_id=application.id,
            legal_entity_id=application.legal_entity_id,
            org_id=application.org_id,
            org_path=application.org_path,
            owner_id=application.owner_id,
            pre_assessment_id=run.id,
            proposed_by=actor.id,
            proposed_role=role,
            reason=reason,
        )
        _note(work, application, "propose_reconsideration")
        return
    if actor.id == proposal.proposed_by or role == proposal.proposed_role:
        raise ReconsideredAlready
    await proposal.revise(
        actor.id,
        confirmed_by=actor.id,
        confirmed_role=role,
        confirm_reason=reason,
        confirmed_at=work.now,
    )
    await application_service.step(work, application.id, "reconsider", reason=reason)


def _note(work: Work, application: Any, action: str) -> None:
    audit.record(
        work,
        f"Application.{action}",
        "Application",
        application.id,
        {},
        legal_entity_id=application.legal_entity_id,
    )


async def _application(actor: Actor, command: JudgePreAssessment, permission: str) -> Any:
    found = await applications.application_of(actor, command.application_id, permission)
    if found.version != command.expected_version:
        raise VersionConflict(found.version)
    return found


def _refuse_silence(reason: str) -> None:
    if not 2 <= len(reason.strip()) <= 400:
        raise ValidationFailed("请填写理由,2 到 400 字", "reason")
