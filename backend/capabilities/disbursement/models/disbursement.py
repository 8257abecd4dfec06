"""A drawdown, whom it pays, and every word between us and the core."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.calculator.rules import DueDayRule, RepaymentMethod
from backend.capabilities.disbursement.rules import (
    Asked,
    CoreAnswer,
    DisbursementStatus,
    PaymentMode,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class Disbursement(OwnedRow):
    """A request to draw money under a limit, up to its posting in the core (放款申请)."""

    contract_id: UUID
    limit_id: UUID
    customer_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="放款申请编号")
    contract: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "contract.CreditContract", related_name="disbursements", on_delete=fields.RESTRICT
    )
    limit: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "contract.CreditLimit", related_name="disbursements", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="disbursements", on_delete=fields.RESTRICT
    )
    seq = fields.IntField(description="合同项下用款序号")
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="用款金额(分)")
    annual_rate: fields.Field[Decimal] = fields.DecimalField(9, 6, description="执行年利率(%)")
    value_date: fields.Field[date] = fields.DateField(description="起息日")
    term_months = fields.IntField(description="期限(月)")
    maturity_date: fields.Field[date] = fields.DateField(description="到期日")
    repayment_method: fields.Field[RepaymentMethod] = fields.CharEnumField(
        RepaymentMethod, max_length=16, description="还款方式"
    )
    due_day_rule: fields.Field[DueDayRule] = fields.CharEnumField(
        DueDayRule, max_length=16, description="还款日规则"
    )
    due_day: fields.Field[int | None] = fields.IntField(null=True, description="固定还款日")
    payment_mode: fields.Field[PaymentMode] = fields.CharEnumField(
        PaymentMode, max_length=12, description="支付方式"
    )
    disburse_account = EncryptedField(description="放款账户(加密)")
    repay_account = EncryptedField(description="还款账户(加密)")
    purpose_text = fields.CharField(max_length=400, description="用途说明")
    purpose_proofs: fields.Field[list[str]] = fields.JSONField(description="用途证明文件")
    checklist: fields.Field[list[dict[str, Any]]] = fields.JSONField(
        default=list, description="放款前提条件核对"
    )
    note_no = fields.CharField(max_length=80, default="", description="借据编号(合同号加序号)")
    loan_no: fields.Field[str | None] = fields.CharField(
        max_length=32, null=True, unique=True, description="借据业务编号"
    )
    schedule: fields.Field[list[dict[str, Any]]] = fields.JSONField(
        default=list, description="借据所载还款计划"
    )
    engine_version = fields.CharField(max_length=20, default="", description="计算引擎版本")
    schedule_sha256 = fields.CharField(max_length=64, default="", description="还款计划摘要")
    signing_task_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="签约任务")
    status: fields.Field[DisbursementStatus] = fields.CharEnumField(
        DisbursementStatus, max_length=16, default=DisbursementStatus.DRAFT, description="状态"
    )
    submissions = fields.IntField(default=0, description="提交次数")
    submitted_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="提交时间"
    )
    releaser_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="放款审核人")
    released_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="放款批准时间"
    )
    core_request_id: fields.Field[str | None] = fields.CharField(
        max_length=64, null=True, unique=True, description="核心请求号,首次发送时取得,不再改变"
    )
    last_sent_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="最近一次发送时间"
    )
    unknown_since: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="结果未知起始时间"
    )
    enquiries = fields.IntField(default=0, description="查询次数")
    sends = fields.IntField(default=0, description="发送次数")
    core_ref = fields.CharField(max_length=64, default="", description="核心流水号")
    core_responded_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="核心记账时间"
    )
    simulated = fields.BooleanField(default=False, description="核心是否模拟")
    failure_code = fields.CharField(max_length=80, default="", description="失败代码")
    failure_text = fields.CharField(max_length=400, default="", description="失败原因")
    end_reason = fields.CharField(max_length=400, default="", description="退回或取消原因")

    class Meta:
        table = "disbursement"
        table_description = "放款申请"
        unique_together = (("contract_id", "seq"),)
        constraints = (
            CheckConstraint(check="amount_fen > 0", name="disbursement_draws_money"),
            CheckConstraint(check="value_date < maturity_date", name="disbursement_dates_in_order"),
            # INV-31: the request id is the row's own, so that there can never be a second.
            CheckConstraint(
                check="core_request_id is null or core_request_id = id::text",
                name="disbursement_has_one_request_id",
            ),
            CheckConstraint(
                check="core_request_id is not null"
                " or status not in ('SENDING', 'UNKNOWN', 'FAILED', 'DISBURSED')",
                name="sent_disbursement_has_its_request_id",
            ),
            CheckConstraint(
                check="status <> 'DISBURSED' or core_ref <> ''",
                name="disbursed_has_its_core_ref",
            ),
            # INV-37
            CheckConstraint(check="releaser_id <> created_by", name="released_by_another"),
        )


class Payee(LegalEntityRow):
    """A counterparty whom the bank pays for the borrower (受托支付对象)."""

    disbursement_id: UUID

    disbursement: fields.ForeignKeyRelation[Disbursement] = fields.ForeignKeyField(
        "disbursement.Disbursement", related_name="payees", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=80, description="收款人")
    account = EncryptedField(description="收款账户(加密)")
    account_hash = fields.CharField(max_length=64, db_index=True, description="收款账户盲索引")
    bank_name = fields.CharField(max_length=80, description="开户行")
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="金额(分)")

    class Meta:
        table = "payee"
        table_description = "受托支付对象"
        constraints = (CheckConstraint(check="amount_fen > 0", name="payee_is_paid"),)


class PayoutAttempt(LegalEntityRow):
    """One question to the core or one answer of it; nothing is ever taken back (核心往来)."""

    disbursement_id: UUID

    disbursement: fields.ForeignKeyRelation[Disbursement] = fields.ForeignKeyField(
        "disbursement.Disbursement", related_name="exchanges", on_delete=fields.RESTRICT
    )
    asked: fields.Field[Asked] = fields.CharEnumField(Asked, max_length=12, description="问法")
    number = fields.IntField(description="第几次")
    answer: fields.Field[CoreAnswer | None] = fields.CharEnumField(  # type: ignore[assignment]  # Tortoise's enum field forgets that it may be null
        CoreAnswer, max_length=20, null=True, description="答复;空为发出"
    )
    code = fields.CharField(max_length=80, default="", description="代码")
    text = fields.CharField(max_length=400, default="", description="说明")
    at: fields.Field[datetime] = fields.DatetimeField(description="时间")

    class Meta:
        table = "payout_attempt"
        table_description = "核心往来记录"
        constraints = (
            UniqueConstraint(
                fields=("disbursement_id", "asked", "number"),
                name="one_sending_per_number",
                condition="answer is null",
            ),
        )
