"""What service and decision nodes ask for: steps that capabilities above offer by name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.organization.rules import Role
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.errors import StepUnknown
from backend.capabilities.workflow.events import RouteTimerCame, StepRequested, TaskTimeCame
from backend.capabilities.workflow.models import Task, WorkflowInstance
from backend.capabilities.workflow.rules import (
    Command,
    InstanceState,
    JobDone,
    JobFailed,
    OrgScope,
    TimerFired,
    Wait,
)
from backend.capabilities.workflow.service import news, timeline
from backend.capabilities.workflow.service.acting import take_up
from backend.capabilities.workflow.service.holding import holders
from backend.capabilities.workflow.service.host import advance, locked
from backend.capabilities.workflow.service.lifecycle import tell_ending
from backend.capabilities.workflow.service.people import holders_of
from backend.kit.actor import Actor
from backend.kit.refusal import Refusal
from backend.kit.work import unit_of_work

Step = Callable[[Actor, WorkflowInstance, str, Any], Awaitable[Mapping[str, Any]]]
_STEPS: dict[str, Step] = {}


def register_step(name: str, run: Step) -> None:
    """Offer a step to routes: it gets the actor, the instance, the node and the ports.

    It runs outside a transaction and at least once; what it returns become
    variables of the case. A refusal stops the case until somebody retries.
    """
    _STEPS[name] = run


async def carry_out(actor: Actor, event: StepRequested, ports: Any) -> None:
    """Run a step and tell the case how it went; nothing if the case has moved on."""
    instance = await WorkflowInstance.get(id=event.instance_id)
    if not _waits(instance, event.token):
        return
    order: Command
    try:
        if event.step not in _STEPS:
            raise StepUnknown(step=event.step)
        values = await _STEPS[event.step](actor, instance, event.node_id, ports)
        order = JobDone(event.token, values)
    except Refusal as cause:
        order = JobFailed(event.token, cause.message)
    async with unit_of_work(actor) as work:
        instance = await locked(work, event.instance_id)
        if _waits(instance, event.token):
            action = "fail" if isinstance(order, JobFailed) else "step"
            await tell_ending(await advance(work, instance, order, action=action))


def _waits(instance: WorkflowInstance, token: str) -> bool:
    held = queries.state_of(instance)["tokens"].get(token)
    running = instance.status == InstanceState.RUNNING
    return running and held is not None and held["wait"] == Wait.JOB.value


async def fire_timer(actor: Actor, event: RouteTimerCame) -> None:
    """Let a timer of the drawing go off, unless it was cleared or the case is held.

    A held or returned case announces its timers again when it goes on.
    """
    async with unit_of_work(actor) as work:
        instance = await locked(work, event.instance_id)
        due = instance.timers.get(event.token)
        still = due == event.due.isoformat() and work.now >= event.due
        if still and instance.status == InstanceState.RUNNING and not instance.is_returned:
            await tell_ending(await advance(work, instance, TimerFired(event.token)))


async def tell_time(actor: Actor, event: TaskTimeCame) -> None:
    """Remind of a task, or say that it is overdue; never decide it."""
    async with unit_of_work(actor) as work:
        open_still = Q(status__in=queries.OPEN)
        if not await Task.filter(open_still, id=event.task_id).exists():
            return
        held = await take_up(work, event.task_id, Q())
        task = held.task
        if event.reminder:
            if task.reminded_at is None:
                await task.revise(actor.id, reminded_at=work.now)
                title = f"即将超时:{task.node_name}"
                await news.task_for(work, task, "task.due-soon", holders(task), title)
            return
        if task.overdue_at is not None:
            return
        await task.revise(actor.id, overdue_at=work.now)
        people: list[UUID] = holders(task)
        if task.escalate_to:
            people += await holders_of(work, held.instance, Role(task.escalate_to), OrgScope.COUNTY)
        await news.task_for(work, task, "task.overdue", people, f"任务超时:{task.node_name}")
        await timeline.note(work, held.instance, "OVERDUE", node_id=task.node_id, task_id=task.id)
