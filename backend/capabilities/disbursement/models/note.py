"""The loan note and what is due under it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from backend.capabilities.disbursement.models.disbursement import Disbursement
from backend.capabilities.disbursement.rules import FiveClass, NoteStatus
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class LoanNote(OwnedRow):
    """A loan that was paid out and what is still owed of it (借据)."""

    disbursement_id: UUID
    contract_id: UUID
    customer_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="借据业务编号,即核心贷款号")
    display_no = fields.CharField(max_length=80, description="借据编号(合同号加序号)")
    # INV-31: one note per disbursement.
    disbursement: fields.OneToOneRelation[Disbursement] = fields.OneToOneField(
        "disbursement.Disbursement", related_name="note", on_delete=fields.RESTRICT
    )
    contract: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "contract.CreditContract", related_name="notes", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="notes", on_delete=fields.RESTRICT
    )
    principal_fen: fields.Field[Fen] = fields.BigIntField(description="本金(分)")
    outstanding_fen: fields.Field[Fen] = fields.BigIntField(description="本金余额(分)")
    overdue_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="逾期金额(分)")
    overdue_since: fields.Field[date | None] = fields.DateField(null=True, description="逾期起始日")
    annual_rate: fields.Field[Decimal] = fields.DecimalField(9, 6, description="执行年利率(%)")
    value_date: fields.Field[date] = fields.DateField(description="起息日")
    maturity_date: fields.Field[date] = fields.DateField(description="到期日")
    core_ref = fields.CharField(max_length=64, description="核心流水号")
    status: fields.Field[NoteStatus] = fields.CharEnumField(
        NoteStatus, max_length=12, default=NoteStatus.ACTIVE, description="状态"
    )
    five_class: fields.Field[FiveClass] = fields.CharEnumField(
        FiveClass, max_length=16, default=FiveClass.NORMAL, description="五级分类"
    )
    settled_on: fields.Field[date | None] = fields.DateField(null=True, description="结清日")

    class Meta:
        table = "loan_note"
        table_description = "借据"
        constraints = (
            CheckConstraint(
                check="principal_fen > 0 and outstanding_fen >= 0"
                " and outstanding_fen <= principal_fen and overdue_fen >= 0",
                name="note_owes_at_most_its_principal",
            ),
            CheckConstraint(
                check="status <> 'SETTLED' or outstanding_fen = 0", name="settled_note_owes_nothing"
            ),
        )


class RepaymentSchedule(LegalEntityRow):
    """One version of a note's schedule; the first is the signed one (还款计划)."""

    note_id: UUID

    note: fields.ForeignKeyRelation[LoanNote] = fields.ForeignKeyField(
        "disbursement.LoanNote", related_name="schedules", on_delete=fields.RESTRICT
    )
    number = fields.IntField(description="版次")
    engine_version = fields.CharField(max_length=20, description="计算引擎版本")
    sha256 = fields.CharField(max_length=64, description="计划摘要")

    class Meta:
        table = "repayment_schedule"
        table_description = "还款计划"
        unique_together = (("note_id", "number"),)


class ScheduleRow(LegalEntityRow):
    """One instalment (期供)."""

    schedule_id: UUID

    schedule: fields.ForeignKeyRelation[RepaymentSchedule] = fields.ForeignKeyField(
        "disbursement.RepaymentSchedule", related_name="rows", on_delete=fields.RESTRICT
    )
    no = fields.IntField(description="期次")
    start_date: fields.Field[date] = fields.DateField(description="计息起日")
    due_date: fields.Field[date] = fields.DateField(description="应还日")
    pay_by: fields.Field[date] = fields.DateField(description="扣款日")
    days = fields.IntField(description="天数")
    principal_fen: fields.Field[Fen] = fields.BigIntField(description="应还本金(分)")
    interest_fen: fields.Field[Fen] = fields.BigIntField(description="应还利息(分)")
    total_fen: fields.Field[Fen] = fields.BigIntField(description="应还合计(分)")
    balance_fen: fields.Field[Fen] = fields.BigIntField(description="还后本金余额(分)")

    class Meta:
        table = "schedule_row"
        table_description = "还款计划期供"
        unique_together = (("schedule_id", "no"),)
        constraints = (
            # INV-61
            CheckConstraint(
                check="principal_fen >= 0 and interest_fen >= 0 and balance_fen >= 0"
                " and total_fen = principal_fen + interest_fen and start_date < due_date",
                name="instalment_adds_up",
            ),
        )
