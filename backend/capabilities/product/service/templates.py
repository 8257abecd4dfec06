"""Verbs on document templates: one writes, a second person publishes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.product.errors import TemplateDefective, TemplateEffectiveTooEarly
from backend.capabilities.product.models import DocumentTemplate
from backend.capabilities.product.rules import TEMPLATE_MACHINE, TemplateStatus
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.refusal import refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work
from storage.documents import Template, TemplateDefect, read_template


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDocumentTemplate:
    """保存文本模板的草稿版本"""

    content: Json = about("模板内容:标题、变量、条款、签章位置")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishDocumentTemplate:
    """发布文本模板"""

    template_id: UUID = about("文本模板版本")
    expected_version: int = about("期望的记录版本")
    effective_from: date | None = about("启用日期,默认当前营业日", None)


async def save_document_template(actor: Actor, command: SaveDocumentTemplate) -> DocumentTemplate:
    """Save the draft of the next version of a template; its code stands in the content.

    Raises:
        Refused: the content is no template; every defect is named.
    """
    template = _read(command.content)
    async with unit_of_work(actor) as work:
        row = await _draft(work, template, command.content)
        work.answers_with(row.id)
    return row


async def publish_document_template(
    actor: Actor, command: PublishDocumentTemplate
) -> DocumentTemplate:
    """Publish a draft; from its day on new documents are made from it.

    Raises:
        MakerChecker: the actor wrote it.
        TemplateEffectiveTooEarly: the day has passed.
    """
    today = await reference.business_date()
    effective_from = command.effective_from or today
    async with unit_of_work(actor) as work:
        row = await work.lock(
            DocumentTemplate,
            command.template_id,
            within=rows_within(DocumentTemplate, actor, "product:publish"),
            expected_version=command.expected_version,
        )
        check_not_maker(actor.id, [row.author_id], "文本模板的编制与发布")
        if effective_from < today:
            raise TemplateEffectiveTooEarly(path=("effective_from",), today=today)
        await audit.move(
            work,
            row,
            TEMPLATE_MACHINE,
            "publish",
            publisher_id=actor.id,
            published_at=work.now,
            effective_from=effective_from,
        )
        work.answers_with(row.id)
    return row


def _read(content: Json) -> Template:
    try:
        return read_template(content)
    except TemplateDefect as defect:
        refuse_all(
            [TemplateDefective(path=("content",), problem=problem) for problem in defect.problems]
        )
        raise


async def _draft(work: Work, template: Template, content: Json) -> DocumentTemplate:
    own = DocumentTemplate.filter(legal_entity_id=work.actor.legal_entity_id, code=template.code)
    newest = await own.using_db(work.connection).order_by("-number").first()
    values = {
        "title": template.title,
        "content": content,
        "sha256": template.sha256,
        "author_id": work.actor.id,
    }
    if newest is not None and newest.status == TemplateStatus.DRAFT:
        row = await work.lock(DocumentTemplate, newest.id)
        await row.revise(work.actor.id, **values)
        return row
    number = newest.number + 1 if newest is not None else 1
    return await work.add(DocumentTemplate, code=template.code, number=number, **values)
