"""Papers of an application: whose they are, whose consent counts, who sees them."""

from typing import Any

import httpx

from tests.application.test_graphql import SAVE, a_draft
from tests.bank import Client, settle, signed_in
from tests.customer.factories import an_id_number
from tests.evidence.test_graphql import ITEMS, a_picture, attached, uploaded


async def saved(manager: Client, id_no: str, name: str) -> Any:
    answer = await manager.do(SAVE, input=await a_draft(manager, id_no, name))
    return answer["application"]


async def paper(who: Client, application_id: Any, **more: Any) -> Any:
    upload = await uploaded(who, a_picture())
    wish = {"subjectType": "APPLICATION", "slot": "F01", "source": "SCAN", **more}
    return await attached(who, upload, application_id, **wish)


async def seen(who: Client, application_id: Any) -> int:
    return len((await who.do(ITEMS, filter={"subjectId": application_id}))["edges"])


async def test_a_paper_belongs_to_the_case_and_its_branch(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    head, colleague = await signed_in(api, "sun.chashan"), await signed_in(api, "he.xieban")
    draft = await saved(manager, an_id_number(), "资料人")

    answer = await paper(manager, draft["id"])
    await settle()

    assert answer["errors"] == []
    assert [await seen(who, draft["id"]) for who in (manager, head, colleague)] == [1, 1, 0]


async def test_inv_04_the_place_of_a_photo_waits_for_the_customers_consent(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    draft = await saved(manager, an_id_number(), "位置人")

    answer = await paper(manager, draft["id"], latitude="30.5", longitude="114.3")

    assert [error["code"] for error in answer["errors"]] == ["CONSENT_REQUIRED"]
    assert await seen(manager, draft["id"]) == 0


async def test_nobody_attaches_to_a_case_that_is_not_his(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    draft = await saved(manager, an_id_number(), "他人")

    answer = await paper(await signed_in(api, "shi.yunze"), draft["id"])

    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]
    assert await seen(manager, draft["id"]) == 0
