"""Tables of the product centre."""

from datetime import date
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.product.rules import ProductVersionState, TemplateStatus
from backend.kit.models import LegalEntityRow


class ProductLibrary(LegalEntityRow):
    """The parts that product versions are made of, as they were (组件库)."""

    sha256 = fields.CharField(max_length=64, description="内容摘要")
    content: fields.Field[dict[str, Any]] = fields.JSONField(
        description="组件、资料、费用、字典、目录"
    )

    class Meta:
        table = "product_library"
        table_description = "组件库"
        unique_together = (("legal_entity_id", "sha256"),)


class Product(LegalEntityRow):
    """A product of the catalogue (产品)."""

    code = fields.CharField(max_length=12, description="产品代码")
    name = fields.CharField(max_length=60, description="产品名称")
    category = fields.CharField(max_length=8, description="产品大类")

    class Meta:
        table = "product"
        table_description = "产品"
        unique_together = (("legal_entity_id", "code"),)


class ProductVersion(LegalEntityRow):
    """One version of a product; frozen from its publication on (产品版本)."""

    product_id: UUID
    library_id: UUID
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "product.Product", related_name="versions", on_delete=fields.RESTRICT
    )
    library: fields.ForeignKeyRelation[ProductLibrary] = fields.ForeignKeyField(
        "product.ProductLibrary", related_name="versions", on_delete=fields.RESTRICT
    )
    number = fields.IntField(description="版本号")
    status: fields.Field[ProductVersionState] = fields.CharEnumField(
        ProductVersionState,
        max_length=16,
        default=ProductVersionState.DRAFT,
        description="状态",
    )
    content: fields.Field[dict[str, Any]] = fields.JSONField(description="产品内容")
    author_id = fields.UUIDField(description="编制人")
    publisher_id = fields.UUIDField(null=True, description="发布人")
    published_at = fields.DatetimeField(null=True, description="发布时间")

    class Meta:
        table = "product_version"
        table_description = "产品版本"
        unique_together = (("product_id", "number"),)
        constraints = (
            UniqueConstraint(
                fields=("product_id",),
                name="one_published_version",
                condition="status = 'PUBLISHED'",
            ),
            CheckConstraint(check="publisher_id <> author_id", name="product_author_not_publisher"),
        )


class DocumentTemplate(LegalEntityRow):
    """One version of a text that the bank and its customers sign (文本模板)."""

    code = fields.CharField(max_length=20, description="模板代码")
    number = fields.IntField(description="版本号")
    title = fields.CharField(max_length=120, description="标题")
    content: fields.Field[dict[str, Any]] = fields.JSONField(description="变量、条款、签章位置")
    sha256 = fields.CharField(max_length=64, description="内容摘要")
    status: fields.Field[TemplateStatus] = fields.CharEnumField(
        TemplateStatus, max_length=12, default=TemplateStatus.DRAFT, description="状态"
    )
    effective_from: fields.Field[date | None] = fields.DateField(null=True, description="启用日期")
    author_id = fields.UUIDField(description="编制人")
    publisher_id = fields.UUIDField(null=True, description="发布人")
    published_at = fields.DatetimeField(null=True, description="发布时间")

    class Meta:
        table = "document_template"
        table_description = "文本模板"
        unique_together = (("legal_entity_id", "code", "number"),)
        constraints = (
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
        )


GUARDS = (
    """
create or replace function document_template_frozen() returns trigger language plpgsql as $$
begin
  if old.status = 'PUBLISHED' then
    raise exception 'a published document template is frozen' using errcode = '23514';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;
drop trigger if exists document_template_frozen on document_template;
create trigger document_template_frozen before update or delete on document_template
  for each row execute function document_template_frozen();
""",
    """
create or replace function product_version_frozen() returns trigger language plpgsql as $$
begin
  if old.status not in ('DRAFT', 'PENDING_PUBLISH')
     and (new.content::jsonb <> old.content::jsonb or new.library_id <> old.library_id) then
    raise exception 'a published product version is frozen' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists product_version_frozen on product_version;
create trigger product_version_frozen before update on product_version
  for each row execute function product_version_frozen();
""",
)
