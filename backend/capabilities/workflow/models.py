"""Tables of the workflow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.workflow.rules.kinds import TaskKind
from backend.capabilities.workflow.rules.states import (
    Ending,
    InstanceState,
    Outcome,
    TaskState,
    VersionState,
)
from backend.kit.models import LegalEntityRow, OwnedRow


class WorkflowDefinition(LegalEntityRow):
    """A route that business runs on, whatever its version (流程定义)."""

    key = fields.CharField(max_length=24, description="流程代码")
    name = fields.CharField(max_length=60, description="流程名称")
    process_type = fields.CharField(max_length=24, description="业务种类")

    class Meta:
        table = "workflow_definition"
        table_description = "流程定义"
        unique_together = (("legal_entity_id", "key"),)


class WorkflowVersion(LegalEntityRow):
    """One drawing of a route at one organization (流程版本)."""

    definition_id: UUID

    definition: fields.ForeignKeyRelation[WorkflowDefinition] = fields.ForeignKeyField(
        "workflow.WorkflowDefinition", related_name="versions", on_delete=fields.RESTRICT
    )
    org_id = fields.UUIDField(description="适用机构")
    org_path = fields.CharField(max_length=120, description="机构路径")
    number = fields.IntField(description="版本号")
    status: fields.Field[VersionState] = fields.CharEnumField(
        VersionState, max_length=16, default=VersionState.DRAFT, description="状态"
    )
    bpmn = fields.TextField(description="BPMN 流程图")
    checksum = fields.CharField(max_length=64, description="流程图摘要(SHA-256)")
    note = fields.CharField(max_length=400, default="", description="修改说明")
    author_id = fields.UUIDField(description="编制人")
    publisher_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="发布人")
    published_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="发布时间"
    )

    class Meta:
        table = "workflow_version"
        table_description = "流程版本"
        unique_together = (("definition_id", "org_id", "number"),)
        constraints = (
            UniqueConstraint(
                fields=("definition_id", "org_id"),
                name="one_published_workflow_per_org",
                condition="status = 'PUBLISHED'",
            ),
            # INV-37
            CheckConstraint(
                check="publisher_id is null or publisher_id <> author_id",
                name="workflow_publisher_is_not_author",
            ),
        )


class WorkflowInstance(OwnedRow):
    """One case on its way along the version it was started with (流程实例)."""

    route_id: UUID

    route: fields.ForeignKeyRelation[WorkflowVersion] = fields.ForeignKeyField(
        "workflow.WorkflowVersion", related_name="instances", on_delete=fields.RESTRICT
    )
    key = fields.CharField(max_length=24, description="流程代码")
    process_type = fields.CharField(max_length=24, description="业务种类")
    business_type = fields.CharField(max_length=24, description="业务类型")
    business_id = fields.UUIDField(description="业务标识")
    business_no = fields.CharField(max_length=40, description="业务编号")
    title = fields.CharField(max_length=120, description="标题")
    status: fields.Field[InstanceState] = fields.CharEnumField(
        InstanceState, max_length=12, description="状态"
    )
    ending: fields.Field[Ending | None] = fields.CharEnumField(  # type: ignore[assignment]  # Tortoise's enum field forgets that it may be null
        Ending, max_length=12, null=True, description="结果"
    )
    is_returned = fields.BooleanField(default=False, description="是否已退回发起人")
    state = fields.TextField(description="令牌状态(JSON)")
    rev = fields.IntField(default=1, description="令牌状态版本")
    events_written = fields.IntField(default=0, description="已写事件数")
    timers: fields.Field[dict[str, str]] = fields.JSONField(description="未到期的定时器")
    maker_ids: fields.Field[list[str]] = fields.JSONField(description="业务经办人,不得审批")
    participant_ids: fields.Field[list[str]] = fields.JSONField(description="办理过任务的人")
    stop_reason = fields.CharField(max_length=400, default="", description="挂起或终止原因")
    started_at: fields.Field[datetime] = fields.DatetimeField(description="开始时间")
    ended_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="结束时间"
    )

    class Meta:
        table = "workflow_instance"
        table_description = "流程实例"
        indexes = (("business_type", "business_id"),)
        constraints = (
            UniqueConstraint(
                fields=("business_type", "business_id"),
                name="one_running_workflow_per_case",
                condition="status in ('RUNNING', 'SUSPENDED', 'FAILED')",
            ),
        )


class Task(OwnedRow):
    """What somebody has to decide (审批任务); its owner is the initiator of the case."""

    instance_id: UUID

    instance: fields.ForeignKeyRelation[WorkflowInstance] = fields.ForeignKeyField(
        "workflow.WorkflowInstance", related_name="tasks", on_delete=fields.RESTRICT
    )
    token = fields.CharField(max_length=12, description="令牌")
    node_id = fields.CharField(max_length=60, description="节点")
    node_name = fields.CharField(max_length=60, description="节点名称")
    kind: fields.Field[TaskKind] = fields.CharEnumField(
        TaskKind, max_length=12, description="任务种类"
    )
    status: fields.Field[TaskState] = fields.CharEnumField(
        TaskState, max_length=16, default=TaskState.CREATED, description="状态"
    )
    process_type = fields.CharField(max_length=24, description="业务种类")
    business_type = fields.CharField(max_length=24, description="业务类型")
    business_id = fields.UUIDField(description="业务标识")
    business_no = fields.CharField(max_length=40, description="业务编号")
    title = fields.CharField(max_length=120, description="标题")
    assignee_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="办理人")
    candidate_ids: fields.Field[list[str]] = fields.JSONField(description="候选人")
    candidate_roles: fields.Field[list[str]] = fields.JSONField(description="候选岗位")
    outcomes: fields.Field[list[str]] = fields.JSONField(description="可选办理结果")
    form_key = fields.CharField(max_length=40, default="", description="表单")
    second_factor = fields.BooleanField(default=False, description="是否须二次验证")
    asked_by_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="发起加签的任务"
    )
    escalate_to = fields.CharField(max_length=32, default="", description="超时通知的岗位")
    opened_at: fields.Field[datetime] = fields.DatetimeField(description="产生时间")
    due_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="应办结时间"
    )
    reminded_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="提醒时间"
    )
    overdue_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="超时通知时间"
    )
    claimed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="签收时间"
    )
    finished_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="办结时间"
    )
    outcome: fields.Field[Outcome | None] = fields.CharEnumField(  # type: ignore[assignment]  # as above
        Outcome, max_length=24, null=True, description="办理结果"
    )
    urged_count = fields.IntField(default=0, description="催办次数")
    urged_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="最近催办时间"
    )

    class Meta:
        table = "workflow_task"
        table_description = "审批任务"
        unique_together = (("instance_id", "token"),)
        indexes = (("assignee_id", "status"), ("business_type", "business_id"))
        constraints = (
            CheckConstraint(
                check="(status = 'DONE') = (outcome is not null)", name="done_task_has_an_outcome"
            ),
            CheckConstraint(
                check="status not in ('CLAIMED', 'DONE', 'WAITING_ADDSIGN')"
                " or assignee_id is not null",
                name="held_task_has_a_holder",
            ),
        )


class TaskOpinion(LegalEntityRow):
    """What somebody decided and why, word for word (审批意见)."""

    task_id: UUID
    instance_id: UUID

    task: fields.ForeignKeyRelation[Task] = fields.ForeignKeyField(
        "workflow.Task", related_name="opinions", on_delete=fields.RESTRICT
    )
    instance: fields.ForeignKeyRelation[WorkflowInstance] = fields.ForeignKeyField(
        "workflow.WorkflowInstance", related_name="opinions", on_delete=fields.RESTRICT
    )
    business_type = fields.CharField(max_length=24, description="业务类型")
    business_id = fields.UUIDField(db_index=True, description="业务标识")
    node_id = fields.CharField(max_length=60, description="节点")
    node_name = fields.CharField(max_length=60, description="节点名称")
    author_id = fields.UUIDField(description="办理人")
    author_name = fields.CharField(max_length=40, description="办理人姓名")
    outcome: fields.Field[Outcome] = fields.CharEnumField(
        Outcome, max_length=24, description="办理结果"
    )
    text = fields.TextField(description="意见")
    terms: fields.Field[dict[str, Any] | None] = fields.JSONField(
        null=True, description="业务要素,如金额、期限、缺陷"
    )
    return_to = fields.CharField(max_length=60, default="", description="退回到的节点")
    materials: fields.Field[list[str]] = fields.JSONField(description="要求补充的材料")
    within_authority: fields.Field[bool | None] = fields.BooleanField(
        null=True, description="是否在审批权限内"
    )
    at: fields.Field[datetime] = fields.DatetimeField(description="时间")

    class Meta:
        table = "task_opinion"
        table_description = "审批意见"
        # INV-38: one decision per task.
        unique_together = (("task_id",),)


class WorkflowEvent(LegalEntityRow):
    """One line of an instance's timeline (流程轨迹)."""

    instance_id: UUID

    instance: fields.ForeignKeyRelation[WorkflowInstance] = fields.ForeignKeyField(
        "workflow.WorkflowInstance", related_name="events", on_delete=fields.RESTRICT
    )
    seq = fields.IntField(description="序号")
    at: fields.Field[datetime] = fields.DatetimeField(description="时间")
    actor_id = fields.UUIDField(description="操作人")
    actor_name = fields.CharField(max_length=40, description="操作人姓名")
    kind = fields.CharField(max_length=32, description="种类")
    node_id = fields.CharField(max_length=60, default="", description="节点")
    node_name = fields.CharField(max_length=60, default="", description="节点名称")
    task_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="任务")
    data: fields.Field[dict[str, Any]] = fields.JSONField(description="详情")

    class Meta:
        table = "workflow_event"
        table_description = "流程轨迹"
        unique_together = (("instance_id", "seq"),)


