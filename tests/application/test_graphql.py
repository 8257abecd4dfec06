"""Applications, through HTTP, at two banks that cannot see each other."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx

from backend.capabilities.audit.models import StateTransition
from backend.kit.database import EVERYTHING, reaching
from tests.bank import Client, signed_in
from tests.customer.factories import an_id_number
from tests.customer.test_graphql import REGISTER, a_person
from tests.privacy.test_consents import GIVE

SAVE = """
mutation S($input: SaveApplicationDraftInput!) {
  saveApplicationDraft(input: $input) {
    application {
      id no version status amountRequested allowedActions formData
      product { code } parties { role customer { name } } customerManager { name }
    }
    errors { code message path }
  }
}
"""
SUBMIT = """
mutation S($input: SubmitApplicationInput!) {
  submitApplication(input: $input) {
    application { id no status version submittedAt productVersion { number } }
    errors { code message path }
  }
}
"""
READ = "query Q($id: ID!) { application(id: $id) { no status amountRequested } }"
FORM = {
    "S01": {"householdSize": 4},
    "S02": {"occupation": "5", "annualIncome": "110000.00"},
    "S03": {"plants": False, "breeds": False},
    "S05": {"totalAssets": "300000.00", "totalDebts": "126000.00"},
    "S06": {"purposeText": "购买茶苗", "repaySource": "HARVEST"},
}


async def product_id(terminal: Client, code: str) -> str:
    """The id of a product of the catalogue."""
    found = await terminal.do(
        "query P($filter: ProductFilter) { products(first: 1, filter: $filter)"
        " { edges { node { id code } } } }",
        filter={"code": code},
    )
    product: str = found["edges"][0]["node"]["id"]
    return product


async def a_customer(terminal: Client, id_no: str, name: str) -> str:
    """A farmer with a file of his own."""
    made = await terminal.do(REGISTER, input=a_person(id_no, name=name, kinds=["FARMER"]))
    customer: str = made["customer"]["id"]
    await consents(terminal, customer)
    return customer


async def consents(terminal: Client, customer: str, *kinds: str) -> None:
    """Have a customer agree to what an application needs."""
    wanted = kinds or ("PRIVACY", "AUTOMATED_DECISION")
    command = {"customerId": customer, "kinds": list(wanted), "idempotencyKey": str(uuid4())}
    given = await terminal.do(GIVE, input=command)
    assert given["errors"] == []


async def a_draft(terminal: Client, id_no: str, name: str, **changes: Any) -> dict[str, Any]:
    """What a manager sends to save a draft of A01."""
    return {
        "idempotencyKey": str(uuid4()),
        "applicantId": await a_customer(terminal, id_no, name),
        "productId": await product_id(terminal, "A01"),
        "amountRequested": "30000",
        "termMonths": 12,
        "repaymentMethod": "IO_Q",
        "guaranteeModes": ["CREDIT"],
        "purposeCode": "PLANTING",
        "purposeText": "茶苗",
        "formData": FORM,
    } | changes


async def test_an_application_is_submitted_and_read_back_at_its_own_bank_only(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    head = await signed_in(api, "sun.chashan", "PHONE")
    outsider = await signed_in(api, "shi.yunze", "PAD")
    draft = await a_draft(manager, an_id_number(), "张丰收")

    saved = await manager.do(SAVE, input=draft)
    application = saved["application"]
    submitted = await manager.do(
        SUBMIT,
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": application["id"],
            "expectedVersion": application["version"],
        },
    )
    seen = await head.do(READ, id=application["id"])
    hidden = await outsider.ask(READ, id=application["id"])
    listed = await outsider.do("{ applications(first: 100) { edges { node { no } } } }")

    assert saved["errors"] == []
    assert application["no"].startswith("SQ429901261112")
    assert application["status"] == "DRAFT"
    assert application["product"] == {"code": "A01"}
    assert application["parties"] == [{"role": "APPLICANT", "customer": {"name": "张丰收"}}]
    assert application["customerManager"] == {"name": "林主办"}
    assert submitted["errors"] == []
    assert submitted["application"]["status"] == "SUBMITTED"
    assert submitted["application"]["productVersion"] == {"number": 1}
    assert seen == {"no": application["no"], "status": "SUBMITTED", "amountRequested": "30000.00"}
    assert hidden["data"] == {"application": None}
    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert listed == {"edges": []}


async def test_inv_15_a_request_outside_the_product_is_refused_and_stays_a_draft(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    draft = await a_draft(manager, an_id_number(), "李谷雨", amountRequested="900000", formData={})
    saved = (await manager.do(SAVE, input=draft))["application"]

    refused = await manager.do(
        SUBMIT,
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": saved["id"],
            "expectedVersion": saved["version"],
        },
    )
    after = await manager.do(READ, id=saved["id"])

    found = {(error["code"], tuple(error["path"])) for error in refused["errors"]}
    assert refused["application"] is None
    assert ("AMOUNT_OUTSIDE_PRODUCT", ("amount",)) in found
    assert ("VALIDATION_FAILED", ("formData", "S02", "annualIncome")) in found
    assert after["status"] == "DRAFT"
    with reaching(EVERYTHING):
        steps = await StateTransition.filter(entity_id=saved["id"]).values_list("action", flat=True)
    assert list(steps) == ["create"]


async def test_inv_17_two_drafts_submitted_at_once_make_one_open_application(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    draft = await a_draft(manager, an_id_number(), "王立秋")
    drafts = [
        await manager.do(SAVE, input=draft | {"idempotencyKey": str(uuid4())}) for _ in range(5)
    ]

    answers = await asyncio.gather(
        *(
            manager.do(
                SUBMIT,
                input={
                    "idempotencyKey": str(uuid4()),
                    "applicationId": draft["application"]["id"],
                    "expectedVersion": draft["application"]["version"],
                },
            )
            for draft in drafts
        )
    )

    submitted = [answer for answer in answers if answer["application"]]
    codes = [error["code"] for answer in answers for error in answer["errors"]]
    assert len(submitted) == 1
    assert codes == ["APPLICATION_OPEN_ALREADY"] * 4


async def test_a_stale_version_is_refused_with_the_current_one(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    draft = await a_draft(manager, an_id_number(), "陈小满")
    saved = (await manager.do(SAVE, input=draft))["application"]
    change = draft | {"applicationId": saved["id"], "expectedVersion": saved["version"]}

    first = await manager.do(SAVE, input=change | {"idempotencyKey": str(uuid4())})
    second = await manager.ask(
        SAVE.replace("path }", "path ... on VersionConflictError { current } }"),
        input=change | {"idempotencyKey": str(uuid4())},
    )

    assert first["application"]["version"] == saved["version"] + 1
    (error,) = second["data"]["saveApplicationDraft"]["errors"]
    assert (error["code"], error["current"]) == ("VERSION_CONFLICT", saved["version"] + 1)


async def test_inv_63_a_colleague_does_not_see_a_case_that_is_not_his(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    colleague = await signed_in(api, "he.xieban")
    draft = await a_draft(manager, an_id_number(), "吴立夏")
    saved = (await manager.do(SAVE, input=draft))["application"]

    hidden = await colleague.ask(READ, id=saved["id"])

    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_submitted_application_is_withdrawn_with_a_reason_and_not_twice(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    draft = await a_draft(manager, an_id_number(), "郑寒露")
    saved = (await manager.do(SAVE, input=draft))["application"]
    withdraw = """mutation W($input: WithdrawApplicationInput!) { withdrawApplication(input: $input)
      { application { status version endReason } errors { code path } } }"""
    command = {"applicationId": saved["id"], "expectedVersion": saved["version"]}

    silent = await manager.do(
        withdraw, input=command | {"idempotencyKey": str(uuid4()), "reason": " "}
    )
    done = await manager.do(
        withdraw, input=command | {"idempotencyKey": str(uuid4()), "reason": "客户改用自有资金"}
    )
    again = await manager.do(
        withdraw,
        input=command
        | {
            "idempotencyKey": str(uuid4()),
            "reason": "再次撤回",
            "expectedVersion": done["application"]["version"],
        },
    )

    assert [error["path"] for error in silent["errors"]] == [["reason"]]
    assert done["application"]["status"] == "WITHDRAWN"
    assert [error["code"] for error in again["errors"]] == ["ILLEGAL_TRANSITION"]


async def test_a_list_asks_the_database_equally_often_for_few_and_for_many_rows(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    document = """query L($n: Int!) { applications(first: $n) { edges { node {
      no product { name } applicant { name } parties { customer { name } }
      customerManager { name org { name } } } } } }"""

    counts = [await statements(manager, document, n) for n in (1, 6)]

    assert counts[0] == counts[1]


async def statements(terminal: Client, document: str, rows: int) -> int:
    """Count the statements that one document sends."""
    from tortoise import connections  # noqa: PLC0415  # the pool exists only within the fixture

    client = connections.get("default")
    seen = 0
    before = client.execute_query

    async def counting(*args: Any, **kwargs: Any) -> Any:
        nonlocal seen
        seen += 1
        return await before(*args, **kwargs)

    client.execute_query = counting
    try:
        await terminal.do(document, n=rows)
    finally:
        client.execute_query = before
    return seen
