from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.product.rules.states import TemplateStatus
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("product", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="DocumentTemplate",
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
                ("code", fields.CharField(description="模板代码", max_length=20)),
                ("number", fields.IntField(description="版本号")),
                ("title", fields.CharField(description="标题", max_length=120)),
                (
                    "content",
                    fields.JSONField(
                        description="变量、条款、签章位置", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                ("sha256", fields.CharField(description="内容摘要", max_length=64)),
                (
                    "status",
                    fields.CharEnumField(
                        default=TemplateStatus.DRAFT,
                        description="状态",
                        enum_type=TemplateStatus,
                        max_length=12,
                    ),
                ),
                ("effective_from", fields.DateField(null=True, description="启用日期")),
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
                "table": "document_template",
                "app": "product",
                "unique_together": (("legal_entity_id", "code", "number"),),
                "constraints": [
                    UniqueConstraint(
                        fields=("legal_entity_id", "code"),
                        name="one_template_draft",
                        condition="status = 'DRAFT'",
                    ),
                    CheckConstraint(
                        check="publisher_id <> author_id", name="template_author_not_publisher"
                    ),
                    CheckConstraint(
                        check="(status = 'DRAFT') = (effective_from is null)",
                        name="published_templates_have_a_day",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "文本模板",
            },
            bases=["LegalEntityRow"],
        ),
    ]
