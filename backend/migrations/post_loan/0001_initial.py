from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.post_loan.rules.checks import PostLoanCheckKind, PostLoanCheckStatus
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint


class Migration(migrations.Migration):
    dependencies = [
        ("customer", "0001_initial"),
        ("customer", "0002_relations"),
        ("disbursement", "0001_initial"),
    ]

    initial = True

    operations = [
        ops.CreateModel(
            name="PostLoanCheck",
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
                ("no", fields.CharField(unique=True, description="检查编号", max_length=32)),
                (
                    "note",
                    fields.ForeignKeyField(
                        "disbursement.LoanNote",
                        source_field="note_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="checks",
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
                        related_name="post_loan_checks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="种类", enum_type=PostLoanCheckKind, max_length=12
                    ),
                ),
                ("number", fields.IntField(description="第几次")),
                ("due_on", fields.DateField(description="应查日期")),
                (
                    "status",
                    fields.CharEnumField(
                        default=PostLoanCheckStatus.OPEN,
                        description="状态",
                        enum_type=PostLoanCheckStatus,
                        max_length=8,
                    ),
                ),
                ("place", EncryptedField(default="", description="检查地点(加密)", unique=False)),
                (
                    "checked_at",
                    fields.DatetimeField(
                        null=True, description="检查时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("checked_by", fields.UUIDField(null=True, description="检查人")),
                (
                    "use_of_funds",
                    fields.CharField(default="", description="资金实际用途", max_length=1000),
                ),
                ("is_as_agreed", fields.BooleanField(null=True, description="用途是否与约定一致")),
                ("findings", fields.CharField(default="", description="检查情况", max_length=2000)),
                (
                    "evidence_ids",
                    fields.JSONField(
                        default=list, description="影像资料", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
            ],
            options={
                "table": "post_loan_check",
                "app": "post_loan",
                "unique_together": (("note_id", "number"),),
                "constraints": [
                    CheckConstraint(
                        check="(kind = 'FIRST') = (number = 1)", name="the_first_check_is_the_first"
                    ),
                    CheckConstraint(
                        check="status = 'OPEN' or (checked_at is not null and checked_by is not null and use_of_funds <> '')",
                        name="done_check_says_what_was_found",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "贷后检查",
            },
            bases=["OwnedRow"],
        ),
    ]
