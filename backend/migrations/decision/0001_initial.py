from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.decision.rules.adjustment import AdjustedField, AdjustmentReason
from backend.capabilities.decision.rules.outcome import DecisionResult, DecisionStage, Grade
from backend.capabilities.decision.rules.run import PreAssessmentState, StrategyState
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("application", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="DecisionModel",
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
                ("key", fields.CharField(description="策略代码", max_length=40)),
                ("name", fields.CharField(description="策略名称", max_length=60)),
            ],
            options={
                "table": "decision_model",
                "app": "decision",
                "unique_together": (("legal_entity_id", "key"),),
                "pk_attr": "id",
                "table_description": "决策模型",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="DecisionVersion",
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
                    "model",
                    fields.ForeignKeyField(
                        "decision.DecisionModel",
                        source_field="model_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="versions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField(description="版本号")),
                (
                    "status",
                    fields.CharEnumField(
                        default=StrategyState.DRAFT,
                        description="状态",
                        enum_type=StrategyState,
                        max_length=16,
                    ),
                ),
                (
                    "content",
                    fields.TextField(
                        description="策略文件:决策图与测试用例(JSON 文本)", unique=False
                    ),
                ),
                ("sha256", fields.CharField(description="策略文件摘要", max_length=64)),
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
                "table": "decision_version",
                "app": "decision",
                "unique_together": (("model_id", "number"),),
                "constraints": [
                    UniqueConstraint(
                        fields=("model_id",),
                        name="one_published_strategy",
                        condition="status = 'PUBLISHED'",
                    ),
                    CheckConstraint(
                        check="publisher_id <> author_id", name="strategy_author_not_publisher"
                    ),
                ],
                "pk_attr": "id",
                "table_description": "决策策略版本",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Decision",
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
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="decisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("co_investigator_id", fields.UUIDField(null=True, description="协办人")),
                (
                    "strategy_version",
                    fields.ForeignKeyField(
                        "decision.DecisionVersion",
                        source_field="strategy_version_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="decisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "stage",
                    fields.CharEnumField(
                        description="阶段", enum_type=DecisionStage, max_length=20
                    ),
                ),
                ("subject_id", fields.UUIDField(null=True, description="放款申请")),
                (
                    "result",
                    fields.CharEnumField(
                        description="结论", enum_type=DecisionResult, max_length=12
                    ),
                ),
                (
                    "grade",
                    fields.CharEnumField(
                        null=True, description="等级", enum_type=Grade, max_length=1
                    ),
                ),
                ("score", fields.IntField(null=True, description="评分")),
                (
                    "factors",
                    fields.JSONField(description="评分因子", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("proposed_amount_fen", fields.BigIntField(null=True, description="建议金额(分)")),
                ("proposed_term_months", fields.IntField(null=True, description="建议期限(月)")),
                ("proposed_spread_bp", fields.IntField(null=True, description="建议加点(基点)")),
                (
                    "proposed_rate",
                    fields.DecimalField(
                        null=True, description="建议年利率(%)", max_digits=9, decimal_places=6
                    ),
                ),
                (
                    "dsr",
                    fields.DecimalField(
                        null=True, description="月收入负债比", max_digits=12, decimal_places=6
                    ),
                ),
                (
                    "coverage",
                    fields.DecimalField(
                        null=True, description="年度偿债占净收入比", max_digits=12, decimal_places=6
                    ),
                ),
                (
                    "service_12m_fen",
                    fields.BigIntField(null=True, description="未来十二个月还款额(分)"),
                ),
                (
                    "caps",
                    fields.JSONField(
                        description="额度测算各上限", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "hits",
                    fields.JSONField(description="命中规则", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "explanation",
                    fields.JSONField(description="决策说明", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("snapshot", fields.TextField(description="输入快照(规范 JSON)", unique=False)),
                ("snapshot_sha256", fields.CharField(description="输入快照摘要", max_length=64)),
                ("engine_version", fields.CharField(description="引擎版本", max_length=20)),
                ("trace_gz", fields.BinaryField(description="逐节点轨迹(gzip)")),
                ("is_stale", fields.BooleanField(default=False, description="已失效,须重新决策")),
            ],
            options={
                "table": "decision",
                "app": "decision",
                "constraints": [
                    UniqueConstraint(
                        fields=("application_id",),
                        name="one_current_decision",
                        condition="stage = 'POST_INVESTIGATION' and not is_stale",
                    ),
                    CheckConstraint(
                        check="length(snapshot_sha256) = 64 and length(snapshot) > 0",
                        name="decision_keeps_its_inputs",
                    ),
                    CheckConstraint(
                        check="(stage = 'DISBURSEMENT') = (subject_id is not null)",
                        name="disbursement_decisions_name_theirs",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "系统决策",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Adjustment",
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
                    "decision",
                    fields.ForeignKeyField(
                        "decision.Decision",
                        source_field="decision_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="adjustments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("application_id", fields.UUIDField(db_index=True, description="申请")),
                (
                    "subject_type",
                    fields.CharField(description="出处:授信意见或审批任务", max_length=24),
                ),
                ("subject_id", fields.UUIDField(description="出处标识")),
                ("node", fields.CharField(description="环节", max_length=60)),
                (
                    "field",
                    fields.CharEnumField(
                        description="调整项", enum_type=AdjustedField, max_length=16
                    ),
                ),
                ("from_value", fields.CharField(description="系统建议值", max_length=40)),
                ("to_value", fields.CharField(description="调整后的值", max_length=40)),
                (
                    "reason_code",
                    fields.CharEnumField(
                        description="原因代码", enum_type=AdjustmentReason, max_length=24
                    ),
                ),
                ("reason_text", fields.CharField(description="原因说明", max_length=400)),
                ("by_user_id", fields.UUIDField(description="调整人")),
                ("by_name", fields.CharField(description="调整人姓名", max_length=80)),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "adjustment",
                "app": "decision",
                "unique_together": (("subject_type", "subject_id", "field"),),
                "constraints": [
                    CheckConstraint(
                        check="length(btrim(reason_text)) > 0 and from_value <> to_value",
                        name="adjustments_are_explained",
                    )
                ],
                "pk_attr": "id",
                "table_description": "人工调整",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="PreAssessment",
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
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="pre_assessments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("co_investigator_id", fields.UUIDField(null=True, description="协办人")),
                ("run_no", fields.IntField(description="第几次")),
                (
                    "status",
                    fields.CharEnumField(
                        default=PreAssessmentState.RUNNING,
                        description="结果",
                        enum_type=PreAssessmentState,
                        max_length=12,
                    ),
                ),
                (
                    "awaiting",
                    fields.JSONField(
                        description="尚待征信结果的客户", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "fee_explanation",
                    fields.CharField(
                        default="", description="逾期系小额费用的说明", max_length=400
                    ),
                ),
                (
                    "strategy_version",
                    fields.ForeignKeyField(
                        "decision.DecisionVersion",
                        source_field="strategy_version_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="pre_assessments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "hits",
                    fields.JSONField(
                        description="命中规则,含取值与阈值", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "explanation",
                    fields.JSONField(description="说明", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "indicative_amount_fen",
                    fields.BigIntField(null=True, description="参考额度(分)"),
                ),
                (
                    "rate_min",
                    fields.DecimalField(
                        null=True, description="参考利率下限(%)", max_digits=9, decimal_places=6
                    ),
                ),
                (
                    "rate_max",
                    fields.DecimalField(
                        null=True, description="参考利率上限(%)", max_digits=9, decimal_places=6
                    ),
                ),
                (
                    "snapshot",
                    fields.TextField(default="", description="输入快照(规范 JSON)", unique=False),
                ),
                (
                    "snapshot_sha256",
                    fields.CharField(default="", description="输入快照摘要", max_length=64),
                ),
                (
                    "engine_version",
                    fields.CharField(default="", description="引擎版本", max_length=20),
                ),
                ("trace_gz", fields.BinaryField(null=True, description="逐节点轨迹(gzip)")),
                (
                    "problem",
                    fields.CharField(default="", description="未能得出结果的原因", max_length=400),
                ),
                (
                    "finished_at",
                    fields.DatetimeField(
                        null=True, description="完成时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "pre_assessment",
                "app": "decision",
                "unique_together": (("application_id", "run_no"),),
                "constraints": [
                    UniqueConstraint(
                        fields=("application_id",),
                        name="one_running_pre_assessment",
                        condition="status = 'RUNNING'",
                    ),
                    CheckConstraint(
                        check="status not in ('PASS', 'REFER', 'REJECT') or (length(snapshot_sha256) = 64 and strategy_version_id is not null)",
                        name="pre_assessment_keeps_its_inputs",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "预评估",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="Reconsideration",
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
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reconsiderations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "pre_assessment",
                    fields.ForeignKeyField(
                        "decision.PreAssessment",
                        source_field="pre_assessment_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reconsiderations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("proposed_by", fields.UUIDField(description="提出人")),
                ("proposed_role", fields.CharField(description="提出人岗位", max_length=32)),
                ("reason", fields.CharField(description="复议理由", max_length=400)),
                ("confirmed_by", fields.UUIDField(null=True, description="同意人")),
                (
                    "confirmed_role",
                    fields.CharField(default="", description="同意人岗位", max_length=32),
                ),
                (
                    "confirm_reason",
                    fields.CharField(default="", description="同意理由", max_length=400),
                ),
                (
                    "confirmed_at",
                    fields.DatetimeField(
                        null=True, description="同意时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "reconsideration",
                "app": "decision",
                "unique_together": (("pre_assessment_id",),),
                "constraints": [
                    CheckConstraint(
                        check="confirmed_by <> proposed_by and confirmed_role <> proposed_role",
                        name="two_people_reconsider",
                    )
                ],
                "pk_attr": "id",
                "table_description": "预评估复议",
            },
            bases=["OwnedRow"],
        ),
    ]
