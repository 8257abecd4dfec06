from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.exposure.rules import ExposureKind
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint


class Migration(migrations.Migration):
    dependencies = [("customer", "0002_relations")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Exposure",
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
                    "customer",
                    fields.ForeignKeyField(
                        "customer.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="exposures",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(description="种类", enum_type=ExposureKind, max_length=16),
                ),
                ("ref_type", fields.CharField(description="来源对象", max_length=32)),
                ("ref_id", fields.CharField(description="来源标识", max_length=64)),
                (
                    "limit_ref",
                    fields.CharField(
                        default="", description="借据所属额度的来源标识", max_length=64
                    ),
                ),
                ("amount_fen", fields.BigIntField(description="当前金额(分)")),
            ],
            options={
                "table": "exposure",
                "app": "exposure",
                "unique_together": (
                    ("legal_entity_id", "customer_id", "kind", "ref_type", "ref_id"),
                ),
                "constraints": [
                    CheckConstraint(check="amount_fen >= 0", name="exposure_not_negative")
                ],
                "pk_attr": "id",
                "table_description": "敞口",
            },
            bases=["LegalEntityRow"],
        ),
    ]
