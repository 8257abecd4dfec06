"""Taking a running case over to another version of its route, provably without getting stuck."""

import json
from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.workflow import queries
from backend.capabilities.workflow.errors import MigrationUnsafe
from backend.capabilities.workflow.models import Task, WorkflowInstance, WorkflowVersion
from backend.capabilities.workflow.rules import (
    InstanceState,
    Migration,
    VersionState,
    migrate,
)
from backend.capabilities.workflow.service import timeline
from backend.capabilities.workflow.service.holding import check_reason
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateInstance:
    """把在办流程迁移到另一版本"""

    instance_id: UUID = about("流程实例")
    version_id: UUID = about("目标流程版本")
    mapping: Json | None = about("已删除节点对应的新节点", None)
    reason: str = about("原因")


async def plan_migration(
    instance: WorkflowInstance, version_id: UUID, mapping: Json | None
) -> tuple[WorkflowVersion, Migration]:
    """Work out where a case would stand on another version.

    Raises:
        NotFound: there is no such published version of the same route.
        MigrationUnsafe: a token has no place, or the case could get stuck.
    """
    route = await WorkflowVersion.get(id=instance.route_id)
    version = await WorkflowVersion.filter(
        id=version_id, definition_id=route.definition_id, status=VersionState.PUBLISHED
    ).first()
    if version is None or not instance.org_path.startswith(version.org_path):
        raise NotFound(path=("version_id",))
    names = {str(old): str(new) for old, new in (mapping or {}).items()}
    moved = migrate(queries.definition_of(version), queries.state_of(instance), names)
    return version, moved


async def migrate_instance(actor: Actor, command: MigrateInstance) -> WorkflowInstance:
    """Take a running case over to another published version of its route.

    Raises:
        NotFound, MigrationUnsafe: see ``plan_migration``.
    """
    reason = check_reason(command.reason)
    async with unit_of_work(actor) as work:
        within = rows_within(WorkflowInstance, actor, "workflow:administer")
        instance = await work.lock(WorkflowInstance, command.instance_id, within=within)
        if instance.status not in (InstanceState.RUNNING, InstanceState.SUSPENDED):
            raise MigrationUnsafe(problem="流程已结束或有失败的自动节点")
        before = instance.route_id
        version, moved = await plan_migration(instance, command.version_id, command.mapping)
        timers = {
            token: due
            for token, due in instance.timers.items()
            if token not in moved.cleared_timers
        }
        await instance.revise(
            actor.id,
            route_id=version.id,
            state=json.dumps(moved.state, ensure_ascii=False, separators=(",", ":")),
            rev=instance.rev + 1,
            timers=timers,
        )
        definition = queries.definition_of(version)
        open_tasks = Task.filter(instance_id=instance.id, status__in=queries.OPEN)
        for task in await open_tasks.using_db(work.connection):
            node = definition.nodes[moved.state["tokens"][task.token]["node"]]
            await task.revise(actor.id, node_id=node.id, node_name=node.name)
        data = {"from": str(before), "to": str(version.id), "reason": reason}
        await timeline.note(work, instance, "MIGRATED", data=data)
        work.answers_with(instance.id)
    return instance
