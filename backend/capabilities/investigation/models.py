"""Tables of investigation."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.investigation.rules import (
    InvestigationMode,
    InvestigationStatus,
    InvestigatorRole,
    Recommendation,
    SectionStatus,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class Investigation(OwnedRow):
    """What two people found out about an application (贷款调查); its owner leads."""

    also_owned_by = ("co_investigator_id",)
    application_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="调查编号")
    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="investigations", on_delete=fields.RESTRICT
    )
    co_investigator_id = fields.UUIDField(description="协办人")
    mode: fields.Field[InvestigationMode] = fields.CharEnumField(
        InvestigationMode, max_length=12, description="调查方式"
    )
    waiver_reason = fields.CharField(max_length=400, default="", description="免现场调查的理由")
    site = EncryptedField(default="", description="调查地点坐标(加密),未填为空")
    status: fields.Field[InvestigationStatus] = fields.CharEnumField(
        InvestigationStatus,
        max_length=12,
        default=InvestigationStatus.PLANNED,
        description="状态",
    )
    completed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="完成时间"
    )
    submitted_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="最近提交时间"
    )
    submissions = fields.IntField(default=0, description="提交次数")
    defects: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="退回时的整改清单")

    class Meta:
        table = "investigation"
        table_description = "贷款调查"
        unique_together = (("application_id",),)
        constraints = (
            # INV-20
            CheckConstraint(check="owner_id <> co_investigator_id", name="two_people_investigate"),
        )


class CheckIn(LegalEntityRow):
    """Somebody was there (签到)."""

    investigation: fields.ForeignKeyRelation[Investigation] = fields.ForeignKeyField(
        "investigation.Investigation", related_name="check_ins", on_delete=fields.RESTRICT
    )
    user_id = fields.UUIDField(description="签到人")
    user_name = fields.CharField(max_length=80, description="签到人姓名")
    role: fields.Field[InvestigatorRole] = fields.CharEnumField(
        InvestigatorRole, max_length=4, description="主办或协办"
    )
    latitude = EncryptedField(description="纬度(加密)")
    longitude = EncryptedField(description="经度(加密)")
    place = fields.CharField(max_length=40, description="位置(约一公里精度)")
    accuracy_m = fields.IntField(description="定位误差(米)")
    site_distance_m: fields.Field[int | None] = fields.IntField(
        null=True, description="距调查地点(米)"
    )
    at = fields.DatetimeField(description="签到时间")

    class Meta:
        table = "investigation_check_in"
        table_description = "调查签到"


class Section(LegalEntityRow):
    """One module of an investigation, in one revision (调查模块)."""

    investigation_id: UUID

    investigation: fields.ForeignKeyRelation[Investigation] = fields.ForeignKeyField(
        "investigation.Investigation", related_name="sections", on_delete=fields.RESTRICT
    )
    module = fields.CharField(max_length=12, description="模块代码")
    title = fields.CharField(max_length=60, description="模块名称")
    revision = fields.IntField(default=1, description="修订号")
    is_current = fields.BooleanField(default=True, description="现行修订")
    status: fields.Field[SectionStatus] = fields.CharEnumField(
        SectionStatus, max_length=12, default=SectionStatus.EMPTY, description="状态"
    )
    data = EncryptedField(description="内容(JSON 文本,加密)")
    data_hash = fields.CharField(max_length=64, description="内容摘要")
    completeness = fields.IntField(default=0, description="完整度(%)")
    missing: fields.Field[list[str]] = fields.JSONField(description="尚缺的字段与佐证")
    comment = fields.CharField(max_length=400, default="", description="缺陷说明或重开理由")
    filled_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="填写人")
    locked_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="锁定时间"
    )

    class Meta:
        table = "investigation_section"
        table_description = "调查模块"
        unique_together = (("investigation_id", "module", "revision"),)
        constraints = (
            UniqueConstraint(
                fields=("investigation_id", "module"),
                name="one_current_section",
                condition="is_current",
            ),
        )

    @property
    def values(self) -> dict[str, Any]:
        """Read what the section says."""
        read: dict[str, Any] = json.loads(self.data)
        return read


class CreditOpinion(LegalEntityRow):
    """What an investigator proposes (授信意见)."""

    investigation_id: UUID

    investigation: fields.ForeignKeyRelation[Investigation] = fields.ForeignKeyField(
        "investigation.Investigation", related_name="opinions", on_delete=fields.RESTRICT
    )
    decision: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "decision.Decision", related_name="opinions", on_delete=fields.RESTRICT
    )
    author_id = fields.UUIDField(description="提出人")
    author_name = fields.CharField(max_length=80, description="提出人姓名")
    role: fields.Field[InvestigatorRole] = fields.CharEnumField(
        InvestigatorRole, max_length=4, description="主办或协办"
    )
    recommendation: fields.Field[Recommendation] = fields.CharEnumField(
        Recommendation, max_length=8, description="结论"
    )
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="金额(分)")
    term_months = fields.IntField(description="单笔期限(月)")
    limit_term_months = fields.IntField(description="额度期限(月)")
    spread_bp = fields.IntField(description="加点(基点)")
    repayment_methods: fields.Field[list[RepaymentMethod]] = fields.JSONField(
        description="还款方式"
    )
    guarantee = fields.CharField(max_length=400, default="", description="担保安排")
    conditions_precedent: fields.Field[list[str]] = fields.JSONField(description="用款前提条件")
    covenants: fields.Field[list[str]] = fields.JSONField(description="持续约定")
    reasons = fields.TextField(description="理由")
    is_current = fields.BooleanField(default=True, description="现行意见")
    at = fields.DatetimeField(description="时间")

    class Meta:
        table = "credit_opinion"
        table_description = "授信意见"
        constraints = (
            UniqueConstraint(
                fields=("investigation_id", "role"),
                name="one_current_opinion",
                condition="is_current",
            ),
            CheckConstraint(
                check="amount_fen >= 0 and (recommendation = 'DECLINE' or amount_fen > 0)",
                name="opinions_name_an_amount",
            ),
        )


class InvestigationReport(LegalEntityRow):
    """What both investigators answer for, as it was printed (调查报告)."""

    investigation_id: UUID
    supersedes_id: UUID | None

    no = fields.CharField(max_length=32, unique=True, description="报告编号")
    number = fields.IntField(description="第几份")
    investigation: fields.ForeignKeyRelation[Investigation] = fields.ForeignKeyField(
        "investigation.Investigation", related_name="reports", on_delete=fields.RESTRICT
    )
    supersedes: fields.ForeignKeyNullableRelation["InvestigationReport"] = fields.ForeignKeyField(
        "investigation.InvestigationReport",
        related_name="superseded_by",
        on_delete=fields.RESTRICT,
        null=True,
    )
    document: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "evidence.GeneratedDocument",
        related_name="investigation_reports",
        on_delete=fields.RESTRICT,
    )
    template_version = fields.CharField(max_length=40, description="模板版本")
    snapshot = fields.TextField(description="数据快照(规范 JSON,只含摘要与标识)")
    snapshot_hash = fields.CharField(max_length=64, description="数据快照摘要")
    html = fields.TextField(description="报告正文(HTML)")
    is_current = fields.BooleanField(default=True, description="现行报告")
    submitted_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="提交时间"
    )

    class Meta:
        table = "investigation_report"
        table_description = "调查报告"
        unique_together = (("investigation_id", "number"),)
        constraints = (
            UniqueConstraint(
                fields=("investigation_id",), name="one_current_report", condition="is_current"
            ),
        )


class ReportSignature(LegalEntityRow):
    """One investigator's signature under one snapshot (报告签署)."""

    report: fields.ForeignKeyRelation[InvestigationReport] = fields.ForeignKeyField(
        "investigation.InvestigationReport", related_name="signatures", on_delete=fields.RESTRICT
    )
    user_id = fields.UUIDField(description="签署人")
    user_name = fields.CharField(max_length=80, description="签署人姓名")
    role: fields.Field[InvestigatorRole] = fields.CharEnumField(
        InvestigatorRole, max_length=4, description="主办或协办"
    )
    snapshot_hash = fields.CharField(max_length=64, description="所签数据快照摘要")
    at = fields.DatetimeField(description="时间")

    class Meta:
        table = "report_signature"
        table_description = "调查报告签署"
        unique_together = (("report_id", "role"), ("report_id", "user_id"))


