"""How clients see products and the forms that they compose."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q
from tortoise.models import Model

from backend.capabilities.product import models, queries, service
from backend.capabilities.product.rules import (
    ProductVersionState,
    TemplateStatus,
    application_form,
    investigation_form,
)
from backend.kit.actor import Actor
from backend.kit.graphql import (
    Context,
    Door,
    Filter,
    Node,
    Payload,
    batched,
    column,
    entity,
    many,
    where,
)
from backend.kit.json import Json
from backend.kit.scope import rows_within

door = Door()


def offered(model: type[Model], actor: Actor, permission: str) -> Q:
    """See one's own products and, read-only, those of the union."""
    return rows_within(model, actor, permission) | Q(legal_entity_id=actor.union_id)


async def _forms(_: Context, ids: list[UUID], compose: Any) -> dict[UUID, Any]:
    versions = await models.ProductVersion.filter(id__in=ids)
    return {
        version.id: compose(queries.content_of(version), await queries.library_for(version)).schema
        for version in versions
    }


async def _application_forms(context: Context, ids: list[UUID]) -> dict[UUID, Any]:
    return await _forms(context, ids, application_form)


async def _investigation_forms(context: Context, ids: list[UUID]) -> dict[UUID, Any]:
    return await _forms(context, ids, investigation_form)


@entity(models.ProductVersion, read="product:read", scope=offered, description="产品版本")
class ProductVersion(Node):
    id: UUID = column("标识")
    number: int = column("版本号")
    version: int = column("记录版本")
    status: ProductVersionState = column("状态")
    content: Json = column("产品内容")
    application_form: Json = batched("申请表的 JSON Schema", _application_forms)
    investigation_form: Json = batched("调查表的 JSON Schema", _investigation_forms)
    published_at: datetime | None = column("发布时间")


@entity(models.Product, read="product:read", scope=offered, description="产品")
class Product(Node):
    id: UUID = column("标识")
    code: str = column("产品代码")
    name: str = column("产品名称")
    category: str = column("产品大类")
    versions: list[ProductVersion] = many("各版本", by="product_id", order_by=("-number",))


@strawberry.input(description="产品的筛选条件")
class ProductFilter(Filter):
    code: str | None = where("code", "产品代码")
    category: str | None = where("category", "产品大类")


@strawberry.type(description="产品版本的办理结果")
class ProductVersionPayload(Payload):
    product_version: ProductVersion | None = strawberry.field(default=None, description="产品版本")


@entity(models.DocumentTemplate, read="product:read", scope=offered, description="文本模板版本")
class DocumentTemplate(Node):
    id: UUID = column("标识")
    version: int = column("记录版本")
    code: str = column("模板代码")
    number: int = column("版本号")
    title: str = column("标题")
    status: TemplateStatus = column("状态")
    content: Json = column("变量、条款、签章位置")
    sha256: str = column("内容摘要")
    effective_from: date | None = column("启用日期")
    published_at: datetime | None = column("发布时间")


@strawberry.input(description="文本模板的筛选条件")
class DocumentTemplateFilter(Filter):
    code: str | None = where("code", "模板代码")
    status: list[TemplateStatus] | None = where("status__in", "状态")


@strawberry.type(description="文本模板的办理结果")
class DocumentTemplatePayload(Payload):
    document_template: DocumentTemplate | None = strawberry.field(
        default=None, description="文本模板版本"
    )


door.one("product", Product, "一个产品")
door.list("products", Product, "产品目录", filters=ProductFilter)
door.one("productVersion", ProductVersion, "一个产品版本")
for verb, allow, description in (
    (service.save_product_draft, "product:draft", "保存产品草稿版本"),
    (service.submit_product_version, "product:draft", "提交产品版本待发布"),
    (service.publish_product_version, "product:publish", "发布产品版本,编制人不能发布"),
    (service.suspend_product_version, "product:publish", "暂停受理"),
    (service.resume_product_version, "product:publish", "恢复受理"),
):
    door.mutation(verb, gives=ProductVersionPayload, allow=allow, description=description)
door.one("documentTemplate", DocumentTemplate, "一个文本模板版本")
door.list("documentTemplates", DocumentTemplate, "文本模板", filters=DocumentTemplateFilter)
door.mutation(
    service.save_document_template,
    gives=DocumentTemplatePayload,
    allow="product:draft",
    description="保存文本模板的草稿版本",
)
door.mutation(
    service.publish_document_template,
    gives=DocumentTemplatePayload,
    allow="product:publish",
    description="发布文本模板,编制人不能发布",
)
