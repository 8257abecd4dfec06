"""Tables of decision: strategies as versioned data, and what they said of each case."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.decision.rules import (
    AdjustedField,
    AdjustmentReason,
    DecisionResult,
    DecisionStage,
    Grade,
    PreAssessmentState,
    StrategyState,
)
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class DecisionModel(LegalEntityRow):
    """A strategy under one name, whatever its version (决策模型)."""

    key = fields.CharField(max_length=40, description="策略代码")
    name = fields.CharField(max_length=60, description="策略名称")

    class Meta:
        table = "decision_model"
        table_description = "决策模型"
        unique_together = (("legal_entity_id", "key"),)


class DecisionVersion(LegalEntityRow):
    """One version of a strategy; frozen from its publication on (决策策略版本)."""

    model_id: UUID

    model: fields.ForeignKeyRelation[DecisionModel] = fields.ForeignKeyField(
        "decision.DecisionModel", related_name="versions", on_delete=fields.RESTRICT
    )
    number = fields.IntField(description="版本号")
    status: fields.Field[StrategyState] = fields.CharEnumField(
        StrategyState, max_length=16, default=StrategyState.DRAFT, description="状态"
    )
    content = fields.TextField(description="策略文件:决策图与测试用例(JSON 文本)")
    sha256 = fields.CharField(max_length=64, description="策略文件摘要")
    author_id = fields.UUIDField(description="编制人")
    publisher_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="发布人")
    published_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="发布时间"
    )

    class Meta:
        table = "decision_version"
        table_description = "决策策略版本"
        unique_together = (("model_id", "number"),)
        constraints = (
            UniqueConstraint(
                fields=("model_id",),
                name="one_published_strategy",
                condition="status = 'PUBLISHED'",
            ),
            CheckConstraint(
                check="publisher_id <> author_id", name="strategy_author_not_publisher"
            ),
        )


class PreAssessment(OwnedRow):
    """One run of the pre-assessment rules over an application (预评估)."""

    also_owned_by = ("co_investigator_id",)
    application_id: UUID
    strategy_version_id: UUID | None

    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="pre_assessments", on_delete=fields.RESTRICT
    )
    co_investigator_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="协办人"
    )
    run_no = fields.IntField(description="第几次")
    status: fields.Field[PreAssessmentState] = fields.CharEnumField(
        PreAssessmentState,
        max_length=12,
        default=PreAssessmentState.RUNNING,
        description="结果",
    )
    awaiting: fields.Field[list[str]] = fields.JSONField(description="尚待征信结果的客户")
    fee_explanation = fields.CharField(
        max_length=400, default="", description="逾期系小额费用的说明"
    )
    strategy_version: fields.ForeignKeyNullableRelation[DecisionVersion] = fields.ForeignKeyField(
        "decision.DecisionVersion",
        related_name="pre_assessments",
        on_delete=fields.RESTRICT,
        null=True,
    )
    hits: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="命中规则,含取值与阈值")
    explanation: fields.Field[list[str]] = fields.JSONField(description="说明")
    indicative_amount_fen: fields.Field[Fen | None] = fields.BigIntField(
        null=True, description="参考额度(分)"
    )
    rate_min: fields.Field[Decimal | None] = fields.DecimalField(
        max_digits=9, decimal_places=6, null=True, description="参考利率下限(%)"
    )
    rate_max: fields.Field[Decimal | None] = fields.DecimalField(
        max_digits=9, decimal_places=6, null=True, description="参考利率上限(%)"
    )
    snapshot = fields.TextField(default="", description="输入快照(规范 JSON)")
    snapshot_sha256 = fields.CharField(max_length=64, default="", description="输入快照摘要")
    engine_version = fields.CharField(max_length=20, default="", description="引擎版本")
    trace_gz: fields.Field[bytes | None] = fields.BinaryField(
        null=True, description="逐节点轨迹(gzip)"
    )
    problem = fields.CharField(max_length=400, default="", description="未能得出结果的原因")
    finished_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="完成时间"
    )

    class Meta:
        table = "pre_assessment"
        table_description = "预评估"
        unique_together = (("application_id", "run_no"),)
        constraints = (
            UniqueConstraint(
                fields=("application_id",),
                name="one_running_pre_assessment",
                condition="status = 'RUNNING'",
            ),
            CheckConstraint(
                check="status not in ('PASS', 'REFER', 'REJECT')"
                " or (length(snapshot_sha256) = 64 and strategy_version_id is not null)",
                name="pre_assessment_keeps_its_inputs",
            ),
        )


class Reconsideration(OwnedRow):
    """Two people open a rejected pre-assessment again (预评估复议, INV-18)."""

    application_id: UUID

    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="reconsiderations", on_delete=fields.RESTRICT
    )
    pre_assessment: fields.ForeignKeyRelation[PreAssessment] = fields.ForeignKeyField(
        "decision.PreAssessment", related_name="reconsiderations", on_delete=fields.RESTRICT
    )
    proposed_by = fields.UUIDField(description="提出人")
    proposed_role = fields.CharField(max_length=32, description="提出人岗位")
    reason = fields.CharField(max_length=400, description="复议理由")
    confirmed_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="同意人")
    confirmed_role = fields.CharField(max_length=32, default="", description="同意人岗位")
    confirm_reason = fields.CharField(max_length=400, default="", description="同意理由")
    confirmed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="同意时间"
    )

    class Meta:
        table = "reconsideration"
        table_description = "预评估复议"
        unique_together = (("pre_assessment_id",),)
        constraints = (
            CheckConstraint(
                check="confirmed_by <> proposed_by and confirmed_role <> proposed_role",
                name="two_people_reconsider",
            ),
        )


class Decision(OwnedRow):
    """What a strategy said of a case, from which inputs (系统决策)."""

    also_owned_by = ("co_investigator_id",)
    application_id: UUID
    strategy_version_id: UUID

    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="decisions", on_delete=fields.RESTRICT
    )
    co_investigator_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="协办人"
    )
    strategy_version: fields.ForeignKeyRelation[DecisionVersion] = fields.ForeignKeyField(
        "decision.DecisionVersion", related_name="decisions", on_delete=fields.RESTRICT
    )
    stage: fields.Field[DecisionStage] = fields.CharEnumField(
        DecisionStage, max_length=20, description="阶段"
    )
    subject_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="放款申请")
    result: fields.Field[DecisionResult] = fields.CharEnumField(
        DecisionResult, max_length=12, description="结论"
    )
    grade: fields.Field[Grade | None] = fields.CharEnumField(  # type: ignore[assignment]  # Tortoise's enum field forgets that it may be null
        Grade, max_length=1, null=True, description="等级"
    )
    score: fields.Field[int | None] = fields.IntField(null=True, description="评分")
    factors: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="评分因子")
    proposed_amount_fen: fields.Field[Fen | None] = fields.BigIntField(
        null=True, description="建议金额(分)"
    )
    proposed_term_months: fields.Field[int | None] = fields.IntField(
        null=True, description="建议期限(月)"
    )
    proposed_spread_bp: fields.Field[int | None] = fields.IntField(
        null=True, description="建议加点(基点)"
    )
    proposed_rate: fields.Field[Decimal | None] = fields.DecimalField(
        max_digits=9, decimal_places=6, null=True, description="建议年利率(%)"
    )
    dsr: fields.Field[Decimal | None] = fields.DecimalField(
        max_digits=12, decimal_places=6, null=True, description="月收入负债比"
    )
    coverage: fields.Field[Decimal | None] = fields.DecimalField(
        max_digits=12, decimal_places=6, null=True, description="年度偿债占净收入比"
    )
    service_12m_fen: fields.Field[Fen | None] = fields.BigIntField(
        null=True, description="未来十二个月还款额(分)"
    )
    caps: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="额度测算各上限")
    hits: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="命中规则")
    explanation: fields.Field[list[str]] = fields.JSONField(description="决策说明")
    snapshot = fields.TextField(description="输入快照(规范 JSON)")
    snapshot_sha256 = fields.CharField(max_length=64, description="输入快照摘要")
    engine_version = fields.CharField(max_length=20, description="引擎版本")
    trace_gz = fields.BinaryField(description="逐节点轨迹(gzip)")
    is_stale = fields.BooleanField(default=False, description="已失效,须重新决策")

    class Meta:
        table = "decision"
        table_description = "系统决策"
        constraints = (
            UniqueConstraint(
                fields=("application_id",),
                name="one_current_decision",
                condition="stage = 'POST_INVESTIGATION' and not is_stale",
            ),
            # INV-24
            CheckConstraint(
                check="length(snapshot_sha256) = 64 and length(snapshot) > 0",
                name="decision_keeps_its_inputs",
            ),
            CheckConstraint(
                check="(stage = 'DISBURSEMENT') = (subject_id is not null)",
                name="disbursement_decisions_name_theirs",
            ),
        )


class Adjustment(LegalEntityRow):
    """A difference between a proposal and what a person wants (人工调整)."""

    decision_id: UUID

    decision: fields.ForeignKeyRelation[Decision] = fields.ForeignKeyField(
        "decision.Decision", related_name="adjustments", on_delete=fields.RESTRICT
    )
    application_id = fields.UUIDField(db_index=True, description="申请")
    subject_type = fields.CharField(max_length=24, description="出处:授信意见或审批任务")
    subject_id = fields.UUIDField(description="出处标识")
    node = fields.CharField(max_length=60, description="环节")
    field: fields.Field[AdjustedField] = fields.CharEnumField(
        AdjustedField, max_length=16, description="调整项"
    )
    from_value = fields.CharField(max_length=40, description="系统建议值")
    to_value = fields.CharField(max_length=40, description="调整后的值")
    reason_code: fields.Field[AdjustmentReason] = fields.CharEnumField(
        AdjustmentReason, max_length=24, description="原因代码"
    )
    reason_text = fields.CharField(max_length=400, description="原因说明")
    by_user_id = fields.UUIDField(description="调整人")
    by_name = fields.CharField(max_length=80, description="调整人姓名")
    at = fields.DatetimeField(description="时间")

    class Meta:
        table = "adjustment"
        table_description = "人工调整"
        unique_together = (("subject_type", "subject_id", "field"),)
        constraints = (
            # INV-25
            CheckConstraint(
                check="length(btrim(reason_text)) > 0 and from_value <> to_value",
                name="adjustments_are_explained",
            ),
        )


APPEND_ONLY = ("adjustment",)

GUARDS = (
    """
create or replace function decision_version_frozen() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'DRAFT' then
      raise exception 'a submitted strategy is not deleted' using errcode = '23514';
    end if;
    return old;
  end if;
  if old.status <> 'DRAFT' and (new.content <> old.content or new.sha256 <> old.sha256) then
    raise exception 'a submitted strategy is frozen' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists decision_version_frozen on decision_version;
create trigger decision_version_frozen before update or delete on decision_version
  for each row execute function decision_version_frozen();
""",
    """
create or replace function decision_only_ages() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.snapshot <> old.snapshot or new.result <> old.result
     or new.snapshot_sha256 <> old.snapshot_sha256 or new.trace_gz <> old.trace_gz
     or new.proposed_amount_fen is distinct from old.proposed_amount_fen
     or new.proposed_term_months is distinct from old.proposed_term_months
     or new.proposed_spread_bp is distinct from old.proposed_spread_bp
     or new.grade is distinct from old.grade or (old.is_stale and not new.is_stale) then
    raise exception 'a decision is never rewritten' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists decision_only_ages on decision;
create trigger decision_only_ages before update or delete on decision
  for each row execute function decision_only_ages();
""",
)