APPEND_ONLY = ("investigation_check_in", "report_signature")

GUARDS = (
    """
create or replace function investigation_section_locked() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.status in ('LOCKED', 'DEFECT') and
     (new.data_hash <> old.data_hash or new.data <> old.data
      or new.status not in ('LOCKED', 'DEFECT'))) then
    raise exception 'a locked section is kept' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists investigation_section_locked on investigation_section;
create trigger investigation_section_locked before update or delete on investigation_section
  for each row execute function investigation_section_locked();
""",
    """
create or replace function credit_opinion_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.amount_fen <> old.amount_fen or new.reasons <> old.reasons
     or new.term_months <> old.term_months or new.spread_bp <> old.spread_bp
     or new.recommendation <> old.recommendation or (new.is_current and not old.is_current) then
    raise exception 'an opinion is never rewritten' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists credit_opinion_kept on credit_opinion;
create trigger credit_opinion_kept before update or delete on credit_opinion
  for each row execute function credit_opinion_kept();
""",
    # INV-23: a report is made once; later it may only be submitted and superseded.
    """
create or replace function investigation_report_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.snapshot_hash <> old.snapshot_hash or new.snapshot <> old.snapshot
     or new.html <> old.html or new.document_id <> old.document_id
     or (old.submitted_at is not null and new.submitted_at is distinct from old.submitted_at)
     or (new.is_current and not old.is_current) then
    raise exception 'a report is never rewritten' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists investigation_report_kept on investigation_report;
create trigger investigation_report_kept before update or delete on investigation_report
  for each row execute function investigation_report_kept();
""",
)
