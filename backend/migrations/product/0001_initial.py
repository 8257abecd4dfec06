from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.product.rules.states import ProductVersionState
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Product",
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
                ("code", fields.CharField(description="产品代码", max_length=12)),
                ("name", fields.CharField(description="产品名称", max_length=60)),
                ("category", fields.CharField(description="产品大类", max_length=8)),
            ],
            options={
                "table": "product",
                "app": "product",
                "unique_together": (("legal_entity_id", "code"),),
                "pk_attr": "id",
                "table_description": "产品",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="ProductLibrary",
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
                ("sha256", fields.CharField(description="内容摘要", max_length=64)),
                (
                    "content",
                    fields.JSONField(
                        description="组件、资料、费用、字典、目录",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
            ],
            options={
                "table": "product_library",
                "app": "product",
                "unique_together": (("legal_entity_id", "sha256"),),
                "pk_attr": "id",
                "table_description": "组件库",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="ProductVersion",
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
                    "product",
                    fields.ForeignKeyField(
                        "product.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="versions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "library",
                    fields.ForeignKeyField(
                        "product.ProductLibrary",
                        source_field="library_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="versions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField(description="版本号")),
                (
                    "status",
                    fields.CharEnumField(
                        default=ProductVersionState.DRAFT,
                        description="状态",
                        enum_type=ProductVersionState,
                        max_length=16,
                    ),
                ),
                (
                    "content",
                    fields.JSONField(description="产品内容", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("author_id", fields.UUIDField(description="编制人")),
                ("publisher_id", fields.UUIDField(null=True, description="发布人")),
                (
                    "published_at",
                    fields.DatetimeField(
                        null=True, description="发布时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "product_version",
                "app": "product",
                "unique_together": (("product_id", "number"),),
                "constraints": [
                    UniqueConstraint(
                        fields=("product_id",),
                        name="one_published_version",
                        condition="status = 'PUBLISHED'",
                    ),
                    CheckConstraint(
                        check="publisher_id <> author_id", name="product_author_not_publisher"
                    ),
                ],
                "pk_attr": "id",
                "table_description": "产品版本",
            },
            bases=["LegalEntityRow"],
        ),
    ]
