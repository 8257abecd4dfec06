from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="AuditLog",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("legal_entity_id", fields.UUIDField(description="法人机构")),
                ("seq", fields.BigIntField(description="链内序号")),
                (
                    "at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
                ("actor_id", fields.UUIDField(description="操作人")),
                ("actor_name", fields.CharField(description="操作人姓名", max_length=80)),
                ("action", fields.CharField(description="动作", max_length=60)),
                ("entity", fields.CharField(description="对象", max_length=40)),
                ("entity_id", fields.UUIDField(null=True, description="对象标识")),
                (
                    "facts",
                    fields.JSONField(description="事实(已脱敏)", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("ip", fields.CharField(description="IP", max_length=45)),
                ("device", fields.CharField(description="终端", max_length=120)),
                ("trace_id", fields.CharField(description="跟踪号", max_length=64)),
                ("prev_hash", fields.CharField(description="前一条摘要", max_length=64)),
                ("hash", fields.CharField(description="本条摘要", max_length=64)),
            ],
            options={
                "table": "audit_log",
                "app": "audit",
                "unique_together": (("legal_entity_id", "seq"),),
                "pk_attr": "id",
                "table_description": "操作日志(哈希链)",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DataViewLog",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("viewer_id", fields.UUIDField(description="查看人")),
                ("viewer_name", fields.CharField(description="查看人姓名", max_length=80)),
                ("subject", fields.CharField(description="对象", max_length=40)),
                ("subject_id", fields.UUIDField(db_index=True, description="对象标识")),
                (
                    "fields_seen",
                    fields.JSONField(description="查看的字段", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("reason", fields.TextField(description="理由", unique=False)),
                (
                    "at",
                    fields.DatetimeField(
                        default=utc_now, description="时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "data_view_log",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "数据查看日志",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StateTransition",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("entity", fields.CharField(description="对象", max_length=40)),
                ("entity_id", fields.UUIDField(db_index=True, description="对象标识")),
                ("from_state", fields.CharField(description="原状态", max_length=32)),
                ("to_state", fields.CharField(description="新状态", max_length=32)),
                ("action", fields.CharField(description="动作", max_length=40)),
                ("reason", fields.TextField(default="", description="原因", unique=False)),
                ("actor_id", fields.UUIDField(description="操作人")),
                ("actor_name", fields.CharField(description="操作人姓名", max_length=80)),
                ("trace_id", fields.CharField(description="跟踪号", max_length=64)),
                (
                    "at",
                    fields.DatetimeField(
                        default=utc_now, description="时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "state_transition",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "状态变迁",
            },
            bases=["Model"],
        ),
    ]
