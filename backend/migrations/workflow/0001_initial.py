from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.workflow.rules.kinds import TaskKind
from backend.capabilities.workflow.rules.states import (
    Ending,
    InstanceState,
    Outcome,
    TaskState,
    VersionState,
)
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="WorkflowDefinition",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("key", fields.CharField(description="流程代码", max_length=24)),
                ("name", fields.CharField(description="流程名称", max_length=60)),
                ("process_type", fields.CharField(description="业务种类", max_length=24)),
            ],
            options={
                "table": "workflow_definition",
                "app": "workflow",
                "unique_together": (("legal_entity_id", "key"),),
                "pk_attr": "id",
                "table_description": "流程定义",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="WorkflowVersion",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "definition",
                    fields.ForeignKeyField(
                        "workflow.WorkflowDefinition",
                        source_field="definition_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="versions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("org_id", fields.UUIDField(description="适用机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("number", fields.IntField(description="版本号")),
                (
                    "status",
                    fields.CharEnumField(
                        default=VersionState.DRAFT,
                        description="状态",
                        enum_type=VersionState,
                        max_length=16,
                    ),
                ),
                ("bpmn", fields.TextField(description="BPMN 流程图", unique=False)),
                ("checksum", fields.CharField(description="流程图摘要(SHA-256)", max_length=64)),
                ("note", fields.CharField(default="", description="修改说明", max_length=400)),
                ("author_id", fields.UUIDField(description="编制人")),
                ("publisher_id", fields.UUIDField(null=True, description="发布人")),
                (
                    "published_at",
                    fields.DatetimeField(
                        null=True, description="发布时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "workflow_version",
                "app": "workflow",
                "unique_together": (("definition_id", "org_id", "number"),),
                "constraints": [
                    UniqueConstraint(
                        fields=("definition_id", "org_id"),
                        name="one_published_workflow_per_org",
                        condition="status = 'PUBLISHED'",
                    ),
                    CheckConstraint(
                        check="publisher_id is null or publisher_id <> author_id",
                        name="workflow_publisher_is_not_author",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "流程版本",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="WorkflowInstance",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_id", fields.UUIDField(description="所属机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("owner_id", fields.UUIDField(db_index=True, description="责任人")),
                (
                    "route",
                    fields.ForeignKeyField(
                        "workflow.WorkflowVersion",
                        source_field="route_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="instances",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("key", fields.CharField(description="流程代码", max_length=24)),
                ("process_type", fields.CharField(description="业务种类", max_length=24)),
                ("business_type", fields.CharField(description="业务类型", max_length=24)),
                ("business_id", fields.UUIDField(description="业务标识")),
                ("business_no", fields.CharField(description="业务编号", max_length=40)),
                ("title", fields.CharField(description="标题", max_length=120)),
                (
                    "status",
                    fields.CharEnumField(
                        description="状态", enum_type=InstanceState, max_length=12
                    ),
                ),
                (
                    "ending",
                    fields.CharEnumField(
                        null=True, description="结果", enum_type=Ending, max_length=12
                    ),
                ),
                ("is_returned", fields.BooleanField(default=False, description="是否已退回发起人")),
                ("state", fields.TextField(description="令牌状态(JSON)", unique=False)),
                ("rev", fields.IntField(default=1, description="令牌状态版本")),
                ("events_written", fields.IntField(default=0, description="已写事件数")),
                (
                    "timers",
                    fields.JSONField(
                        description="未到期的定时器", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "maker_ids",
                    fields.JSONField(
                        description="业务经办人,不得审批", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "participant_ids",
                    fields.JSONField(
                        description="办理过任务的人", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "stop_reason",
                    fields.CharField(default="", description="挂起或终止原因", max_length=400),
                ),
                (
                    "started_at",
                    fields.DatetimeField(
                        description="开始时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "ended_at",
                    fields.DatetimeField(
                        null=True, description="结束时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "workflow_instance",
                "app": "workflow",
                "constraints": [
                    UniqueConstraint(
                        fields=("business_type", "business_id"),
                        name="one_running_workflow_per_case",
                        condition="status in ('RUNNING', 'SUSPENDED', 'FAILED')",
                    )
                ],
                "indexes": [Index(fields=["business_type", "business_id"])],
                "pk_attr": "id",
                "table_description": "流程实例",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_id", fields.UUIDField(description="所属机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("owner_id", fields.UUIDField(db_index=True, description="责任人")),
                (
                    "instance",
                    fields.ForeignKeyField(
                        "workflow.WorkflowInstance",
                        source_field="instance_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tasks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("token", fields.CharField(description="令牌", max_length=12)),
                ("node_id", fields.CharField(description="节点", max_length=60)),
                ("node_name", fields.CharField(description="节点名称", max_length=60)),
                (
                    "kind",
                    fields.CharEnumField(description="任务种类", enum_type=TaskKind, max_length=12),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=TaskState.CREATED,
                        description="状态",
                        enum_type=TaskState,
                        max_length=16,
                    ),
                ),
                ("process_type", fields.CharField(description="业务种类", max_length=24)),
                ("business_type", fields.CharField(description="业务类型", max_length=24)),
                ("business_id", fields.UUIDField(description="业务标识")),
                ("business_no", fields.CharField(description="业务编号", max_length=40)),
                ("title", fields.CharField(description="标题", max_length=120)),
                ("assignee_id", fields.UUIDField(null=True, description="办理人")),
                (
                    "candidate_ids",
                    fields.JSONField(description="候选人", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "candidate_roles",
                    fields.JSONField(description="候选岗位", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "outcomes",
                    fields.JSONField(description="可选办理结果", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("form_key", fields.CharField(default="", description="表单", max_length=40)),
                ("second_factor", fields.BooleanField(default=False, description="是否须二次验证")),
                ("asked_by_id", fields.UUIDField(null=True, description="发起加签的任务")),
                (
                    "escalate_to",
                    fields.CharField(default="", description="超时通知的岗位", max_length=32),
                ),
                (
                    "opened_at",
                    fields.DatetimeField(
                        description="产生时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "due_at",
                    fields.DatetimeField(
                        null=True, description="应办结时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "reminded_at",
                    fields.DatetimeField(
                        null=True, description="提醒时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "overdue_at",
                    fields.DatetimeField(
                        null=True, description="超时通知时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "claimed_at",
                    fields.DatetimeField(
                        null=True, description="签收时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "finished_at",
                    fields.DatetimeField(
                        null=True, description="办结时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "outcome",
                    fields.CharEnumField(
                        null=True, description="办理结果", enum_type=Outcome, max_length=24
                    ),
                ),
                ("urged_count", fields.IntField(default=0, description="催办次数")),
                (
                    "urged_at",
                    fields.DatetimeField(
                        null=True, description="最近催办时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "workflow_task",
                "app": "workflow",
                "unique_together": (("instance_id", "token"),),
                "constraints": [
                    CheckConstraint(
                        check="(status = 'DONE') = (outcome is not null)",
                        name="done_task_has_an_outcome",
                    ),
                    CheckConstraint(
                        check="status not in ('CLAIMED', 'DONE', 'WAITING_ADDSIGN') or assignee_id is not null",
                        name="held_task_has_a_holder",
                    ),
                ],
                "indexes": [
                    Index(fields=["assignee_id", "status"]),
                    Index(fields=["business_type", "business_id"]),
                ],
                "pk_attr": "id",
                "table_description": "审批任务",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="TaskOpinion",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "task",
                    fields.ForeignKeyField(
                        "workflow.Task",
                        source_field="task_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="opinions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "instance",
                    fields.ForeignKeyField(
                        "workflow.WorkflowInstance",
                        source_field="instance_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="opinions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("business_type", fields.CharField(description="业务类型", max_length=24)),
                ("business_id", fields.UUIDField(db_index=True, description="业务标识")),
                ("node_id", fields.CharField(description="节点", max_length=60)),
                ("node_name", fields.CharField(description="节点名称", max_length=60)),
                ("author_id", fields.UUIDField(description="办理人")),
                ("author_name", fields.CharField(description="办理人姓名", max_length=40)),
                (
                    "outcome",
                    fields.CharEnumField(description="办理结果", enum_type=Outcome, max_length=24),
                ),
                ("text", fields.TextField(description="意见", unique=False)),
                (
                    "terms",
                    fields.JSONField(
                        null=True,
                        description="业务要素,如金额、期限、缺陷",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                (
                    "return_to",
                    fields.CharField(default="", description="退回到的节点", max_length=60),
                ),
                (
                    "materials",
                    fields.JSONField(
                        description="要求补充的材料", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "within_authority",
                    fields.BooleanField(null=True, description="是否在审批权限内"),
                ),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "task_opinion",
                "app": "workflow",
                "unique_together": (("task_id",),),
                "pk_attr": "id",
                "table_description": "审批意见",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Urge",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "task",
                    fields.ForeignKeyField(
                        "workflow.Task",
                        source_field="task_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="urges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("from_id", fields.UUIDField(description="催办人")),
                ("from_name", fields.CharField(description="催办人姓名", max_length=40)),
                ("message", fields.CharField(default="", description="内容", max_length=200)),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "workflow_urge",
                "app": "workflow",
                "pk_attr": "id",
                "table_description": "催办",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="WorkflowEvent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "instance",
                    fields.ForeignKeyField(
                        "workflow.WorkflowInstance",
                        source_field="instance_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="events",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.IntField(description="序号")),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
                ("actor_id", fields.UUIDField(description="操作人")),
                ("actor_name", fields.CharField(description="操作人姓名", max_length=40)),
                ("kind", fields.CharField(description="种类", max_length=32)),
                ("node_id", fields.CharField(default="", description="节点", max_length=60)),
                ("node_name", fields.CharField(default="", description="节点名称", max_length=60)),
                ("task_id", fields.UUIDField(null=True, description="任务")),
                ("data", fields.JSONField(description="详情", encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "workflow_event",
                "app": "workflow",
                "unique_together": (("instance_id", "seq"),),
                "pk_attr": "id",
                "table_description": "流程轨迹",
            },
            bases=["LegalEntityRow"],
        ),
    ]
