"""Taking a task from the pool, giving it back, handing it over, and asking for signatures."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.audit import service as audit
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.errors import SignNotAllowed
from backend.capabilities.workflow.models import Task, Urge
from backend.capabilities.workflow.rules import (
    TASK_MACHINE,
    AddSign,
    CloseVote,
    RemoveSign,
    TaskState,
    Transfer,
)
from backend.capabilities.workflow.service import news, timeline
from backend.capabilities.workflow.service.acting import take_own, take_up
from backend.capabilities.workflow.service.host import advance
from backend.capabilities.workflow.service.lifecycle import tell_ending
from backend.capabilities.workflow.service.people import check_fit
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import NotFound, RateLimited, ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work

URGE_PAUSE = timedelta(minutes=30)
REASON_MIN, REASON_MAX = 2, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask:
    """签收任务"""

    task_id: UUID = about("任务")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTask:
    """放回任务池"""

    task_id: UUID = about("任务")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTask:
    """转办任务"""

    task_id: UUID = about("任务")
    to_user_id: UUID = about("接办人")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSignTask:
    """加签"""

    task_id: UUID = about("任务")
    user_ids: list[UUID] = about("加签人,1 至 10 名")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSignTask:
    """减签"""

    task_id: UUID = about("要撤掉的加签任务")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTaskVote:
    """结束表决"""

    task_id: UUID = about("该表决中任一未办结的任务")


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgeTask:
    """催办"""

    task_id: UUID = about("任务")
    message: str = about("内容", "")


def check_reason(reason: str, path: str = "reason") -> str:
    """Insist on a reason.

    Raises:
        ValidationFailed: it is too short or too long.
    """
    text = reason.strip()
    if not REASON_MIN <= len(text) <= REASON_MAX:
        raise ValidationFailed(f"原因须为 {REASON_MIN} 到 {REASON_MAX} 个字", path)
    return text


async def claim_task(actor: Actor, command: ClaimTask) -> Task:
    """Take a task out of the pool; claiming one's own again changes nothing.

    Raises:
        NotFound, TaskNotOpen, TaskHeldByAnother, MakerChecker: see ``take_own``.
    """
    async with unit_of_work(actor) as work:
        held = await take_own(work, command.task_id)
        work.answers_with(held.task.id)
    return held.task


async def release_task(actor: Actor, command: ReleaseTask) -> Task:
    """Put a task back into the pool for all its candidates.

    Raises:
        NotFound: it is not the actor's.
        SignNotAllowed: it was given to him alone, so there is no pool.
    """
    async with unit_of_work(actor) as work:
        held = await take_up(work, command.task_id, Q(assignee_id=actor.id))
        if held.task.candidate_ids == [str(actor.id)]:
            raise SignNotAllowed(node=held.task.node_name)
        await audit.move(
            work, held.task, TASK_MACHINE, "release", assignee_id=None, claimed_at=None
        )
        work.answers_with(held.task.id)
    return held.task


async def transfer_task(actor: Actor, command: TransferTask) -> Task:
    """Hand a task to a colleague for good; answers with his task.

    Raises:
        NotFound, TaskNotOpen, TaskHeldByAnother, MakerChecker: see ``take_own``.
        PersonUnfit: the colleague may not do it.
        OutcomeNotAllowed: the node does not allow transfers.
    """
    reason = check_reason(command.reason)
    async with unit_of_work(actor) as work:
        held = await take_own(work, command.task_id)
        await check_fit(work, held.instance, held.state, held.node, held.task, command.to_user_id)
        order = Transfer(held.task.token, str(command.to_user_id))
        await advance(work, held.instance, order)
        fresh = (
            await Task.filter(
                instance_id=held.instance.id,
                assignee_id=command.to_user_id,
                node_id=held.task.node_id,
            )
            .using_db(work.connection)
            .order_by("-id")
            .first()
        )
        assert fresh is not None
        data = {"reason": reason}
        await timeline.note(work, held.instance, "TRANSFER_REASON", task_id=fresh.id, data=data)
        work.answers_with(fresh.id)
    return fresh


async def add_sign(actor: Actor, command: AddSignTask) -> Task:
    """Ask colleagues to sign before one decides, or for more seats of a countersign.

    Raises:
        NotFound, TaskNotOpen, TaskHeldByAnother, MakerChecker: see ``take_own``.
        PersonUnfit: a colleague may not do it.
        SignNotAllowed: the node does not allow it, or one is asked already.
    """
    reason = check_reason(command.reason)
    if not 1 <= len(command.user_ids) <= 10:
        raise ValidationFailed("加签人须为 1 至 10 名", "user_ids")
    async with unit_of_work(actor) as work:
        held = await take_own(work, command.task_id)
        for person in command.user_ids:
            await check_fit(
                work, held.instance, held.state, held.node, None, person, duty_roles=False
            )
        order = AddSign(held.task.token, tuple(str(person) for person in command.user_ids))
        await advance(work, held.instance, order)
        data = {"reason": reason}
        await timeline.note(work, held.instance, "ADD_SIGN", task_id=held.task.id, data=data)
        await held.task.refresh_from_db(using_db=work.connection)
        work.answers_with(held.task.id)
    return held.task


async def remove_sign(actor: Actor, command: RemoveSignTask) -> Task:
    """Take a signature that one asked for away again.

    Raises:
        NotFound: it was not the actor who asked, and he does not supervise it.
        SignNotAllowed: nobody added it, or it is the last seat.
    """
    reason = check_reason(command.reason)
    async with unit_of_work(actor) as work:
        mine = await Task.filter(assignee_id=actor.id, status__in=queries.OPEN).values_list(
            "id", flat=True
        )
        within = Q(asked_by_id__in=list(mine)) | rows_within(Task, actor, "workflow:reassign")
        held = await take_up(work, command.task_id, within)
        move = await advance(work, held.instance, RemoveSign(held.task.token))
        data = {"reason": reason}
        await timeline.note(work, held.instance, "REMOVE_SIGN", task_id=held.task.id, data=data)
        await tell_ending(move)
        await held.task.refresh_from_db(using_db=work.connection)
        work.answers_with(held.task.id)
    return held.task


async def close_vote(actor: Actor, command: CloseTaskVote) -> Task:
    """Count a committee's votes although some have not voted.

    Raises:
        NotFound: it is no vote within reach.
        QuorumNotMet: too few have voted.
    """
    async with unit_of_work(actor) as work:
        within = rows_within(Task, actor, "workflow:close-vote")
        held = await take_up(work, command.task_id, within)
        if held.node.vote is None:
            raise NotFound
        whole = held.state["tokens"][held.task.token].get("of", held.task.token)
        move = await advance(work, held.instance, CloseVote(whole))
        await tell_ending(move)
        await held.task.refresh_from_db(using_db=work.connection)
        work.answers_with(held.task.id)
    return held.task


async def urge_task(actor: Actor, command: UrgeTask) -> Task:
    """Ask whoever holds a task to hurry.

    Raises:
        NotFound: the task is out of sight.
        TaskNotOpen: there is nothing to hurry.
        RateLimited: somebody urged less than half an hour ago.
    """
    async with unit_of_work(actor) as work:
        held = await take_up(work, command.task_id, queries.tasks_within(Task, actor, ""))
        task = held.task
        if task.urged_at is not None and work.now - task.urged_at < URGE_PAUSE:
            raise RateLimited(int((task.urged_at + URGE_PAUSE - work.now).total_seconds()) + 1)
        message = command.message.strip()[:200]
        await work.add(
            Urge,
            task_id=task.id,
            from_id=actor.id,
            from_name=actor.name,
            message=message,
            at=work.now,
        )
        await task.revise(actor.id, urged_count=task.urged_count + 1, urged_at=work.now)
        await timeline.note(work, held.instance, "URGED", node_id=task.node_id, task_id=task.id)
        title = f"{actor.name}催办:{task.node_name}"
        await news.task_for(
            work, task, "task.urged", holders(task), title, once=str(task.urged_count)
        )
        work.answers_with(task.id)
    return task


def holders(task: Task) -> list[UUID]:
    """Name who is expected to act: the holder, or all candidates of the pool."""
    if task.status != TaskState.CREATED and task.assignee_id is not None:
        return [task.assignee_id]
    return [UUID(person) for person in task.candidate_ids]
