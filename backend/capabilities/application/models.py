"""Tables of application."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.application.rules import ApplicationStatus, IntakeChannel
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.product.rules import CollateralKind, GuaranteeMode, PartyRole
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class Application(OwnedRow):
    """What a customer asks for (贷款申请)."""

    also_owned_by = ("co_investigator_id",)
    applicant_id: UUID
    product_id: UUID
    product_version_id: UUID

    no = fields.CharField(max_length=32, unique=True, description="申请编号")
    channel: fields.Field[IntakeChannel] = fields.CharEnumField(
        IntakeChannel, max_length=12, description="受理渠道"
    )
    applicant: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="applications", on_delete=fields.RESTRICT
    )
    product: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "product.Product", related_name="applications", on_delete=fields.RESTRICT
    )
    product_version: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "product.ProductVersion", related_name="applications", on_delete=fields.RESTRICT
    )
    purpose_code = fields.CharField(max_length=40, description="用途代码")
    purpose_text = fields.CharField(max_length=400, description="用途说明")
    amount_requested_fen: fields.Field[Fen] = fields.BigIntField(description="申请金额(分)")
    term_months = fields.IntField(description="期限(月)")
    repayment_method: fields.Field[RepaymentMethod] = fields.CharEnumField(
        RepaymentMethod, max_length=16, description="还款方式"
    )
    guarantee_modes: fields.Field[list[str]] = fields.JSONField(description="担保方式")
    form_data: fields.Field[dict[str, Any]] = fields.JSONField(description="申请表数据")
    co_investigator_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="协办人"
    )
    status: fields.Field[ApplicationStatus] = fields.CharEnumField(
        ApplicationStatus, max_length=20, default=ApplicationStatus.DRAFT, description="状态"
    )
    submitted_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="提交时间"
    )
    end_reason = fields.CharField(max_length=400, default="", description="撤回或作废原因")

    class Meta:
        table = "application"
        table_description = "贷款申请"
        constraints = (
            CheckConstraint(check="amount_requested_fen > 0", name="application_asks_for_money"),
            CheckConstraint(check="term_months > 0", name="application_has_a_term"),
            CheckConstraint(
                check="co_investigator_id <> owner_id", name="two_different_investigators"
            ),
            # INV-17
            UniqueConstraint(
                fields=("applicant_id", "product_id"),
                name="one_open_application_per_product",
                condition="status not in"
                " ('DRAFT', 'CLOSED', 'REJECTED', 'LAPSED', 'WITHDRAWN', 'DISCARDED')",
            ),
        )


class ApplicationParty(LegalEntityRow):
    """Somebody who takes part in an application (参与人)."""

    application_id: UUID
    customer_id: UUID

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "application.Application", related_name="parties", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="parties", on_delete=fields.RESTRICT
    )
    role: fields.Field[PartyRole] = fields.CharEnumField(
        PartyRole, max_length=20, description="身份"
    )
    belongs_to_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="所属参与人的客户:配偶属于谁,法定代表人代表谁"
    )
    guarantee_mode: fields.Field[GuaranteeMode | None] = fields.CharEnumField(  # type: ignore[assignment]  # Tortoise's enum field forgets that it may be null
        GuaranteeMode, max_length=24, null=True, description="提供的担保方式"
    )
    collateral_kind: fields.Field[CollateralKind | None] = fields.CharEnumField(  # type: ignore[assignment]  # as above
        CollateralKind, max_length=24, null=True, description="提供的押品种类"
    )

    class Meta:
        table = "application_party"
        table_description = "申请参与人"
        unique_together = (("application_id", "customer_id", "role"),)


class ApplicationRevision(LegalEntityRow):
    """One version of the form: the one submitted, then each amendment (申请表版本)."""

    application_id: UUID

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "application.Application", related_name="revisions", on_delete=fields.RESTRICT
    )
    number = fields.IntField(description="版本号")
    form_data: fields.Field[dict[str, Any]] = fields.JSONField(description="申请表数据")
    changes: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="与前一版的差异")
    reason = fields.CharField(max_length=400, default="", description="补充或更正的原因")

    class Meta:
        table = "application_revision"
        table_description = "申请表版本"
        unique_together = (("application_id", "number"),)


APPEND_ONLY = ("application_revision",)
