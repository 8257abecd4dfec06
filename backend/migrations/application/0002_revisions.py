from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [
        ("application", "0001_initial"),
        ("customer", "0001_initial"),
        ("customer", "0002_relations"),
        ("product", "0001_initial"),
        ("product", "0002_document_template"),
    ]

    initial = False

    operations = [
        ops.CreateModel(
            name="ApplicationRevision",
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
                        related_name="revisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField(description="版本号")),
                (
                    "form_data",
                    fields.JSONField(description="申请表数据", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "changes",
                    fields.JSONField(
                        description="与前一版的差异", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "reason",
                    fields.CharField(default="", description="补充或更正的原因", max_length=400),
                ),
            ],
            options={
                "table": "application_revision",
                "app": "application",
                "unique_together": (("application_id", "number"),),
                "pk_attr": "id",
                "table_description": "申请表版本",
            },
            bases=["LegalEntityRow"],
        ),
    ]
