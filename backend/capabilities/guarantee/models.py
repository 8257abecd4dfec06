"""Tables of guarantee."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.guarantee.rules import (
    AgreementStatus,
    CollateralStatus,
    GroupStatus,
    GuaranteeScope,
    GuaranteeStatus,
    GuaranteeType,
    Liability,
    PledgeStatus,
    RegistrationStatus,
)
from backend.capabilities.product.rules import CollateralKind
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.kit.money import Fen


class GuaranteeCompanyAgreement(LegalEntityRow):
    """What a licensed guarantee company has agreed with the bank (合作协议)."""

    company_id: UUID

    company: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="guarantee_agreements", on_delete=fields.RESTRICT
    )
    license_no = fields.CharField(max_length=40, description="融资担保业务经营许可证号")
    total_quota_fen: fields.Field[Fen] = fields.BigIntField(description="合作总额度(分)")
    used_quota_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="已用额度(分)")
    single_cap_fen: fields.Field[Fen] = fields.BigIntField(description="单户上限(分)")
    margin_ratio: fields.Field[Decimal] = fields.DecimalField(
        max_digits=9, decimal_places=6, description="保证金比例(%)"
    )
    risk_share_ratio: fields.Field[Decimal] = fields.DecimalField(
        max_digits=9, decimal_places=6, description="担保公司分担风险比例(%)"
    )
    fee_rate: fields.Field[Decimal] = fields.DecimalField(
        max_digits=9, decimal_places=6, description="年担保费率(%)"
    )
    valid_to: fields.Field[date] = fields.DateField(description="协议有效期至")
    status: fields.Field[AgreementStatus] = fields.CharEnumField(
        AgreementStatus, max_length=12, default=AgreementStatus.ACTIVE, description="状态"
    )

    class Meta:
        table = "guarantee_company_agreement"
        table_description = "担保公司合作协议"
        constraints = (
            # INV-56
            CheckConstraint(
                check="used_quota_fen between 0 and total_quota_fen", name="quota_not_exceeded"
            ),
            CheckConstraint(
                check="single_cap_fen between 1 and total_quota_fen", name="single_cap_within_quota"
            ),
            UniqueConstraint(
                fields=("legal_entity_id", "company_id"),
                name="one_agreement_per_company",
                condition="status <> 'ENDED'",
            ),
        )


class JointLiabilityGroup(OwnedRow):
    """Farmers who guarantee one another (联保小组)."""

    no = fields.CharField(max_length=32, unique=True, description="小组编号")
    cap_per_member_fen: fields.Field[Fen] = fields.BigIntField(description="每名成员上限(分)")
    agreement_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="联保协议文件"
    )
    status: fields.Field[GroupStatus] = fields.CharEnumField(
        GroupStatus, max_length=12, default=GroupStatus.ACTIVE, description="状态"
    )

    class Meta:
        table = "joint_liability_group"
        table_description = "联保小组"
        constraints = (CheckConstraint(check="cap_per_member_fen > 0", name="members_have_a_cap"),)


class GroupMember(LegalEntityRow):
    """One member of a joint-liability group."""

    group_id: UUID
    customer_id: UUID

    group: fields.ForeignKeyRelation[JointLiabilityGroup] = fields.ForeignKeyField(
        "guarantee.JointLiabilityGroup", related_name="members", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="group_memberships", on_delete=fields.RESTRICT
    )

    class Meta:
        table = "joint_liability_group_member"
        table_description = "联保小组成员"
        unique_together = (("group_id", "customer_id"),)


class Guarantee(OwnedRow):
    """Somebody's promise to pay if the borrower does not (保证)."""

    application_id: UUID
    borrower_id: UUID
    guarantor_id: UUID
    agreement_id: UUID | None
    group_id: UUID | None

    no = fields.CharField(max_length=32, unique=True, description="担保编号")
    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="guarantees", on_delete=fields.RESTRICT
    )
    borrower: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="guarantees_received", on_delete=fields.RESTRICT
    )
    guarantor: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="guarantees_given", on_delete=fields.RESTRICT
    )
    agreement: fields.ForeignKeyNullableRelation[GuaranteeCompanyAgreement] = (
        fields.ForeignKeyField(
            "guarantee.GuaranteeCompanyAgreement",
            related_name="guarantees",
            null=True,
            on_delete=fields.RESTRICT,
        )
    )
    group: fields.ForeignKeyNullableRelation[JointLiabilityGroup] = fields.ForeignKeyField(
        "guarantee.JointLiabilityGroup",
        related_name="guarantees",
        null=True,
        on_delete=fields.RESTRICT,
    )
    contract_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, db_index=True, description="授信合同"
    )
    type: fields.Field[GuaranteeType] = fields.CharEnumField(
        GuaranteeType, max_length=20, description="保证种类"
    )
    liability: fields.Field[Liability] = fields.CharEnumField(
        Liability, max_length=20, default=Liability.JOINT_AND_SEVERAL, description="保证方式"
    )
    scope: fields.Field[GuaranteeScope] = fields.CharEnumField(
        GuaranteeScope, max_length=20, default=GuaranteeScope.ALL, description="保证范围"
    )
    max_amount_fen: fields.Field[Fen] = fields.BigIntField(description="最高保证金额(分)")
    period_years = fields.IntField(default=3, description="保证期间(年)")
    spouse_consent_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="配偶同意书"
    )
    resolution_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="股东会或董事会决议文件"
    )
    capacity: fields.Field[dict[str, Any] | None] = fields.JSONField(
        null=True, description="代偿能力核查"
    )
    status: fields.Field[GuaranteeStatus] = fields.CharEnumField(
        GuaranteeStatus, max_length=20, default=GuaranteeStatus.DRAFT, description="状态"
    )
    end_reason = fields.CharField(max_length=400, default="", description="移除或解除原因")

    class Meta:
        table = "guarantee"
        table_description = "保证"
        constraints = (
            CheckConstraint(check="guarantor_id <> borrower_id", name="guarantor_is_not_borrower"),
            CheckConstraint(check="max_amount_fen > 0", name="guarantee_has_an_amount"),
            CheckConstraint(check="period_years between 1 and 10", name="guarantee_has_a_period"),
            CheckConstraint(
                check="status in ('DRAFT', 'REMOVED') or type <> 'GUARANTEE_COMPANY'"
                " or agreement_id is not null",
                name="guarantee_company_has_an_agreement",
            ),
            UniqueConstraint(
                fields=("application_id", "guarantor_id"),
                name="one_guarantee_per_guarantor",
                condition="status <> 'REMOVED'",
            ),
        )


