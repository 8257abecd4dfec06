"""How clients see tasks, cases on their routes, and the routes."""

from typing import Any
from uuid import UUID

from backend.capabilities.workflow import models, queries, service
from backend.capabilities.workflow.errors import MigrationUnsafe
from backend.capabilities.workflow.graphql.types import (
    InstanceFilter,
    InstancePayload,
    MigrationPlan,
    NodeStats,
    Task,
    TaskFilter,
    TaskOpinion,
    TaskPayload,
    WorkflowDefinition,
    WorkflowEvent,
    WorkflowFilter,
    WorkflowFinding,
    WorkflowInstance,
    WorkflowRehearsal,
    WorkflowVersion,
    WorkflowVersionPayload,
)
from backend.capabilities.workflow.rules import Ending
from backend.capabilities.workflow.rules.rehearsal import rehearse
from backend.kit.graphql import Connection, Context, Door
from backend.kit.graphql.entity import load_one
from backend.kit.graphql.pages import page
from backend.kit.json import Json
from backend.kit.money import Fen
from backend.kit.refusal import NotFound

__all__ = [
    "Task",
    "TaskOpinion",
    "WorkflowDefinition",
    "WorkflowEvent",
    "WorkflowInstance",
    "WorkflowVersion",
    "door",
]

door = Door()

door.one("task", Task, "一个任务")
door.list("tasks", Task, "看得到的任务", filters=TaskFilter)
door.one("workflowInstance", WorkflowInstance, "一个流程实例")
door.list("workflowInstances", WorkflowInstance, "流程实例列表", filters=InstanceFilter)
door.one("workflowVersion", WorkflowVersion, "一个流程版本")
door.list("workflows", WorkflowDefinition, "流程定义列表", filters=WorkflowFilter)


@door.query("myTasks", allow="workflow:task", description="我的待办;done 为真时为已办")
async def my_tasks(
    context: Context,
    first: int,
    after: str | None = None,
    done: bool = False,  # noqa: FBT001, FBT002  # an argument of the schema
    filter: TaskFilter | None = None,  # as above
) -> Connection[Task]:
    """List what somebody holds, or has decided."""
    also = queries.mine(context.actor, done=done)
    found: Any = await page(context, Task, first, after, filter, also)
    return found  # type: ignore[no-any-return]  # a page of tasks


@door.query("taskPool", allow="workflow:task", description="我可以签收的任务")
async def task_pool(
    context: Context,
    first: int,
    after: str | None = None,
    filter: TaskFilter | None = None,  # an argument of the schema
) -> Connection[Task]:
    """List what somebody may claim."""
    also = queries.pool_of(context.actor)
    found: Any = await page(context, Task, first, after, filter, also)
    return found  # type: ignore[no-any-return]  # a page of tasks


async def _version(context: Context, version_id: UUID) -> models.WorkflowVersion:
    node = await load_one(context, WorkflowVersion, version_id)
    if node is None:
        raise NotFound
    row: models.WorkflowVersion = node.row
    return row


@door.query("workflowFindings", allow="workflow:read", description="校验一个流程版本")
async def workflow_findings(
    context: Context, version_id: UUID, up_to_amount: Fen | None = None
) -> list[WorkflowFinding]:
    """List what is wrong with a drawing, and what its banks lack in people and authority."""
    version = await _version(context, version_id)
    return [
        WorkflowFinding(
            code=item.finding.code,
            node_id=item.finding.node_id,
            message=item.finding.message,
            blocking=item.blocking,
        )
        for item in await service.check_version(version, up_to_amount)
    ]


@door.query("simulateWorkflow", allow="workflow:read", description="试运行一个流程版本")
async def simulate_workflow(
    context: Context, version_id: UUID, variables: Json, choices: Json | None = None
) -> WorkflowRehearsal:
    """Walk a sample case through a drawing; nothing is written."""
    version = await _version(context, version_id)
    chosen = {str(node): str(choice) for node, choice in (choices or {}).items()}
    run = rehearse(queries.definition_of(version), variables, chosen)
    return WorkflowRehearsal(
        nodes=list(run.nodes),
        flows=list(run.flows),
        decisions=[f"{node}={outcome}" for node, outcome in run.decisions],
        ending=Ending(run.ending) if run.ending else None,
    )


@door.query("previewMigration", allow="workflow:administer", description="预览流程迁移")
async def preview_migration(
    context: Context, instance_id: UUID, version_id: UUID, mapping: Json | None = None
) -> MigrationPlan:
    """Say where a case would stand on another version, or why it cannot go there."""
    node = await load_one(context, WorkflowInstance, instance_id)
    if node is None:
        raise NotFound
    try:
        _, moved = await service.plan_migration(node.row, version_id, mapping)
    except MigrationUnsafe as cause:
        return MigrationPlan(is_possible=False, problem=cause.message, nodes=[])
    nodes = sorted({token["node"] for token in moved.state["tokens"].values()})
    return MigrationPlan(is_possible=True, problem="", nodes=nodes)


@door.query("workflowStats", allow="workflow:monitor", description="各节点的办理统计")
async def workflow_stats(context: Context, process_type: str | None = None) -> list[NodeStats]:
    """Count each node's tasks within reach."""
    rows = await queries.stats(context.actor, process_type)
    return [NodeStats(**row) for row in rows]


for change, allow, description in (
    (service.save_workflow_draft, "workflow:draft", "保存流程草稿"),
    (service.validate_workflow, "workflow:draft", "校验流程草稿"),
    (service.discard_workflow_draft, "workflow:draft", "作废流程草稿"),
    (service.request_workflow_publish, "workflow:draft", "提请发布流程"),
    (service.refuse_workflow_publish, "workflow:publish", "退回待发布的流程"),
    (service.publish_workflow, "workflow:publish", "发布流程"),
):
    door.mutation(change, gives=WorkflowVersionPayload, allow=allow, description=description)
for verb, allow, description in (
    (service.claim_task, "workflow:task", "签收任务"),
    (service.release_task, "workflow:task", "放回任务池"),
    (service.decide_task, "workflow:task", "办理任务"),
    (service.transfer_task, "workflow:task", "转办任务"),
    (service.add_sign, "workflow:task", "加签"),
    (service.remove_sign, "workflow:task", "减签"),
    (service.close_vote, "workflow:close-vote", "结束表决"),
    (service.urge_task, "workflow:urge", "催办"),
    (service.reassign_task, "workflow:reassign", "改派任务"),
):
    door.mutation(verb, gives=TaskPayload, allow=allow, description=description)
for order, description in (
    (service.suspend_instance, "挂起流程"),
    (service.resume_instance, "恢复流程"),
    (service.terminate_instance, "终止流程"),
    (service.retry_instance, "重试失败的自动节点"),
    (service.migrate_instance, "把在办流程迁移到另一版本"),
):
    door.mutation(
        order, gives=InstancePayload, allow="workflow:administer", description=description
    )
