from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.contract.rules.ledger import MovementKind
from backend.capabilities.contract.rules.states import (
    ClosingKind,
    ClosingStatus,
    ContractStatus,
    LimitStatus,
)
from backend.capabilities.product.rules.terms import SigningMode
from backend.capabilities.product.rules.words import Benchmark, LimitType, RateType
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
        ("product", "0001_initial"),
    ]

    initial = True

    operations = [
        ops.CreateModel(
            name="CreditContract",
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
                ("no", fields.CharField(unique=True, description="合同业务编号", max_length=32)),
                (
                    "display_no",
                    fields.CharField(
                        null=True, description="合同编号,文本固定时取得", max_length=60
                    ),
                ),
                (
                    "application",
                    fields.ForeignKeyField(
                        "application.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="contracts",
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
                        related_name="contracts",
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
                        related_name="contracts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("amount_fen", fields.BigIntField(description="授信金额(分)")),
                (
                    "limit_type",
                    fields.CharEnumField(
                        description="额度类型", enum_type=LimitType, max_length=16
                    ),
                ),
                ("limit_term_months", fields.IntField(description="额度期限(月)")),
                ("term_months", fields.IntField(description="单笔用款最长期限(月)")),
                ("start_date", fields.DateField(description="额度起始日")),
                ("end_date", fields.DateField(description="额度到期日")),
                ("draw_end_date", fields.DateField(description="最后用款日")),
                (
                    "rate_type",
                    fields.CharEnumField(description="利率类型", enum_type=RateType, max_length=12),
                ),
                (
                    "benchmark",
                    fields.CharEnumField(
                        description="定价基准", enum_type=Benchmark, max_length=12
                    ),
                ),
                (
                    "lpr_value",
                    fields.DecimalField(description="LPR 数值", max_digits=9, decimal_places=6),
                ),
                ("lpr_date", fields.DateField(description="LPR 发布日")),
                ("spread_bp", fields.IntField(description="加点(基点)")),
                (
                    "annual_rate",
                    fields.DecimalField(
                        description="执行年利率(%)", max_digits=9, decimal_places=6
                    ),
                ),
                ("penalty_markup_pct", fields.IntField(description="逾期加收(%)")),
                ("misuse_markup_pct", fields.IntField(description="挪用加收(%)")),
                (
                    "methods",
                    fields.JSONField(description="可选还款方式", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("purpose", fields.CharField(default="", description="借款用途", max_length=400)),
                (
                    "conditions",
                    fields.JSONField(
                        default=list,
                        description="生效前提条件及落实情况",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                ("revision", fields.IntField(default=0, description="文本版次")),
                (
                    "status",
                    fields.CharEnumField(
                        default=ContractStatus.DRAFT,
                        description="状态",
                        enum_type=ContractStatus,
                        max_length=12,
                    ),
                ),
                ("reviewer_id", fields.UUIDField(null=True, description="合同复核人")),
                (
                    "reviewed_at",
                    fields.DatetimeField(
                        null=True, description="复核时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "defect",
                    fields.CharField(default="", description="复核发现的问题", max_length=400),
                ),
                ("signing_task_id", fields.UUIDField(null=True, description="签约任务")),
                (
                    "signing_mode",
                    fields.CharEnumField(
                        null=True, description="签署方式", enum_type=SigningMode, max_length=16
                    ),
                ),
                (
                    "signed_at",
                    fields.DatetimeField(
                        null=True, description="签署完成时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("effective_on", fields.DateField(null=True, description="生效日期")),
                ("ended_on", fields.DateField(null=True, description="终结日期")),
                (
                    "end_reason",
                    fields.CharField(default="", description="作废或终止原因", max_length=400),
                ),
            ],
            options={
                "table": "credit_contract",
                "app": "contract",
                "constraints": [
                    CheckConstraint(check="amount_fen > 0", name="contract_lends_money"),
                    CheckConstraint(
                        check="start_date <= draw_end_date and draw_end_date <= end_date",
                        name="contract_dates_in_order",
                    ),
                    CheckConstraint(
                        check="reviewer_id <> created_by", name="contract_reviewed_by_another"
                    ),
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
                ],
                "pk_attr": "id",
                "table_description": "授信合同",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="CreditLimit",
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
                ("no", fields.CharField(unique=True, description="额度编号", max_length=32)),
                (
                    "contract",
                    fields.ForeignKeyField(
                        "contract.CreditContract",
                        source_field="contract_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="limits",
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
                        related_name="limits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("approved_fen", fields.BigIntField(default=0, description="批准额度(分)")),
                ("used_fen", fields.BigIntField(default=0, description="已用额度(分)")),
                ("reserved_fen", fields.BigIntField(default=0, description="预占额度(分)")),
                (
                    "repaid_fen",
                    fields.BigIntField(default=0, description="一次性额度下已还、不恢复的本金(分)"),
                ),
                ("is_revolving", fields.BooleanField(description="是否循环")),
                ("valid_from", fields.DateField(description="起始日")),
                ("valid_to", fields.DateField(description="到期日")),
                ("draw_until", fields.DateField(description="最后用款日")),
                (
                    "status",
                    fields.CharEnumField(
                        default=LimitStatus.ACTIVE,
                        description="状态",
                        enum_type=LimitStatus,
                        max_length=12,
                    ),
                ),
                (
                    "freeze_reason",
                    fields.CharField(default="", description="冻结原因", max_length=200),
                ),
                ("moves", fields.IntField(default=0, description="变动笔数")),
            ],
            options={
                "table": "credit_limit",
                "app": "contract",
                "constraints": [
                    CheckConstraint(
                        check="used_fen >= 0 and reserved_fen >= 0 and used_fen + reserved_fen <= approved_fen",
                        name="limit_never_exceeded",
                    ),
                    CheckConstraint(
                        check="repaid_fen >= 0 and repaid_fen <= used_fen",
                        name="limit_repaid_was_used",
                    ),
                    CheckConstraint(
                        check="repaid_fen = 0 or not is_revolving",
                        name="limit_repaid_not_revolving",
                    ),
                    UniqueConstraint(fields=("contract_id",), name="one_limit_per_contract"),
                ],
                "pk_attr": "id",
                "table_description": "授信额度",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="LimitClosing",
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
                    "kind",
                    fields.CharEnumField(description="种类", enum_type=ClosingKind, max_length=20),
                ),
                (
                    "contract",
                    fields.ForeignKeyField(
                        "contract.CreditContract",
                        source_field="contract_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="closings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "limit",
                    fields.ForeignKeyField(
                        "contract.CreditLimit",
                        source_field="limit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="closings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reason", fields.CharField(description="原因", max_length=400)),
                (
                    "status",
                    fields.CharEnumField(
                        default=ClosingStatus.IN_REVIEW,
                        description="状态",
                        enum_type=ClosingStatus,
                        max_length=12,
                    ),
                ),
                ("approver_id", fields.UUIDField(null=True, description="批准人")),
                (
                    "approved_at",
                    fields.DatetimeField(
                        null=True, description="批准时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("notice_id", fields.UUIDField(null=True, description="通知书文件")),
            ],
            options={
                "table": "limit_closing",
                "app": "contract",
                "constraints": [
                    CheckConstraint(
                        check="approver_id <> created_by", name="closing_approved_by_another"
                    ),
                    UniqueConstraint(
                        fields=("limit_id",),
                        name="one_open_closing_per_limit",
                        condition="status in ('IN_REVIEW', 'RETURNED')",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "额度注销与合同终止申请",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="LimitMovement",
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
                    "limit",
                    fields.ForeignKeyField(
                        "contract.CreditLimit",
                        source_field="limit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="movements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.IntField(description="序号")),
                (
                    "kind",
                    fields.CharEnumField(description="种类", enum_type=MovementKind, max_length=12),
                ),
                ("amount_fen", fields.BigIntField(description="金额(分)")),
                ("business_date", fields.DateField(description="营业日期")),
                ("ref_type", fields.CharField(description="事由种类", max_length=40)),
                ("ref_id", fields.UUIDField(description="事由")),
                ("reason", fields.CharField(default="", description="原因", max_length=200)),
                ("approved_after_fen", fields.BigIntField(description="变动后批准额度(分)")),
                ("used_after_fen", fields.BigIntField(description="变动后已用额度(分)")),
                ("reserved_after_fen", fields.BigIntField(description="变动后预占额度(分)")),
                ("key", fields.CharField(description="幂等键", max_length=120)),
            ],
            options={
                "table": "limit_movement",
                "app": "contract",
                "unique_together": (("limit_id", "seq"), ("limit_id", "key")),
                "constraints": [
                    CheckConstraint(check="amount_fen >= 0", name="movement_not_negative")
                ],
                "pk_attr": "id",
                "table_description": "额度变动",
            },
            bases=["LegalEntityRow"],
        ),
    ]
