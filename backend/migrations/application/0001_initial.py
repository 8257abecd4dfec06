from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.application.rules.states import ApplicationStatus, IntakeChannel
from backend.capabilities.calculator.rules.terms import RepaymentMethod
from backend.capabilities.product.rules.words import CollateralKind, GuaranteeMode, PartyRole
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("customer", "0001_initial"), ("product", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Application",
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
                ("no", fields.CharField(unique=True, description="申请编号", max_length=32)),
                (
                    "channel",
                    fields.CharEnumField(
                        description="受理渠道", enum_type=IntakeChannel, max_length=12
                    ),
                ),
                (
                    "applicant",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="applicant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="applications",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "product.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="applications",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "product_version",
                    fields.ForeignKeyField(
                        "product.ProductVersion",
                        source_field="product_version_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="applications",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("purpose_code", fields.CharField(description="用途代码", max_length=40)),
                ("purpose_text", fields.CharField(description="用途说明", max_length=400)),
                ("amount_requested_fen", fields.BigIntField(description="申请金额(分)")),
                ("term_months", fields.IntField(description="期限(月)")),
                (
                    "repayment_method",
                    fields.CharEnumField(
                        description="还款方式", enum_type=RepaymentMethod, max_length=16
                    ),
                ),
                (
                    "guarantee_modes",
                    fields.JSONField(description="担保方式", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "form_data",
                    fields.JSONField(description="申请表数据", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("co_investigator_id", fields.UUIDField(null=True, description="协办人")),
                (
                    "status",
                    fields.CharEnumField(
                        default=ApplicationStatus.DRAFT,
                        description="状态",
                        enum_type=ApplicationStatus,
                        max_length=20,
                    ),
                ),
                (
                    "submitted_at",
                    fields.DatetimeField(
                        null=True, description="提交时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "end_reason",
                    fields.CharField(default="", description="撤回或作废原因", max_length=400),
                ),
            ],
            options={
                "table": "application",
                "app": "application",
                "constraints": [
                    CheckConstraint(
                        check="amount_requested_fen > 0", name="application_asks_for_money"
                    ),
                    CheckConstraint(check="term_months > 0", name="application_has_a_term"),
                    CheckConstraint(
                        check="co_investigator_id <> owner_id", name="two_different_investigators"
                    ),
                    UniqueConstraint(
                        fields=("applicant_id", "product_id"),
                        name="one_open_application_per_product",
                        condition="status not in ('DRAFT', 'CLOSED', 'REJECTED', 'LAPSED', 'WITHDRAWN', 'DISCARDED')",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "贷款申请",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="ApplicationParty",
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
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="parties",
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
                        related_name="parties",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(description="身份", enum_type=PartyRole, max_length=20),
                ),
                (
                    "belongs_to_id",
                    fields.UUIDField(
                        null=True, description="所属参与人的客户:配偶属于谁,法定代表人代表谁"
                    ),
                ),
                (
                    "guarantee_mode",
                    fields.CharEnumField(
                        null=True,
                        description="提供的担保方式",
                        enum_type=GuaranteeMode,
                        max_length=24,
                    ),
                ),
                (
                    "collateral_kind",
                    fields.CharEnumField(
                        null=True,
                        description="提供的押品种类",
                        enum_type=CollateralKind,
                        max_length=24,
                    ),
                ),
            ],
            options={
                "table": "application_party",
                "app": "application",
                "unique_together": (("application_id", "customer_id", "role"),),
                "pk_attr": "id",
                "table_description": "申请参与人",
            },
            bases=["LegalEntityRow"],
        ),
    ]
