"""Reads of the workflow."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from tortoise import connections
from tortoise.expressions import Q
from tortoise.models import Model

from backend.capabilities.reference import queries as reference
from backend.capabilities.workflow.errors import WorkflowMissing
from backend.capabilities.workflow.models import (
    Task,
    TaskOpinion,
    WorkflowInstance,
    WorkflowVersion,
)
from backend.capabilities.workflow.rules import (
    Definition,
    InstanceState,
    State,
    TaskState,
    VersionState,
    WorkingCalendar,
    due_at,
    read_model,
    safe_return_targets,
)
from backend.kit.actor import Actor, ActorKind, Scope
from backend.kit.clock import SHANGHAI
from backend.kit.scope import rows_within

LIVE = (InstanceState.RUNNING, InstanceState.SUSPENDED, InstanceState.FAILED)
OPEN = (TaskState.CREATED, TaskState.CLAIMED, TaskState.WAITING_ADDSIGN)
CALENDAR_DAYS = 400


@lru_cache(maxsize=256)
def _read(bpmn: str) -> Definition:
    return read_model(bpmn).definition


def definition_of(version: WorkflowVersion) -> Definition:
    """Read a version's drawing; read once, since a published one never changes."""
    return _read(version.bpmn)


def state_of(instance: WorkflowInstance) -> State:
    """Read where an instance stands."""
    return cast("State", json.loads(instance.state))


async def definition_for(instance: WorkflowInstance) -> Definition:
    """Read the drawing that an instance was started with (INV-42)."""
    return definition_of(await WorkflowVersion.get(id=instance.route_id))


async def version_in_force(key: str, org_path: str) -> WorkflowVersion:
    """Find the published version of the nearest organization above, up to the union.

    Raises:
        WorkflowMissing: none has one.
    """
    parts = org_path.strip("/").split("/")
    paths = ["/" + "/".join(parts[: length + 1]) for length in range(len(parts))]
    found = await WorkflowVersion.filter(
        definition__key=key, status=VersionState.PUBLISHED, org_path__in=paths
    ).select_related("definition")
    if not found:
        raise WorkflowMissing(key=key)
    return max(found, key=lambda version: len(version.org_path))


async def running_instance(business_type: str, business_id: UUID) -> WorkflowInstance | None:
    """Find the instance that a case is on, held and failed ones included."""
    return await WorkflowInstance.filter(
        business_type=business_type, business_id=business_id, status__in=LIVE
    ).first()


async def tasks_of(business_type: str, business_id: UUID) -> list[Task]:
    """List all tasks that a case has had, oldest first."""
    return await Task.filter(business_type=business_type, business_id=business_id).order_by("id")


async def open_tasks_of(business_type: str, business_id: UUID) -> list[Task]:
    """List the tasks that a case waits for."""
    return await Task.filter(
        business_type=business_type, business_id=business_id, status__in=OPEN
    ).order_by("id")


async def opinions_of(business_type: str, business_id: UUID) -> list[TaskOpinion]:
    """List what has been decided on a case, and why, oldest first."""
    return await TaskOpinion.filter(business_type=business_type, business_id=business_id).order_by(
        "id"
    )


def tasks_within(model: type[Model], actor: Actor, _: str) -> Q:
    """Select the tasks somebody holds, may take or has held, and those he supervises (INV-43)."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    entity = Q(legal_entity_id=actor.legal_entity_id)
    own = entity & (
        Q(assignee_id=actor.id) | Q(candidate_ids__contains=[str(actor.id)], assignee_id=None)
    )
    started = entity & Q(owner_id=actor.id)
    return own | started | rows_within(model, actor, "workflow:monitor")


def instances_within(model: type[Model], actor: Actor, _: str) -> Q:
    """Select the instances somebody has started, taken part in or supervises."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    own = Q(owner_id=actor.id) | Q(participant_ids__contains=[str(actor.id)])
    entity = Q(legal_entity_id=actor.legal_entity_id)
    return (entity & own) | rows_within(model, actor, "workflow:monitor")


def mine(actor: Actor, *, done: bool) -> Q:
    """Select the tasks that somebody holds, or has decided."""
    states = (TaskState.DONE,) if done else (TaskState.CLAIMED, TaskState.WAITING_ADDSIGN)
    return Q(assignee_id=actor.id, status__in=states)


def pool_of(actor: Actor) -> Q:
    """Select the tasks that somebody may claim."""
    return Q(candidate_ids__contains=[str(actor.id)], assignee_id=None, status=TaskState.CREATED)


async def return_targets(task_ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Say for each open task where it may give its case back: nodes and their names."""
    waiting = await Task.filter(
        id__in=list(task_ids), status__in=(TaskState.CREATED, TaskState.CLAIMED)
    ).select_related("instance__route")
    return {task.id: _targets(task) for task in waiting}


def _targets(task: Task) -> list[tuple[str, str]]:
    instance: Any = task.instance
    nodes = definition_of(instance.route).nodes
    return [
        (name, nodes[name].name if name in nodes else "客户经理")
        for name in safe_return_targets(
            definition_of(instance.route), state_of(instance), task.token
        )
    ]


def nodes_in(state: str) -> list[str]:
    """Name the nodes where a case stands."""
    return sorted({token["node"] for token in json.loads(state)["tokens"].values()})


async def working_deadline(begun: datetime, hours: int) -> datetime:
    """Add working hours to a moment, by the bank's calendar."""
    local = begun.astimezone(SHANGHAI)
    last = local.date() + timedelta(days=CALENDAR_DAYS)
    exceptions = await reference.holidays_between(local.date(), last)

    def is_working_day(day: date) -> bool:
        return exceptions.get(day, day.weekday() < 5)

    return due_at(local, hours, WorkingCalendar(is_working_day))


def offered(_: type[Model], actor: Actor, permission: str) -> Q:
    """Select the routes of one's own bank and those that the union offers to all."""
    if not actor.may(permission):
        return Q(pk__isnull=True)
    if actor.kind is ActorKind.SYSTEM or actor.sees_union:
        return Q()
    return Q(legal_entity_id__in=(actor.legal_entity_id, actor.union_id))


_STATS = """
select process_type, node_id, node_name,
  count(*) filter (where status in ('CREATED', 'CLAIMED', 'WAITING_ADDSIGN')) as waiting,
  count(*) filter (where status in ('CREATED', 'CLAIMED', 'WAITING_ADDSIGN')
                   and due_at < now()) as overdue,
  count(*) filter (where status = 'DONE') as done,
  avg(extract(epoch from finished_at - opened_at) / 3600)
    filter (where status = 'DONE') as average_hours,
  percentile_cont(0.95) within group (order by extract(epoch from finished_at - opened_at) / 3600)
    filter (where status = 'DONE') as most_hours
from workflow_task
where ($1 or legal_entity_id = any($2::uuid[]) or org_path like any($3::text[]))
  and ($4::text is null or process_type = $4)
group by process_type, node_id, node_name order by process_type, node_id, node_name limit 500
"""


async def stats(actor: Actor, process_type: str | None) -> list[dict[str, Any]]:
    """Count each node's tasks within the actor's reach, and the hours they took."""
    reaches = actor.powers.get("workflow:monitor", ())
    entities = [r.legal_entity_id for r in reaches if r.scope is Scope.LEGAL_ENTITY]
    branches = [f"{r.org_path}%" for r in reaches if r.scope is Scope.BRANCH]
    whole = any(reach.scope is Scope.UNION for reach in reaches)
    _, rows = await connections.get("default").execute_query(
        _STATS, [whole, entities, branches, process_type]
    )
    return [dict(row) for row in rows]