class Collateral(OwnedRow):
    """A thing or right that secures loans (押品)."""

    no = fields.CharField(max_length=32, unique=True, description="押品编号")
    kind: fields.Field[CollateralKind] = fields.CharEnumField(
        CollateralKind, max_length=24, description="押品种类"
    )
    use = fields.CharField(max_length=40, default="", description="用途,数据字典 collateralUse")
    description = fields.CharField(max_length=400, default="", description="名称、坐落和状况")
    area: fields.Field[Decimal | None] = fields.DecimalField(
        max_digits=14, decimal_places=2, null=True, description="面积(平方米或亩)"
    )
    cert_no = fields.CharField(max_length=80, default="", description="权属证书号")
    appraised_value_fen: fields.Field[Fen | None] = fields.BigIntField(
        null=True, description="评估价值(分)"
    )
    appraised_by = fields.CharField(max_length=120, default="", description="评估机构或人员")
    appraised_on: fields.Field[date | None] = fields.DateField(null=True, description="评估日期")
    appraisal_expires_on: fields.Field[date | None] = fields.DateField(
        null=True, description="评估有效期至"
    )
    appraisal_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="评估报告文件"
    )
    ltv_pct = fields.IntField(default=0, description="抵质押率上限(%)")
    pledged_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="已担保金额(分)")
    registration_status: fields.Field[RegistrationStatus] = fields.CharEnumField(
        RegistrationStatus, max_length=16, description="登记状态"
    )
    registration_authority = fields.CharField(max_length=120, default="", description="登记机关")
    registration_no = fields.CharField(max_length=80, default="", description="他项权证或登记号")
    registered_on: fields.Field[date | None] = fields.DateField(null=True, description="登记日期")
    certificate_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="登记证明文件"
    )
    submitted_by: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="提交登记的人员"
    )
    released_on: fields.Field[date | None] = fields.DateField(null=True, description="解除日期")
    status: fields.Field[CollateralStatus] = fields.CharEnumField(
        CollateralStatus, max_length=16, default=CollateralStatus.DRAFT, description="状态"
    )

    class Meta:
        table = "collateral"
        table_description = "押品"
        constraints = (
            # INV-57
            CheckConstraint(
                check="pledged_fen >= 0"
                " and pledged_fen * 100 <= coalesce(appraised_value_fen, 0) * ltv_pct",
                name="collateral_not_overcharged",
            ),
            CheckConstraint(check="ltv_pct between 0 and 100", name="ltv_is_a_percentage"),
            CheckConstraint(
                check="status <> 'REGISTERED' or (registered_on is not null"
                " and certificate_file_id is not null and registration_no <> '')",
                name="registered_collateral_has_its_certificate",
            ),
        )


class CollateralOwner(LegalEntityRow):
    """An owner or co-owner of a collateral (权属人)."""

    collateral_id: UUID
    customer_id: UUID

    collateral: fields.ForeignKeyRelation[Collateral] = fields.ForeignKeyField(
        "guarantee.Collateral", related_name="owners", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "customer.Customer", related_name="collateral_owned", on_delete=fields.RESTRICT
    )
    consent_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="共有人同意书文件"
    )

    class Meta:
        table = "collateral_owner"
        table_description = "押品权属人"
        unique_together = (("collateral_id", "customer_id"),)


class CollateralPledge(LegalEntityRow):
    """How much of a collateral secures one application (押品担保关系)."""

    collateral_id: UUID
    application_id: UUID

    collateral: fields.ForeignKeyRelation[Collateral] = fields.ForeignKeyField(
        "guarantee.Collateral", related_name="pledges", on_delete=fields.RESTRICT
    )
    application: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "application.Application", related_name="pledges", on_delete=fields.RESTRICT
    )
    contract_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, db_index=True, description="授信合同"
    )
    wanted_fen: fields.Field[Fen] = fields.BigIntField(description="拟担保金额(分)")
    amount_fen: fields.Field[Fen] = fields.BigIntField(default=0, description="担保金额(分)")
    status: fields.Field[PledgeStatus] = fields.CharEnumField(
        PledgeStatus, max_length=12, default=PledgeStatus.ACTIVE, description="状态"
    )

    class Meta:
        table = "collateral_pledge"
        table_description = "押品担保关系"
        constraints = (
            CheckConstraint(
                check="wanted_fen > 0 and amount_fen between 0 and wanted_fen",
                name="pledge_within_what_is_wanted",
            ),
            UniqueConstraint(
                fields=("collateral_id", "application_id"),
                name="one_pledge_per_application",
                condition="status = 'ACTIVE'",
            ),
        )
