"""What the core tells us by itself, and the daily comparison with its file."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields

from backend.capabilities.disbursement.models.note import LoanNote
from backend.capabilities.disbursement.rules import DifferenceKind, NewsKind
from backend.kit.models import LegalEntityRow
from backend.kit.money import Fen


class CoreNews(LegalEntityRow):
    """One message of the core, kept once: payout, repayment, overdue, settlement (核心通知)."""

    note_id: UUID | None

    event_id = fields.CharField(max_length=80, description="核心消息号")
    kind: fields.Field[NewsKind] = fields.CharEnumField(NewsKind, max_length=20, description="种类")
    loan_no = fields.CharField(max_length=40, db_index=True, description="贷款号")
    note: fields.ForeignKeyNullableRelation[LoanNote] = fields.ForeignKeyField(
        "disbursement.LoanNote", related_name="news", null=True, on_delete=fields.RESTRICT
    )
    business_date: fields.Field[date] = fields.DateField(description="营业日期")
    occurred_at: fields.Field[datetime] = fields.DatetimeField(description="发生时间")
    principal_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="本金(分)")
    interest_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="利息(分)")
    penalty_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="罚息(分)")
    outstanding_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="本金余额(分)")
    overdue_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="逾期金额(分)")
    simulated = fields.BooleanField(description="是否模拟")

    class Meta:
        table = "core_news"
        table_description = "核心通知"
        # The same message may arrive many times: it counts once.
        unique_together = (("legal_entity_id", "event_id"),)


class DayEndReconciliation(LegalEntityRow):
    """One comparison of a business date with the core's file (日终对账)."""

    business_date: fields.Field[date] = fields.DateField(description="营业日期")
    file_sha256 = fields.CharField(max_length=64, description="对账文件摘要")
    payouts = fields.IntField(description="我方放款笔数")
    differences = fields.IntField(description="差异条数")
    at: fields.Field[datetime] = fields.DatetimeField(description="对账时间")

    class Meta:
        table = "day_end_reconciliation"
        table_description = "日终对账"
        unique_together = (("legal_entity_id", "business_date", "file_sha256"),)


class DayEndDifference(LegalEntityRow):
    """One fact on which the core and we do not agree (对账差异)."""

    reconciliation_id: UUID

    reconciliation: fields.ForeignKeyRelation[DayEndReconciliation] = fields.ForeignKeyField(
        "disbursement.DayEndReconciliation", related_name="found", on_delete=fields.RESTRICT
    )
    kind: fields.Field[DifferenceKind] = fields.CharEnumField(
        DifferenceKind, max_length=20, description="种类"
    )
    request_id = fields.CharField(max_length=64, description="核心请求号")
    loan_no = fields.CharField(max_length=40, description="贷款号")
    ours_fen: fields.Field[Fen] = fields.BigIntField(description="我方金额(分)")
    theirs_fen: fields.Field[Fen] = fields.BigIntField(description="核心金额(分)")

    class Meta:
        table = "day_end_difference"
        table_description = "对账差异"
