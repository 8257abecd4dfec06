from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("actor_id", fields.UUIDField(description="操作人")),
                ("key", fields.CharField(description="幂等键", max_length=255)),
                ("operation", fields.CharField(description="操作", max_length=80)),
                ("request_hash", fields.CharField(description="请求摘要", max_length=64)),
                ("answer_id", fields.UUIDField(null=True, description="结果记录")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "idempotency_record",
                "app": "kit",
                "unique_together": (("actor_id", "key"),),
                "pk_attr": "id",
                "table_description": "幂等记录",
            },
            bases=["Model"],
        ),
    ]
