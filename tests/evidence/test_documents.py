"""Documents made from templates: rendered outside, kept inside, revised by signatures."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.capabilities.evidence import queries, service
from backend.capabilities.evidence.errors import DocumentUnprintable
from backend.capabilities.evidence.models import DocumentRevision, GeneratedDocument
from backend.capabilities.product.models import DocumentTemplate
from backend.capabilities.product.rules import TemplateStatus
from backend.kit.actor import Actor
from backend.kit.database import EVERYTHING, reach_of, reaching
from backend.kit.work import unit_of_work
from backend.ports import Ports
from dev.demo.seed_products import STAMP
from storage.documents import read_template
from storage.names import Kind
from storage.signatures import Signatory
from tests.bank import actor

AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
TEXT = {
    "code": "X01",
    "title": "承诺书",
    "variables": {"name": "姓名"},
    "body": [
        {"text": "{{name}}承诺如下。"},
        {
            "signatures": [
                {"key": "person", "label": "承诺人", "lines": ["{{name}}"]},
                {"key": "bank", "label": "盖章", "style": "seal"},
            ]
        },
    ],
}


@pytest.fixture
async def template(ports: Ports) -> Any:
    with reaching(EVERYTHING):
        union = (await actor("lin.zhuban")).union_id
        return await DocumentTemplate.create(
            legal_entity_id=union,
            code=f"X{uuid4().hex[:8]}",
            number=1,
            title="承诺书",
            content=TEXT,
            sha256=read_template(TEXT).sha256,
            status=TemplateStatus.PUBLISHED,
            effective_from=AT.date(),
            author_id=uuid4(),
            publisher_id=uuid4(),
            **STAMP,
        )


async def kept(ports: Ports, template: Any, who: Actor, subject: UUID) -> GeneratedDocument:
    rendered = await service.render_document(
        ports, template, {"name": "张丰收"}, issuer="清江农村商业银行(演示)", at=AT
    )
    async with unit_of_work(who) as work:
        return await service.keep_document(
            work, rendered, title="个人承诺书", subject_type="APPLICATION", subject_id=subject
        )


async def test_a_document_is_frozen_kept_and_read_back(ports: Ports, template: Any) -> None:
    who, subject = await actor("lin.zhuban"), uuid4()

    document = await kept(ports, template, who, subject)

    with reaching(reach_of(who)):
        (found,) = await queries.documents_of("APPLICATION", subject)
        file = await queries.file_of(found.file_id)
        content = await service.read_file(ports, file)
        assert await queries.files_for("APPLICATION", subject) == [file]
    assert (found.id, found.status, found.title) == (document.id, "FROZEN", "个人承诺书")
    assert [anchor["key"] for anchor in found.anchors] == ["person", "bank"]
    assert content.startswith(b"%PDF-1.7")
    assert file.original_name == "个人承诺书.pdf"
    assert (await ports.signatures.validate(content)).signatures


async def test_a_missing_value_makes_no_document(ports: Ports, template: Any) -> None:
    with pytest.raises(DocumentUnprintable) as refusal:
        await service.render_document(ports, template, {}, issuer="清江", at=AT)

    assert "缺少变量 name" in refusal.value.message


async def test_each_signature_is_a_revision_and_a_repetition_is_none(
    ports: Ports, template: Any
) -> None:
    who = await actor("lin.zhuban")
    document = await kept(ports, template, who, uuid4())
    with reaching(reach_of(who)):
        pdf = await service.read_file(ports, await queries.file_of(document.file_id))
    signed = await ports.signatures.sign(
        pdf, "person", Signatory("张丰收", "s-1", "0" * 64), "本人自愿签署"
    )
    stored = await service.store_bytes(ports, signed.pdf, Kind.DOCUMENT, "application/pdf")
    for _ in range(2):
        async with unit_of_work(who) as work:
            await service.revise_document(
                work, document.id, stored, after_sha256=document.sha256, signed=True
            )
    other = await service.store_bytes(ports, b"x", Kind.DOCUMENT, "application/pdf")
    async with unit_of_work(who) as work:
        with pytest.raises(DocumentUnprintable):
            await service.revise_document(work, document.id, other, after_sha256=document.sha256)

    with reaching(reach_of(who)):
        found = await queries.document_of(document.id)
        assert await DocumentRevision.filter(document_id=document.id).count() == 2
    assert (found.status, found.sha256) == ("SIGNED", signed.sha256)