class Urge(LegalEntityRow):
    """Somebody was asked to hurry (催办)."""

    task_id: UUID

    task: fields.ForeignKeyRelation[Task] = fields.ForeignKeyField(
        "workflow.Task", related_name="urges", on_delete=fields.RESTRICT
    )
    from_id = fields.UUIDField(description="催办人")
    from_name = fields.CharField(max_length=40, description="催办人姓名")
    message = fields.CharField(max_length=200, default="", description="内容")
    at: fields.Field[datetime] = fields.DatetimeField(description="时间")

    class Meta:
        table = "workflow_urge"
        table_description = "催办"


APPEND_ONLY = ("task_opinion", "workflow_event", "workflow_urge")
GUARDS = (
    """
create or replace function workflow_version_frozen() returns trigger language plpgsql as $$
begin
  if old.status in ('PUBLISHED', 'SUPERSEDED', 'RETIRED')
     and (new.bpmn, new.checksum, new.number, new.definition_id, new.org_id)
      is distinct from (old.bpmn, old.checksum, old.number, old.definition_id, old.org_id) then
    raise exception 'a published workflow version is frozen' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists workflow_version_frozen on workflow_version;
create trigger workflow_version_frozen before update on workflow_version
  for each row execute function workflow_version_frozen();
create index if not exists workflow_task_candidates on workflow_task
  using gin (candidate_ids jsonb_path_ops);
""",
)
