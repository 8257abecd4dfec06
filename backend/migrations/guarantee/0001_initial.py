from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.guarantee.rules.words import (
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
from backend.capabilities.product.rules.words import CollateralKind
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [
        ("application", "0001_initial"),
        ("customer", "0001_initial"),
        ("customer", "0002_relations"),
    ]

    initial = True

    operations = [
        ops.CreateModel(
            name="Collateral",
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
                ("no", fields.CharField(unique=True, description="押品编号", max_length=32)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="押品种类", enum_type=CollateralKind, max_length=24
                    ),
                ),
                (
                    "use",
                    fields.CharField(
                        default="", description="用途,数据字典 collateralUse", max_length=40
                    ),
                ),
                (
                    "description",
                    fields.CharField(default="", description="名称、坐落和状况", max_length=400),
                ),
                (
                    "area",
                    fields.DecimalField(
                        null=True, description="面积(平方米或亩)", max_digits=14, decimal_places=2
                    ),
                ),
                ("cert_no", fields.CharField(default="", description="权属证书号", max_length=80)),
                ("appraised_value_fen", fields.BigIntField(null=True, description="评估价值(分)")),
                (
                    "appraised_by",
                    fields.CharField(default="", description="评估机构或人员", max_length=120),
                ),
                ("appraised_on", fields.DateField(null=True, description="评估日期")),
                ("appraisal_expires_on", fields.DateField(null=True, description="评估有效期至")),
                ("appraisal_file_id", fields.UUIDField(null=True, description="评估报告文件")),
                ("ltv_pct", fields.IntField(default=0, description="抵质押率上限(%)")),
                ("pledged_fen", fields.BigIntField(default=0, description="已担保金额(分)")),
                (
                    "registration_status",
                    fields.CharEnumField(
                        description="登记状态", enum_type=RegistrationStatus, max_length=16
                    ),
                ),
                (
                    "registration_authority",
                    fields.CharField(default="", description="登记机关", max_length=120),
                ),
                (
                    "registration_no",
                    fields.CharField(default="", description="他项权证或登记号", max_length=80),
                ),
                ("registered_on", fields.DateField(null=True, description="登记日期")),
                ("certificate_file_id", fields.UUIDField(null=True, description="登记证明文件")),
                ("submitted_by", fields.UUIDField(null=True, description="提交登记的人员")),
                ("released_on", fields.DateField(null=True, description="解除日期")),
                (
                    "status",
                    fields.CharEnumField(
                        default=CollateralStatus.DRAFT,
                        description="状态",
                        enum_type=CollateralStatus,
                        max_length=16,
                    ),
                ),
            ],
            options={
                "table": "collateral",
                "app": "guarantee",
                "constraints": [
                    CheckConstraint(
                        check="pledged_fen >= 0 and pledged_fen * 100 <= coalesce(appraised_value_fen, 0) * ltv_pct",
                        name="collateral_not_overcharged",
                    ),
                    CheckConstraint(check="ltv_pct between 0 and 100", name="ltv_is_a_percentage"),
                    CheckConstraint(
                        check="status <> 'REGISTERED' or (registered_on is not null and certificate_file_id is not null and registration_no <> '')",
                        name="registered_collateral_has_its_certificate",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "押品",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="CollateralOwner",
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
                    "collateral",
                    fields.ForeignKeyField(
                        "guarantee.Collateral",
                        source_field="collateral_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="owners",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="collateral_owned",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("consent_file_id", fields.UUIDField(null=True, description="共有人同意书文件")),
            ],
            options={
                "table": "collateral_owner",
                "app": "guarantee",
                "unique_together": (("collateral_id", "customer_id"),),
                "pk_attr": "id",
                "table_description": "押品权属人",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="CollateralPledge",
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
                    "collateral",
                    fields.ForeignKeyField(
                        "guarantee.Collateral",
                        source_field="collateral_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="pledges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="pledges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("contract_id", fields.UUIDField(null=True, db_index=True, description="授信合同")),
                ("wanted_fen", fields.BigIntField(description="拟担保金额(分)")),
                ("amount_fen", fields.BigIntField(default=0, description="担保金额(分)")),
                (
                    "status",
                    fields.CharEnumField(
                        default=PledgeStatus.ACTIVE,
                        description="状态",
                        enum_type=PledgeStatus,
                        max_length=12,
                    ),
                ),
            ],
            options={
                "table": "collateral_pledge",
                "app": "guarantee",
                "constraints": [
                    CheckConstraint(
                        check="wanted_fen > 0 and amount_fen between 0 and wanted_fen",
                        name="pledge_within_what_is_wanted",
                    ),
                    UniqueConstraint(
                        fields=("collateral_id", "application_id"),
                        name="one_pledge_per_application",
                        condition="status = 'ACTIVE'",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "押品担保关系",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="GuaranteeCompanyAgreement",
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
                    "company",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="company_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="guarantee_agreements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "license_no",
                    fields.CharField(description="融资担保业务经营许可证号", max_length=40),
                ),
                ("total_quota_fen", fields.BigIntField(description="合作总额度(分)")),
                ("used_quota_fen", fields.BigIntField(default=0, description="已用额度(分)")),
                ("single_cap_fen", fields.BigIntField(description="单户上限(分)")),
                (
                    "margin_ratio",
                    fields.DecimalField(
                        description="保证金比例(%)", max_digits=9, decimal_places=6
                    ),
                ),
                (
                    "risk_share_ratio",
                    fields.DecimalField(
                        description="担保公司分担风险比例(%)", max_digits=9, decimal_places=6
                    ),
                ),
                (
                    "fee_rate",
                    fields.DecimalField(
                        description="年担保费率(%)", max_digits=9, decimal_places=6
                    ),
                ),
                ("valid_to", fields.DateField(description="协议有效期至")),
                (
                    "status",
                    fields.CharEnumField(
                        default=AgreementStatus.ACTIVE,
                        description="状态",
                        enum_type=AgreementStatus,
                        max_length=12,
                    ),
                ),
            ],
            options={
                "table": "guarantee_company_agreement",
                "app": "guarantee",
                "constraints": [
                    CheckConstraint(
                        check="used_quota_fen between 0 and total_quota_fen",
                        name="quota_not_exceeded",
                    ),
                    CheckConstraint(
                        check="single_cap_fen between 1 and total_quota_fen",
                        name="single_cap_within_quota",
                    ),
                    UniqueConstraint(
                        fields=("legal_entity_id", "company_id"),
                        name="one_agreement_per_company",
                        condition="status <> 'ENDED'",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "担保公司合作协议",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="JointLiabilityGroup",
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
                ("no", fields.CharField(unique=True, description="小组编号", max_length=32)),
                ("cap_per_member_fen", fields.BigIntField(description="每名成员上限(分)")),
                ("agreement_file_id", fields.UUIDField(null=True, description="联保协议文件")),
                (
                    "status",
                    fields.CharEnumField(
                        default=GroupStatus.ACTIVE,
                        description="状态",
                        enum_type=GroupStatus,
                        max_length=12,
                    ),
                ),
            ],
            options={
                "table": "joint_liability_group",
                "app": "guarantee",
                "constraints": [
                    CheckConstraint(check="cap_per_member_fen > 0", name="members_have_a_cap")
                ],
                "pk_attr": "id",
                "table_description": "联保小组",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="GroupMember",
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
                    "group",
                    fields.ForeignKeyField(
                        "guarantee.JointLiabilityGroup",
                        source_field="group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="members",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="group_memberships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "joint_liability_group_member",
                "app": "guarantee",
                "unique_together": (("group_id", "customer_id"),),
                "pk_attr": "id",
                "table_description": "联保小组成员",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Guarantee",
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
                ("no", fields.CharField(unique=True, description="担保编号", max_length=32)),
                (
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="guarantees",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "borrower",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="borrower_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="guarantees_received",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "guarantor",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="guarantor_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="guarantees_given",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "agreement",
                    fields.ForeignKeyField(
                        "guarantee.GuaranteeCompanyAgreement",
                        source_field="agreement_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="guarantees",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "guarantee.JointLiabilityGroup",
                        source_field="group_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="guarantees",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("contract_id", fields.UUIDField(null=True, db_index=True, description="授信合同")),
                (
                    "type",
                    fields.CharEnumField(
                        description="保证种类", enum_type=GuaranteeType, max_length=20
                    ),
                ),
                (
                    "liability",
                    fields.CharEnumField(
                        default=Liability.JOINT_AND_SEVERAL,
                        description="保证方式",
                        enum_type=Liability,
                        max_length=20,
                    ),
                ),
                (
                    "scope",
                    fields.CharEnumField(
                        default=GuaranteeScope.ALL,
                        description="保证范围",
                        enum_type=GuaranteeScope,
                        max_length=20,
                    ),
                ),
                ("max_amount_fen", fields.BigIntField(description="最高保证金额(分)")),
                ("period_years", fields.IntField(default=3, description="保证期间(年)")),
                ("spouse_consent_id", fields.UUIDField(null=True, description="配偶同意书")),
                (
                    "resolution_file_id",
                    fields.UUIDField(null=True, description="股东会或董事会决议文件"),
                ),
                (
                    "capacity",
                    fields.JSONField(
                        null=True, description="代偿能力核查", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=GuaranteeStatus.DRAFT,
                        description="状态",
                        enum_type=GuaranteeStatus,
                        max_length=20,
                    ),
                ),
                (
                    "end_reason",
                    fields.CharField(default="", description="移除或解除原因", max_length=400),
                ),
            ],
            options={
                "table": "guarantee",
                "app": "guarantee",
                "constraints": [
                    CheckConstraint(
                        check="guarantor_id <> borrower_id", name="guarantor_is_not_borrower"
                    ),
                    CheckConstraint(check="max_amount_fen > 0", name="guarantee_has_an_amount"),
                    CheckConstraint(
                        check="period_years between 1 and 10", name="guarantee_has_a_period"
                    ),
                    CheckConstraint(
                        check="status in ('DRAFT', 'REMOVED') or type <> 'GUARANTEE_COMPANY' or agreement_id is not null",
                        name="guarantee_company_has_an_agreement",
                    ),
                    UniqueConstraint(
                        fields=("application_id", "guarantor_id"),
                        name="one_guarantee_per_guarantor",
                        condition="status <> 'REMOVED'",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "保证",
            },
            bases=["OwnedRow"],
        ),
    ]
