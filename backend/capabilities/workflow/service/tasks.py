"""The tasks of an instance follow what the kernel did."""

from datetime import datetime, timedelta
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.events import TaskTimeCame
from backend.capabilities.workflow.models import Task, WorkflowInstance
from backend.capabilities.workflow.rules import (
    TASK_MACHINE,
    Definition,
    KernelEvent,
    Node,
    State,
    TaskCancelled,
    TaskContinues,
    TaskOpened,
    TaskState,
    TaskTransferred,
    TaskWaits,
)
from backend.capabilities.workflow.rules.kinds import TaskKind
from backend.capabilities.workflow.service import news
from backend.capabilities.workflow.service.people import Candidates, candidates_for
from backend.kit.work import Work


async def follow(
    work: Work,
    instance: WorkflowInstance,
    definition: Definition,
    state: State,
    events: list[KernelEvent],
) -> dict[str, UUID]:
    """Open, hand over, hold, free and cancel tasks; answer with the tasks by token."""
    rows = {task.token: task for task in await _all(work, instance)}
    for event in events:
        if isinstance(event, TaskOpened):
            if event.token not in state["tokens"]:
                continue
            asked_by = rows.get(event.asked_by or "")
            rows[event.token] = await _open(work, instance, definition, state, event, asked_by)
        elif isinstance(event, TaskTransferred):
            rows[event.to_token] = await _hand_over(work, rows[event.token], event)
        elif event_token(event) in rows:
            await _change(work, rows[event_token(event)], event)
    return {token: task.id for token, task in rows.items()}


def event_token(event: KernelEvent) -> str:
    """Name the token that an event is about, if it is about one."""
    return str(getattr(event, "token", ""))


async def _all(work: Work, instance: WorkflowInstance) -> list[Task]:
    return await Task.filter(instance_id=instance.id).using_db(work.connection)


async def _change(work: Work, task: Task, event: KernelEvent) -> None:
    if isinstance(event, TaskCancelled) and task.status in queries.OPEN:
        await audit.move(work, task, TASK_MACHINE, "cancel", finished_at=work.now)
    elif isinstance(event, TaskWaits):
        await audit.move(work, task, TASK_MACHINE, "addSign")
    elif isinstance(event, TaskContinues):
        await audit.move(work, task, TASK_MACHINE, "signed")


async def _hand_over(work: Work, task: Task, event: TaskTransferred) -> Task:
    holder = UUID(event.holder)
    await audit.move(work, task, TASK_MACHINE, "transfer", finished_at=work.now)
    fresh = await work.add(
        Task,
        **{name: getattr(task, name) for name in (*_PLACE, *_CASE, *_NODE)},
        token=event.to_token,
        assignee_id=holder,
        candidate_ids=[str(holder)],
        status=TaskState.CLAIMED,
        opened_at=work.now,
        claimed_at=work.now,
        due_at=task.due_at,
    )
    await _begin(work, fresh)
    _set_clock(work, fresh, 0)
    await news.task_for(work, fresh, "task.transferred", [holder], f"转办任务:{fresh.node_name}")
    return fresh


_NODE = (
    "instance_id",
    "node_id",
    "node_name",
    "kind",
    "candidate_roles",
    "outcomes",
    "form_key",
    "second_factor",
    "asked_by_id",
    "escalate_to",
)
_PLACE = ("legal_entity_id", "org_id", "org_path", "owner_id")


async def _open(
    work: Work,
    instance: WorkflowInstance,
    definition: Definition,
    state: State,
    event: TaskOpened,
    asked_by: Task | None,
) -> Task:
    node = definition.nodes[event.node]
    if event.holder is not None:
        holder = UUID(event.holder)
        roles = list(node.assignment.roles) if node.assignment else []
        found = Candidates([holder], [] if asked_by else roles, holder)
    else:
        found = await candidates_for(work, instance, state, node)
    deadline = await queries.working_deadline(work.now, node.sla.hours) if node.sla else None
    task = await work.add(
        Task,
        **{name: getattr(instance, name) for name in (*_PLACE, *_CASE)},
        **_of_node(node, asked_by),
        instance_id=instance.id,
        token=event.token,
        assignee_id=found.holder,
        candidate_ids=[str(person) for person in found.people],
        candidate_roles=found.roles,
        status=TaskState.CLAIMED if found.holder else TaskState.CREATED,
        opened_at=work.now,
        claimed_at=work.now if found.holder else None,
        due_at=deadline,
    )
    await _begin(work, task)
    _set_clock(work, task, node.sla.remind_hours if node.sla else 0)
    told = [found.holder] if found.holder else found.people
    await news.task_for(work, task, "task.created", told, f"待办任务:{node.name}")
    return task


_CASE = ("process_type", "business_type", "business_id", "business_no", "title")


def _of_node(node: Node, asked_by: Task | None) -> dict[str, object]:
    kind = TaskKind.VOTE if node.vote else TaskKind.COUNTERSIGN if node.countersign else None
    if asked_by is not None:
        kind = TaskKind.ADD_SIGN
    moves = {"RETURN", "REQUEST_MATERIAL"} if asked_by else set[str]()
    return {
        "node_id": node.id,
        "node_name": node.name,
        "kind": kind or TaskKind.USER,
        "outcomes": sorted({str(outcome) for outcome in node.actions.outcomes} - moves),
        "form_key": node.form or "",
        "second_factor": node.second_factor and asked_by is None,
        "asked_by_id": asked_by.id if asked_by else None,
        "escalate_to": (node.sla.escalate_to or "") if node.sla else "",
    }


async def _begin(work: Work, task: Task) -> None:
    await audit.note_transition(work, task, "", TaskState.CREATED, "create")
    if task.assignee_id is not None:
        await audit.note_transition(work, task, TaskState.CREATED, TaskState.CLAIMED, "claim")


def _set_clock(work: Work, task: Task, remind_hours: int) -> None:
    if task.due_at is None:
        return
    if remind_hours:
        reminder = TaskTimeCame(task_id=task.id, reminder=True)
        work.announce(reminder, after=_until(work, task.due_at - timedelta(hours=remind_hours)))
    overdue = TaskTimeCame(task_id=task.id, reminder=False)
    work.announce(overdue, after=_until(work, task.due_at))


def _until(work: Work, moment: datetime) -> timedelta:
    return max(moment - work.now, timedelta())
