"""Tables of contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.contract.rules import (
    Balances,
    ClosingKind,
    ClosingStatus,
    ContractStatus,
    LimitStatus,
    MovementKind,
)
from backend.capabilities.product.rules import Benchmark, LimitType, RateType, SigningMode
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class CreditContract(OwnedRow):
    """What bank and customer agree on, and where its signing stands (授信合同)."""

    application_id: UUID
    customer_id: UUID
    product_version_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="合同业务编号")
    display_no: fields.Field[str | None] = fields.CharField(
        max_length=60, null=True, description="合同编号,文本固定时取得"
    )
    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="contracts", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="contracts", on_delete=fields.RESTRICT
    )
    product_version: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "product.ProductVersion", related_name="contracts", on_delete=fields.RESTRICT
    )
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="授信金额(分)")
    limit_type: fields.Field[LimitType] = fields.CharEnumField(
        LimitType, max_length=16, description="额度类型"
    )
    limit_term_months = fields.IntField(description="额度期限(月)")
    term_months = fields.IntField(description="单笔用款最长期限(月)")
    start_date = fields.DateField(description="额度起始日")
    end_date = fields.DateField(description="额度到期日")
    draw_end_date = fields.DateField(description="最后用款日")
    rate_type: fields.Field[RateType] = fields.CharEnumField(
        RateType, max_length=12, description="利率类型"
    )
    benchmark: fields.Field[Benchmark] = fields.CharEnumField(
        Benchmark, max_length=12, description="定价基准"
    )
    lpr_value: fields.Field[Decimal] = fields.DecimalField(9, 6, description="LPR 数值")
    lpr_date = fields.DateField(description="LPR 发布日")
    spread_bp = fields.IntField(description="加点(基点)")
    annual_rate: fields.Field[Decimal] = fields.DecimalField(9, 6, description="执行年利率(%)")
    penalty_markup_pct = fields.IntField(description="逾期加收(%)")
    misuse_markup_pct = fields.IntField(description="挪用加收(%)")
    methods: fields.Field[list[str]] = fields.JSONField(description="可选还款方式")
    purpose = fields.CharField(max_length=400, default="", description="借款用途")
    conditions: fields.Field[list[dict[str, Any]]] = fields.JSONField(
        default=list, description="生效前提条件及落实情况"
    )
    lpr_notice = fields.CharField(max_length=200, default="", description="LPR 变动提示")
    revision = fields.IntField(default=0, description="文本版次")
    status: fields.Field[ContractStatus] = fields.CharEnumField(
        ContractStatus, max_length=12, default=ContractStatus.DRAFT, description="状态"
    )
    reviewer_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="合同复核人")
    reviewed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="复核时间"
    )
    defect = fields.CharField(max_length=400, default="", description="复核发现的问题")
    signing_task_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="签约任务")
    signing_mode: fields.Field[SigningMode | None] = fields.CharEnumField(  # type: ignore[assignment]  # Tortoise's enum field forgets that it may be null
        SigningMode, max_length=16, null=True, description="签署方式"
    )
    signed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="签署完成时间"
    )
    effective_on: fields.Field[date | None] = fields.DateField(null=True, description="生效日期")
    ended_on: fields.Field[date | None] = fields.DateField(null=True, description="终结日期")
    end_reason = fields.CharField(max_length=400, default="", description="作废或终止原因")

    class Meta:
        table = "credit_contract"
        table_description = "授信合同"
        constraints = (
            CheckConstraint(check="amount_fen > 0", name="contract_lends_money"),
            CheckConstraint(
                check="start_date <= draw_end_date and draw_end_date <= end_date",
                name="contract_dates_in_order",
            ),
            # INV-37
            CheckConstraint(check="reviewer_id <> created_by", name="contract_reviewed_by_another"),
            CheckConstraint(
                check="display_no is not null or status in ('DRAFT', 'VOID')",
                name="frozen_contract_has_its_number",
            ),
            UniqueConstraint(
                fields=("legal_entity_id", "display_no"), name="contract_number_given_once"
            ),
            UniqueConstraint(
                fields=("application_id",),
                name="one_living_contract_per_application",
                condition="status <> 'VOID'",
            ),
        )


class CreditLimit(OwnedRow):
    """How much may be drawn under an effective contract, and how much is (授信额度)."""

    contract_id: UUID
    customer_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="额度编号")
    contract: fields.ForeignKeyRelation[CreditContract] = fields.ForeignKeyField(
        "contract.CreditContract", related_name="limits", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="limits", on_delete=fields.RESTRICT
    )
    approved_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="批准额度(分)")
    used_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="已用额度(分)")
    reserved_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="预占额度(分)")
    repaid_fen: fields.Field[Fen] = fields.BigIntField(
        default=0, description="一次性额度下已还、不恢复的本金(分)"
    )
    is_revolving = fields.BooleanField(description="是否循环")
    valid_from = fields.DateField(description="起始日")
    valid_to = fields.DateField(description="到期日")
    draw_until = fields.DateField(description="最后用款日")
    status: fields.Field[LimitStatus] = fields.CharEnumField(
        LimitStatus, max_length=12, default=LimitStatus.ACTIVE, description="状态"
    )
    freeze_reason = fields.CharField(max_length=200, default="", description="冻结原因")
    moves = fields.IntField(default=0, description="变动笔数")

    class Meta:
        table = "credit_limit"
        table_description = "授信额度"
        constraints = (
            # INV-26
            CheckConstraint(
                check="used_fen >= 0 and reserved_fen >= 0"
                " and used_fen + reserved_fen <= approved_fen",
                name="limit_never_exceeded",
            ),
            CheckConstraint(
                check="repaid_fen >= 0 and repaid_fen <= used_fen", name="limit_repaid_was_used"
            ),
            # INV-28: what is paid back under a revolving limit is restored instead.
            CheckConstraint(
                check="repaid_fen = 0 or not is_revolving", name="limit_repaid_not_revolving"
            ),
            UniqueConstraint(fields=("contract_id",), name="one_limit_per_contract"),
        )

    @property
    def balances(self) -> Balances:
        """The amounts as the rules know them."""
        return Balances(self.approved_fen, self.used_fen, self.reserved_fen, self.repaid_fen)


class LimitMovement(LegalEntityRow):
    """One change of a limit and what stood there afterwards (额度变动)."""

    limit_id: UUID

    limit: fields.ForeignKeyRelation[CreditLimit] = fields.ForeignKeyField(
        "contract.CreditLimit", related_name="movements", on_delete=fields.RESTRICT
    )
    seq = fields.IntField(description="序号")
    kind: fields.Field[MovementKind] = fields.CharEnumField(
        MovementKind, max_length=12, description="种类"
    )
    amount_fen: fields.Field[Fen] = fields.BigIntField(description="金额(分)")
    business_date = fields.DateField(description="营业日期")
    ref_type = fields.CharField(max_length=40, description="事由种类")
    ref_id = fields.UUIDField(description="事由")
    reason = fields.CharField(max_length=200, default="", description="原因")
    approved_after_fen: fields.Field[Fen] = fields.BigIntField(description="变动后批准额度(分)")
    used_after_fen: fields.Field[Fen] = fields.BigIntField(description="变动后已用额度(分)")
    reserved_after_fen: fields.Field[Fen] = fields.BigIntField(description="变动后预占额度(分)")
    key = fields.CharField(max_length=120, description="幂等键")

    class Meta:
        table = "limit_movement"
        table_description = "额度变动"
        unique_together = (("limit_id", "seq"), ("limit_id", "key"))
        constraints = (CheckConstraint(check="amount_fen >= 0", name="movement_not_negative"),)


class LimitClosing(OwnedRow):
    """A request to cancel a limit or to terminate its contract (额度注销与合同终止)."""

    contract_id: UUID
    limit_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="申请编号")
    kind: fields.Field[ClosingKind] = fields.CharEnumField(
        ClosingKind, max_length=20, description="种类"
    )
    contract: fields.ForeignKeyRelation[CreditContract] = fields.ForeignKeyField(
        "contract.CreditContract", related_name="closings", on_delete=fields.RESTRICT
    )
    limit: fields.ForeignKeyRelation[CreditLimit] = fields.ForeignKeyField(
        "contract.CreditLimit", related_name="closings", on_delete=fields.RESTRICT
    )
    reason = fields.CharField(max_length=400, description="原因")
    status: fields.Field[ClosingStatus] = fields.CharEnumField(
        ClosingStatus, max_length=12, default=ClosingStatus.IN_REVIEW, description="状态"
    )
    approver_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="批准人")
    approved_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="批准时间"
    )
    notice_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="通知书文件")

    class Meta:
        table = "limit_closing"
        table_description = "额度注销与合同终止申请"
        constraints = (
            CheckConstraint(check="approver_id <> created_by", name="closing_approved_by_another"),
            UniqueConstraint(
                fields=("limit_id",),
                name="one_open_closing_per_limit",
                condition="status in ('IN_REVIEW', 'RETURNED')",
            ),
        )


APPEND_ONLY = ("limit_movement",)

# INV-44, INV-45: what is printed stands, once it is frozen.
GUARDS = (
    """
create or replace function credit_contract_frozen() returns trigger language plpgsql as $$
begin
  if old.status <> 'DRAFT'
     and (new.display_no, new.application_id, new.customer_id, new.amount_fen, new.limit_type,
          new.limit_term_months, new.term_months, new.start_date, new.end_date, new.draw_end_date,
          new.annual_rate, new.spread_bp, new.lpr_value, new.methods::text)
     is distinct from
         (old.display_no, old.application_id, old.customer_id, old.amount_fen, old.limit_type,
          old.limit_term_months, old.term_months, old.start_date, old.end_date, old.draw_end_date,
          old.annual_rate, old.spread_bp, old.lpr_value, old.methods::text) then
    raise exception 'a frozen contract is not changed' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists credit_contract_frozen on credit_contract;
create trigger credit_contract_frozen before update on credit_contract
  for each row execute function credit_contract_frozen();
""",
)
