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
            name="BusinessDay",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default="today", unique=True, db_index=True, max_length=8
                    ),
                ),
                ("today", fields.DateField(description="营业日期")),
            ],
            options={
                "table": "business_day",
                "app": "reference",
                "pk_attr": "id",
                "table_description": "营业日期",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DictItem",
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
                ("dictionary", fields.CharField(description="字典", max_length=40)),
                ("code", fields.CharField(description="代码", max_length=40)),
                ("label", fields.CharField(description="名称", max_length=80)),
                (
                    "parent_code",
                    fields.CharField(default="", description="上级代码", max_length=40),
                ),
                ("sort", fields.IntField(default=0, description="排序")),
            ],
            options={
                "table": "dict_item",
                "app": "reference",
                "unique_together": (("legal_entity_id", "dictionary", "code"),),
                "pk_attr": "id",
                "table_description": "数据字典",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Holiday",
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
                ("day", fields.DateField(unique=True, description="日期")),
                ("name", fields.CharField(description="名称", max_length=40)),
                ("is_working", fields.BooleanField(default=False, description="是否调休上班")),
            ],
            options={
                "table": "holiday",
                "app": "reference",
                "pk_attr": "id",
                "table_description": "节假日",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="LprQuote",
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
                ("published_on", fields.DateField(unique=True, description="发布日期")),
                (
                    "lpr_1y",
                    fields.DecimalField(description="一年期", max_digits=9, decimal_places=6),
                ),
                (
                    "lpr_5y",
                    fields.DecimalField(description="五年期以上", max_digits=9, decimal_places=6),
                ),
            ],
            options={
                "table": "lpr_quote",
                "app": "reference",
                "pk_attr": "id",
                "table_description": "LPR 报价",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="NumberSequence",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("legal_entity_id", fields.UUIDField(description="法人机构")),
                ("kind", fields.CharField(description="编号种类", max_length=20)),
                ("period", fields.CharField(description="日期或年份", max_length=8)),
                ("given", fields.IntField(description="最后编号")),
            ],
            options={
                "table": "number_sequence",
                "app": "reference",
                "unique_together": (("legal_entity_id", "kind", "period"),),
                "pk_attr": "id",
                "table_description": "编号序列",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Parameter",
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
                ("key", fields.CharField(description="参数名", max_length=60)),
                (
                    "value",
                    fields.JSONField(description="参数值", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("effective_from", fields.DateField(description="生效日期")),
                ("description", fields.CharField(default="", description="说明", max_length=200)),
            ],
            options={
                "table": "parameter",
                "app": "reference",
                "unique_together": (("legal_entity_id", "key", "effective_from"),),
                "pk_attr": "id",
                "table_description": "系统参数",
            },
            bases=["LegalEntityRow"],
        ),
    ]
