"""Tables of approval."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.approval.rules import RejectCode, TermsSource
from backend.capabilities.product.rules import LimitType
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen

APPEND_ONLY = ("case_terms",)


class CaseTermsVersion(LegalEntityRow):
    """The terms of a case as one person left them (条件版本)."""

    application_id: UUID

    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="terms_versions", on_delete=fields.RESTRICT
    )
    seq = fields.IntField(description="第几版")
    source: fields.Field[TermsSource] = fields.CharEnumField(
        TermsSource, max_length=8, description="来源"
    )
    task_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="审批任务")
    node_name = fields.CharField(max_length=60, default="", description="节点名称")
    by_name = fields.CharField(max_length=80, description="提出人")
    at: fields.Field[datetime] = fields.DatetimeField(description="时间")
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="金额(分)")
    term_months = fields.IntField(description="单笔期限(月)")
    limit_term_months = fields.IntField(description="额度期限(月)")
    spread_bp = fields.IntField(description="加点(基点)")
    methods: fields.Field[list[str]] = fields.JSONField(description="还款方式")
    conditions: fields.Field[list[str]] = fields.JSONField(description="用款前提条件")
    covenants: fields.Field[list[str]] = fields.JSONField(description="持续约定")

    class Meta:
        table = "case_terms"
        table_description = "条件版本"
        unique_together = (("application_id", "seq"),)


class ApprovedTerms(OwnedRow):
    """What the bank is willing to sign, and until when (审批结果)."""

    application_id: UUID

    application: fields.ForeignKeyRelation[Any] = fields.OneToOneField(
        "application.Application", related_name="approved_terms", on_delete=fields.RESTRICT
    )
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="金额(分)")
    term_months = fields.IntField(description="单笔期限(月)")
    limit_term_months = fields.IntField(description="额度期限(月)")
    limit_type: fields.Field[LimitType] = fields.CharEnumField(
        LimitType, max_length=16, description="额度类型"
    )
    spread_bp = fields.IntField(description="加点(基点)")
    lpr_value: fields.Field[Decimal] = fields.DecimalField(
        max_digits=9, decimal_places=6, description="审批日基准利率(%)"
    )
    lpr_date: fields.Field[date] = fields.DateField(description="基准利率公布日")
    rate: fields.Field[Decimal] = fields.DecimalField(
        max_digits=9, decimal_places=6, description="年利率(%)"
    )
    methods: fields.Field[list[str]] = fields.JSONField(description="还款方式")
    conditions: fields.Field[list[str]] = fields.JSONField(description="用款前提条件")
    covenants: fields.Field[list[str]] = fields.JSONField(description="持续约定")
    approved_by = fields.UUIDField(description="最终审批人")
    approved_by_name = fields.CharField(max_length=80, description="最终审批人姓名")
    approved_at: fields.Field[datetime] = fields.DatetimeField(description="审批时间")
    approved_on: fields.Field[date] = fields.DateField(description="审批日期")
    valid_to: fields.Field[date] = fields.DateField(db_index=True, description="审批有效期至")
    version_no = fields.IntField(description="条件版本")

    class Meta:
        table = "approved_terms"
        table_description = "审批结果"
        constraints = (
            CheckConstraint(
                check="amount_fen > 0 and term_months > 0 and limit_term_months >= term_months",
                name="approved_terms_lend_something",
            ),
            CheckConstraint(check="valid_to >= approved_on", name="approval_is_valid_for_a_while"),
        )


class ApprovalRejection(OwnedRow):
    """A case that its route ended with a no, and whether it was taken up again (否决与复议)."""

    application_id: UUID

    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="rejections", on_delete=fields.RESTRICT
    )
    instance_id = fields.UUIDField(unique=True, description="流程实例")
    reject_code: fields.Field[RejectCode] = fields.CharEnumField(
        RejectCode, max_length=24, description="拒绝原因"
    )
    opinion = fields.TextField(description="意见")
    node_name = fields.CharField(max_length=60, default="", description="否决节点")
    rejected_by = fields.UUIDField(description="否决人")
    rejected_on: fields.Field[date] = fields.DateField(description="否决日期")
    reconsidered_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="复议人")
    reconsidered_on: fields.Field[date | None] = fields.DateField(null=True, description="复议日期")
    reconsider_reason = fields.CharField(max_length=400, default="", description="复议理由")

    class Meta:
        table = "approval_rejection"
        table_description = "审批否决与复议"
        constraints = (
            UniqueConstraint(
                fields=("application_id",),
                name="one_reconsideration_per_application",
                condition="reconsidered_on is not null",
            ),
        )
