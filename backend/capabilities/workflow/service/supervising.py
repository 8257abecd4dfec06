"""Holding, resuming, ending and rerouting cases: by administrators, with a reason, on record."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.models import Task, WorkflowInstance
from backend.capabilities.workflow.rules import (
    TASK_MACHINE,
    Command,
    InstanceState,
    Resume,
    RetryJobs,
    Suspend,
    TaskState,
    Terminate,
    Transfer,
)
from backend.capabilities.workflow.service import news, timeline
from backend.capabilities.workflow.service.acting import Held, take_up
from backend.capabilities.workflow.service.holding import check_reason
from backend.capabilities.workflow.service.host import advance
from backend.capabilities.workflow.service.lifecycle import tell_ending
from backend.capabilities.workflow.service.people import check_fit
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendInstance:
    """挂起流程"""

    instance_id: UUID = about("流程实例")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeInstance:
    """恢复流程"""

    instance_id: UUID = about("流程实例")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateInstance:
    """终止流程"""

    instance_id: UUID = about("流程实例")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryInstance:
    """重试失败的自动节点"""

    instance_id: UUID = about("流程实例")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignTask:
    """改派任务"""

    task_id: UUID = about("任务")
    to_user_id: UUID = about("接办人")
    reason: str = about("原因")


async def _order(
    actor: Actor, instance_id: UUID, reason: str, action: str, orders: list[Command]
) -> WorkflowInstance:
    text = check_reason(reason)
    async with unit_of_work(actor) as work:
        within = rows_within(WorkflowInstance, actor, "workflow:administer")
        instance = await work.lock(WorkflowInstance, instance_id, within=within)
        await instance.revise(actor.id, stop_reason=text)
        if action == "terminate" and instance.status == InstanceState.SUSPENDED:
            await advance(work, instance, Resume(), action="resume")
        for order in orders:
            move = await advance(work, instance, order, action=action)
            await tell_ending(move)
        await timeline.note(work, instance, f"{action.upper()}_REASON", data={"reason": text})
        work.answers_with(instance.id)
    return instance


async def suspend_instance(actor: Actor, command: SuspendInstance) -> WorkflowInstance:
    """Hold a case: nobody can move it until it is resumed.

    Raises:
        NotFound: it is out of reach.
        IllegalTransition: it does not run.
    """
    return await _order(actor, command.instance_id, command.reason, "suspend", [Suspend()])


async def resume_instance(actor: Actor, command: ResumeInstance) -> WorkflowInstance:
    """Let a held case go on; what fell due meanwhile happens now.

    Raises:
        NotFound: it is out of reach.
        IllegalTransition: it is not held.
    """
    return await _order(actor, command.instance_id, command.reason, "resume", [Resume()])


async def terminate_instance(actor: Actor, command: TerminateInstance) -> WorkflowInstance:
    """End a case by hand; the business is told.

    Raises:
        NotFound: it is out of reach.
        IllegalTransition: it has ended already.
    """
    return await _order(actor, command.instance_id, command.reason, "terminate", [Terminate()])


async def retry_instance(actor: Actor, command: RetryInstance) -> WorkflowInstance:
    """Ask for the stuck steps of a case again.

    Raises:
        NotFound: it is out of reach.
        IllegalTransition: nothing has failed.
    """
    return await _order(actor, command.instance_id, command.reason, "retry", [RetryJobs()])


async def reassign_task(actor: Actor, command: ReassignTask) -> Task:
    """Give a task to somebody who can do it, with or without its holder's consent.

    Raises:
        NotFound: it is out of reach.
        TaskNotOpen: it is decided already.
        PersonUnfit: the other may not do it.
    """
    reason = check_reason(command.reason)
    async with unit_of_work(actor) as work:
        within = rows_within(Task, actor, "workflow:reassign")
        held = await take_up(work, command.task_id, within)
        person = command.to_user_id
        await check_fit(work, held.instance, held.state, held.node, held.task, person)
        if "holder" in held.state["tokens"][held.task.token]:
            await advance(work, held.instance, Transfer(held.task.token, str(person)))
            task = (
                await Task.filter(
                    instance_id=held.instance.id, assignee_id=person, status__in=queries.OPEN
                )
                .using_db(work.connection)
                .order_by("-id")
                .get()
            )
        else:
            task = await _give(work, held, person)
        data = {"reason": reason, "to": str(person)}
        await timeline.note(work, held.instance, "REASSIGNED", task_id=task.id, data=data)
        work.answers_with(task.id)
    return task


async def _give(work: Work, held: Held, person: UUID) -> Task:
    task = held.task
    if task.status != TaskState.CREATED:
        await audit.move(work, task, TASK_MACHINE, "release", assignee_id=None)
    people = sorted({*task.candidate_ids, str(person)})
    await audit.move(
        work,
        task,
        TASK_MACHINE,
        "claim",
        assignee_id=person,
        claimed_at=work.now,
        candidate_ids=people,
    )
    await news.task_for(
        work, task, "task.transferred", [person], f"改派任务:{task.node_name}", str(task.version)
    )
    return task
