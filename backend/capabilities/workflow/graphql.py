"""How clients see tasks, cases on their routes, and the routes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from backend.capabilities.organization.graphql import User
from backend.capabilities.workflow import models, queries, service
from backend.capabilities.workflow.rules import (
    Ending,
    InstanceState,
    Outcome,
    TaskState,
    VersionState,
)
from backend.capabilities.workflow.rules.kinds import TaskKind
from backend.kit.graphql import (
    Connection,
    Context,
    Door,
    Filter,
    Node,
    Payload,
    batched,
    column,
    derived,
    entity,
    many,
    one,
    where,
)
from backend.kit.graphql.pages import page
from backend.kit.json import Json

door = Door()


@strawberry.type(description="可退回的节点")
class ReturnTarget:
    id: str = strawberry.field(description="节点;INITIATOR 为客户经理")
    name: str = strawberry.field(description="名称")


async def return_targets(_: Context, keys: list[UUID]) -> dict[UUID, list[ReturnTarget]]:
    """Say for the tasks of an answer where each may give its case back."""
    found = await queries.return_targets(keys)
    return {
        task: [ReturnTarget(id=name, name=label) for name, label in targets]
        for task, targets in found.items()
    }


@entity(
    models.WorkflowDefinition, read="workflow:read", scope=queries.offered, description="流程定义"
)
class WorkflowDefinition(Node):
    id: UUID = column("标识")
    key: str = column("流程代码")
    name: str = column("流程名称")
    process_type: str = column("业务种类")
    versions: list["WorkflowVersion"] = many(
        "各版本,从新到旧", by="definition_id", order_by=("-number",)
    )


@entity(models.WorkflowVersion, read="workflow:read", scope=queries.offered, description="流程版本")
class WorkflowVersion(Node):
    id: UUID = column("标识")
    version: int = column("乐观锁版本")
    definition: WorkflowDefinition | None = one("流程定义")
    org_id: UUID = column("适用机构")
    number: int = column("版本号")
    status: VersionState = column("状态")
    bpmn: str = column("BPMN 流程图")
    checksum: str = column("流程图摘要(SHA-256)")
    note: str = column("修改说明")
    author: User | None = one("编制人")
    publisher: User | None = one("发布人")
    published_at: datetime | None = column("发布时间")


@entity(models.TaskOpinion, read="workflow:task", description="审批意见")
class TaskOpinion(Node):
    id: UUID = column("标识")
    node_id: str = column("节点")
    node_name: str = column("节点名称")
    author_id: UUID = column("办理人")
    author_name: str = column("办理人姓名")
    outcome: Outcome = column("办理结果")
    text: str = column("意见")
    terms: Json | None = column("业务要素")
    return_to: str = column("退回到的节点")
    materials: list[str] = column("要求补充的材料")
    within_authority: bool | None = column("是否在审批权限内")
    at: datetime = column("时间")


@entity(models.WorkflowEvent, read="workflow:task", description="流程轨迹")
class WorkflowEvent(Node):
    seq: int = column("序号")
    at: datetime = column("时间")
    actor_name: str = column("操作人")
    kind: str = column("种类")
    node_id: str = column("节点")
    node_name: str = column("节点名称")
    task_id: UUID | None = column("任务")
    data: Json = column("详情")


@entity(models.Task, read="workflow:task", description="审批任务", scope=queries.tasks_within)
class Task(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    kind: TaskKind = column("任务种类")
    status: TaskState = column("状态")
    process_type: str = column("业务种类")
    business_type: str = column("业务类型")
    business_id: UUID = column("业务标识")
    business_no: str = column("业务编号")
    title: str = column("标题")
    node_id: str = column("节点")
    node_name: str = column("节点名称")
    assignee: User | None = one("办理人")
    candidate_roles: list[str] = column("候选岗位")
    candidate_count: int = derived("候选人数", needs=("candidate_ids",), by=len)
    allowed_outcomes: list[Outcome] = derived(
        "可选办理结果", needs=("outcomes",), by=lambda names: [Outcome(name) for name in names]
    )
    return_targets: list[ReturnTarget] = batched("可退回的节点", return_targets, missing=())
    form_key: str = column("表单")
    second_factor: bool = column("是否须二次验证")
    asked_by_id: UUID | None = column("发起加签的任务")
    opened_at: datetime = column("产生时间")
    due_at: datetime | None = column("应办结时间")
    overdue_at: datetime | None = column("超时通知时间")
    claimed_at: datetime | None = column("签收时间")
    finished_at: datetime | None = column("办结时间")
    outcome: Outcome | None = column("办理结果")
    urged_count: int = column("催办次数")
    urged_at: datetime | None = column("最近催办时间")
    instance: "WorkflowInstance | None" = one("流程实例")
    opinions: list[TaskOpinion] = many("意见", by="task_id")


@entity(
    models.WorkflowInstance,
    read="workflow:task",
    description="流程实例",
    scope=queries.instances_within,
)
class WorkflowInstance(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    key: str = column("流程代码")
    process_type: str = column("业务种类")
    business_type: str = column("业务类型")
    business_id: UUID = column("业务标识")
    business_no: str = column("业务编号")
    title: str = column("标题")
    status: InstanceState = column("状态")
    ending: Ending | None = column("结果")
    is_returned: bool = column("是否已退回发起人")
    stop_reason: str = column("挂起、终止或撤回原因")
    initiator: User | None = one("发起人", by="owner_id")
    route: WorkflowVersion | None = one("执行的流程版本,启动时固定")
    current_nodes: list[str] = derived("令牌所在的节点", needs=("state",), by=queries.nodes_in)
    started_at: datetime = column("开始时间")
    ended_at: datetime | None = column("结束时间")
    tasks: list[Task] = many("任务", by="instance_id")
    opinions: list[TaskOpinion] = many("意见", by="instance_id")
    timeline: list[WorkflowEvent] = many("轨迹", by="instance_id", order_by=("seq",))


@strawberry.input(description="任务的筛选条件")
class TaskFilter(Filter):
    status: list[TaskState] | None = where("status__in", "状态")
    business_type: str | None = where("business_type", "业务类型")
    business_id: UUID | None = where("business_id", "业务标识")
    node_id: str | None = where("node_id", "节点")
    process_type: str | None = where("process_type", "业务种类")


@strawberry.input(description="流程实例的筛选条件")
class InstanceFilter(Filter):
    status: list[InstanceState] | None = where("status__in", "状态")
    business_type: str | None = where("business_type", "业务类型")
    business_id: UUID | None = where("business_id", "业务标识")
    key: str | None = where("key", "流程代码")


@strawberry.input(description="流程定义的筛选条件")
class WorkflowFilter(Filter):
    key: str | None = where("key", "流程代码")
    process_type: str | None = where("process_type", "业务种类")


@strawberry.type(description="任务办理结果")
class TaskPayload(Payload):
    task: Task | None = strawberry.field(default=None, description="任务")


@strawberry.type(description="流程管理结果")
class InstancePayload(Payload):
    instance: WorkflowInstance | None = strawberry.field(default=None, description="流程实例")


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
):
    door.mutation(
        order, gives=InstancePayload, allow="workflow:administer", description=description
    )
