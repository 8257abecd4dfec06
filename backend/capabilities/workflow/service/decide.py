"""Deciding a task: once, by whoever holds it, with an opinion."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.workflow.models import Task, TaskOpinion
from backend.capabilities.workflow.rules import (
    INITIATOR,
    TASK_MACHINE,
    Command,
    Complete,
    Outcome,
    RequestMaterial,
    Returned,
    ReturnTo,
    check_return,
)
from backend.capabilities.workflow.service import news
from backend.capabilities.workflow.service.acting import Held, take_own
from backend.capabilities.workflow.service.cases import (
    DecisionFacts,
    StepKind,
    StepTaken,
    TaskDecision,
    handler_of,
)
from backend.capabilities.workflow.service.host import Move, advance
from backend.capabilities.workflow.service.lifecycle import tell_ending
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work

OPINION_MIN, OPINION_MAX = 10, 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTask:
    """办理任务"""

    task_id: UUID = about("任务")
    outcome: Outcome = about("办理结果")
    opinion: str = about("意见,至少 10 个字")
    terms: Json | None = about("业务要素:金额、期限、利率、条件、缺陷等", None)
    return_to: str | None = about("退回到的节点,退回时填写;INITIATOR 为客户经理", None)
    resume: bool = about("被退回节点办完后直接回到本节点", default=False)
    materials: list[str] = about("要求补充的材料", [])


async def decide_task(actor: Actor, command: DecideTask) -> Task:
    """Decide a task and let its case go on.

    Raises:
        Refused: what is wrong with the decision itself.
        NotFound: the task is not within reach (INV-43).
        TaskNotOpen: it is decided or cancelled already (INV-38).
        TaskHeldByAnother: somebody else has claimed it.
        MakerChecker: the decider made the case (INV-37).
        AuthorityExceeded: beyond his authority, with nobody above (INV-39).
        ReturnTargetUnsafe: the case could get stuck from there.
    """
    refuse_all(_problems(command))
    async with unit_of_work(actor) as work:
        held = await take_own(work, command.task_id)
        decision = TaskDecision(
            outcome=command.outcome,
            opinion=command.opinion.strip(),
            terms=command.terms,
            return_to=command.return_to,
            resume=command.resume,
            materials=command.materials,
        )
        facts = await _facts(work, held, decision)
        order = _order(held, decision, facts, str(actor.id))
        await _close(work, held, decision, facts)
        move = await advance(work, held.instance, order)
        await _tell(move, held, decision)
        work.answers_with(held.task.id)
    return held.task


def _problems(command: DecideTask) -> list[Refusal]:
    found: list[Refusal] = []
    # INV-41
    if not OPINION_MIN <= len(command.opinion.strip()) <= OPINION_MAX:
        problem = f"意见须为 {OPINION_MIN} 到 {OPINION_MAX} 个字"
        found.append(ValidationFailed(problem, "opinion"))
    if command.outcome is Outcome.RETURN and not command.return_to:
        found.append(ValidationFailed("请选择退回到的节点", "return_to"))
    if command.outcome is Outcome.REQUEST_MATERIAL and not command.materials:
        found.append(ValidationFailed("请列出需要补充的材料", "materials"))
    return found


async def _facts(work: Work, held: Held, decision: TaskDecision) -> DecisionFacts:
    if held.task.asked_by_id is not None:
        # An opinion that was asked for decides nothing, so it needs no authority.
        return DecisionFacts(within_authority=True)
    handler = handler_of(held.instance.business_type)
    return await handler.before_decision(work, held.instance, held.task, decision)


def _order(held: Held, decision: TaskDecision, facts: DecisionFacts, actor: str) -> Command:
    token = held.task.token
    if decision.outcome is Outcome.RETURN:
        target = decision.return_to or INITIATOR
        check_return(held.definition, held.state, token, target)
        return ReturnTo(token, target, actor, resume=decision.resume)
    if decision.outcome is Outcome.REQUEST_MATERIAL:
        return RequestMaterial(token, actor)
    return Complete(token, decision.outcome, actor, facts.variables, facts.within_authority)


async def _close(work: Work, held: Held, decision: TaskDecision, facts: DecisionFacts) -> None:
    task = held.task
    await audit.move(
        work, task, TASK_MACHINE, "decide", outcome=decision.outcome, finished_at=work.now
    )
    await TaskOpinion.create(
        using_db=work.connection,
        legal_entity_id=task.legal_entity_id,
        created_by=work.actor.id,
        updated_by=work.actor.id,
        task_id=task.id,
        instance_id=task.instance_id,
        business_type=task.business_type,
        business_id=task.business_id,
        node_id=task.node_id,
        node_name=task.node_name,
        author_id=work.actor.id,
        author_name=work.actor.name,
        outcome=decision.outcome,
        text=decision.opinion,
        terms=decision.terms,
        return_to=decision.return_to or "",
        materials=decision.materials,
        within_authority=facts.within_authority if task.asked_by_id is None else None,
        at=work.now,
    )


async def _tell(move: Move, held: Held, decision: TaskDecision) -> None:
    if held.task.asked_by_id is not None:
        return
    handler = handler_of(held.instance.business_type)
    step = _step(StepKind.TASK_DONE, held, decision, move.work.actor.id)
    await handler.after_step(move.work, held.instance, step)
    returned = [event for event in move.events if isinstance(event, Returned)]
    if any(event.target == INITIATOR for event in returned):
        back = _step(StepKind.RETURNED_TO_INITIATOR, held, decision, move.work.actor.id)
        await handler.after_step(move.work, held.instance, back)
        await news.task_for(
            move.work,
            held.task,
            "task.returned",
            [held.instance.owner_id],
            f"业务已退回:{held.task.node_name}",
        )
    await tell_ending(move, step)


def _step(kind: StepKind, held: Held, decision: TaskDecision, actor_id: UUID) -> StepTaken:
    return StepTaken(
        kind=kind,
        actor_id=actor_id,
        node_id=held.task.node_id,
        node_name=held.task.node_name,
        outcome=decision.outcome,
        task_id=held.task.id,
        opinion=decision.opinion,
        terms=decision.terms,
    )
