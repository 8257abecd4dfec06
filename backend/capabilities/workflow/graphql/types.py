"""What clients see of tasks, of cases on their routes, and of the routes."""

from datetime import datetime
from uuid import UUID

import strawberry

from backend.capabilities.organization.graphql import User
from backend.capabilities.workflow import models, queries
from backend.capabilities.workflow.errors import RouteUnsound
from backend.capabilities.workflow.rules import (
    Ending,
    FindingCode,
    InstanceState,
    Outcome,
    TaskState,
    VersionState,
)
from backend.capabilities.workflow.rules.kinds import TaskKind
from backend.kit.graphql import (
    Context,
    Filter,
    Node,
    Payload,
    UserError,
    batched,
    column,
    derived,
    entity,
    many,
    one,
    speaks_as,
    where,
)
from backend.kit.json import Json


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


@speaks_as(RouteUnsound)
@strawberry.type(description="流程图有校验问题")
class RouteUnsoundError(UserError):
    node_id: str = strawberry.field(description="节点或连线")
    finding: FindingCode = strawberry.field(description="问题代码")
    problem: str = strawberry.field(description="问题")


@strawberry.type(description="流程校验问题")
class WorkflowFinding:
    code: FindingCode = strawberry.field(description="问题代码")
    node_id: str = strawberry.field(description="节点或连线")
    message: str = strawberry.field(description="说明")
    blocking: bool = strawberry.field(description="是否阻止发布;人员类问题仅提示")


@strawberry.type(description="流程试运行结果")
class WorkflowRehearsal:
    nodes: list[str] = strawberry.field(description="依次进入的节点")
    flows: list[str] = strawberry.field(description="依次经过的连线")
    decisions: list[str] = strawberry.field(description="依次作出的决定,节点=结果")
    ending: Ending | None = strawberry.field(description="流程结果;为空表示停在等待处")


@strawberry.type(description="流程迁移预览")
class MigrationPlan:
    is_possible: bool = strawberry.field(description="是否可以迁移")
    problem: str = strawberry.field(description="不能迁移的原因")
    nodes: list[str] = strawberry.field(description="迁移后所在的节点")


@strawberry.type(description="节点办理统计")
class NodeStats:
    process_type: str = strawberry.field(description="业务种类")
    node_id: str = strawberry.field(description="节点")
    node_name: str = strawberry.field(description="节点名称")
    waiting: int = strawberry.field(description="待办数")
    overdue: int = strawberry.field(description="超时未办数")
    done: int = strawberry.field(description="已办数")
    average_hours: float | None = strawberry.field(description="平均用时(小时)")
    most_hours: float | None = strawberry.field(description="95% 的任务在此时间内办结(小时)")


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


@strawberry.type(description="流程版本办理结果")
class WorkflowVersionPayload(Payload):
    version: WorkflowVersion | None = strawberry.field(default=None, description="流程版本")
