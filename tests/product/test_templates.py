"""Texts that are signed: written by one, published by another, frozen from then on."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from backend.capabilities.product import queries
from backend.capabilities.product.errors import TemplateMissing
from backend.kit.actor import Actor
from backend.kit.database import reach_of, reaching
from tests.bank import Client, actor, signed_in
from tests.servers import Database

WRITER, SECOND = "cheng.chanpin", "bai.fabu"
SAVE = """mutation Save($input: SaveDocumentTemplateInput!) { saveDocumentTemplate(input: $input) {
  documentTemplate { id version code number title status sha256 } errors { code } } }"""
PUBLISH = """mutation Publish($input: PublishDocumentTemplateInput!) {
  publishDocumentTemplate(input: $input) {
    documentTemplate { id status number effectiveFrom } errors { code message } } }"""
LIST = """query List($code: String!) { documentTemplates(first: 20, filter: {code: $code}) {
  edges { node { number status } } } }"""


def a_text(code: str, words: str = "约定如下。") -> dict[str, Any]:
    return {
        "code": code,
        "title": "承诺书",
        "variables": {"name": "姓名"},
        "body": [{"text": "{{name}}" + words}],
    }


async def save(writer: Client, content: dict[str, Any]) -> Any:
    return await writer.do(SAVE, input={"content": content, "idempotencyKey": str(uuid4())})


async def publish(person: Client, template: Any, **more: Any) -> Any:
    wish = {"templateId": template["id"], "expectedVersion": template["version"], **more}
    return await person.do(PUBLISH, input=wish | {"idempotencyKey": str(uuid4())})


async def in_force(reader: Actor, code: str, on: date) -> int:
    with reaching(reach_of(reader)):
        row = await queries.template_in_force(code, reader.legal_entity_id, reader.union_id, on)
    return row.number


@pytest.fixture
def code() -> str:
    return f"X{uuid4().hex[:10].upper()}"


async def test_a_template_is_published_by_a_second_person_and_then_in_force(
    api: httpx.AsyncClient, code: str, database: Database
) -> None:
    writer, second = [await signed_in(api, name) for name in (WRITER, SECOND)]
    reader, today = await actor(WRITER), date(2026, 11, 12)
    draft = (await save(writer, a_text(code)))["documentTemplate"]
    again = (await save(writer, a_text(code, "另行约定。")))["documentTemplate"]

    own = await publish(writer, again)
    with pytest.raises(TemplateMissing):
        await in_force(reader, code, today)
    done = await publish(second, again)

    assert (draft["number"], again["number"], again["id"]) == (1, 1, draft["id"])
    assert own["errors"][0]["code"] == "MAKER_CHECKER"
    assert done["documentTemplate"]["status"] == "PUBLISHED"
    assert (
        await in_force(reader, code, date.fromisoformat(done["documentTemplate"]["effectiveFrom"]))
        == 1
    )
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("select set_config('app.reads','all',false)")
    await owner.execute("select set_config('app.writes','all',false)")
    try:
        with pytest.raises(asyncpg.CheckViolationError, match="frozen"):
            await owner.execute("update document_template set title = 'x' where code = $1", code)
    finally:
        await owner.close()


async def test_a_later_version_is_in_force_from_its_day_on(
    api: httpx.AsyncClient, code: str
) -> None:
    writer, second = [await signed_in(api, name) for name in (WRITER, SECOND)]
    reader = await actor(WRITER)
    first = (await save(writer, a_text(code)))["documentTemplate"]
    published = (await publish(second, first))["documentTemplate"]
    today = date.fromisoformat(published["effectiveFrom"])
    next_one = (await save(writer, a_text(code, "新文本。")))["documentTemplate"]
    tomorrow = today + timedelta(days=1)

    early = await publish(second, next_one, effectiveFrom=str(today - timedelta(days=1)))
    await publish(second, next_one, effectiveFrom=str(tomorrow))

    assert early["errors"][0]["code"] == "TEMPLATE_EFFECTIVE_TOO_EARLY"
    assert [await in_force(reader, code, day) for day in (today, tomorrow)] == [1, 2]
    listed = await writer.do(LIST, code=code)
    assert {edge["node"]["number"] for edge in listed["edges"]} == {1, 2}


async def test_all_defects_of_a_template_are_named_and_nothing_is_kept(
    api: httpx.AsyncClient, code: str
) -> None:
    writer = await signed_in(api, WRITER)
    bad = a_text(code) | {"body": [{"text": "{{nobody}}"}]}

    answer = await save(writer, bad)

    assert {error["code"] for error in answer["errors"]} == {"TEMPLATE_DEFECTIVE"}
    assert (await writer.do(LIST, code=code))["edges"] == []


async def test_a_bank_without_own_text_uses_the_unions(bank: object) -> None:
    manager = await actor("lu.yunze")

    with reaching(reach_of(manager)):
        row = await queries.template_in_force(
            "T04", manager.legal_entity_id, manager.union_id, date(2099, 1, 1)
        )

    assert (row.title, row.legal_entity_id) == ("个人授信合同", manager.union_id)
