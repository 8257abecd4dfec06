"""From a list over a visit to an application, and what people leave online, through HTTP."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import httpx

from backend.capabilities.marketing.models import Lead, MarketingVisit
from backend.capabilities.marketing.service import expire_leads
from backend.kit.database import EVERYTHING, reaching
from tests.application.test_graphql import product_id
from tests.bank import Client, actor, signed_in
from tests.customer.factories import an_id_number

IMPORT = """mutation I($input: ImportLeadListInput!) {
  importLeadList(input: $input) {
    leadList { id total imported rejectedRows } errors { code path }
  }
}"""
ASSIGN = """mutation A($input: AssignLeadsInput!) {
  assignLeads(input: $input) { lead { id status } errors { code path } }
}"""
VISIT = """mutation V($input: RecordVisitInput!) {
  recordVisit(input: $input) { visit { id result position } errors { code path } }
}"""
CONVERT = """mutation C($input: ConvertLeadInput!) {
  convertLead(input: $input) { lead { status applicationId } errors { code message path } }
}"""
ONLINE = """mutation O($input: SubmitOnlineLeadInput!) {
  submitOnlineLead(input: $input) { received errors { code path } }
}"""
CLAIM = """mutation C($input: ClaimLeadInput!) {
  claimLead(input: $input) { lead { status phone customerManager { name } } errors { code } }
}"""
LEADS = """query L($filter: LeadFilter) {
  leads(first: 100, filter: $filter) {
    edges { node { id version name phone status visits { id } } }
  }
}"""


def phone() -> str:
    """A phone that nobody has."""
    return f"140{uuid4().int % 10**8:08d}"


async def an_imported_list(supervisor: Client, rows: list[str]) -> Any:
    """Import a list."""
    text = "姓名,身份证号,手机号,村组,建议金额\n" + "\n".join(rows)
    return await supervisor.do(
        IMPORT,
        input={
            "idempotencyKey": str(uuid4()),
            "name": "云雾村茶农名单",
            "validTo": "2026-12-31",
            "content": text,
        },
    )


async def user_id(login_name: str) -> str:
    """The id of a member of staff."""
    return str((await actor(login_name)).id)


def a_visit(lead_id: str, **changes: Any) -> dict[str, Any]:
    """What a tablet sends after a visit."""
    now = datetime.now(UTC).isoformat()
    return {
        "idempotencyKey": str(uuid4()),
        "clientUuid": str(uuid4()),
        "leadId": lead_id,
        "purpose": "ACQUIRE",
        "result": "INTERESTED",
        "visitedAt": now,
        "sentAt": now,
        "position": {"latitude": "30.120012", "longitude": "109.480034", "accuracyM": 8},
        "amount": "150000",
    } | changes


async def test_a_listed_farmer_is_visited_once_and_becomes_an_application(
    api: httpx.AsyncClient,
) -> None:
    supervisor = await signed_in(api, "dong.dudao")
    manager = await signed_in(api, "lin.zhuban", "PAD")
    good, bad = an_id_number(), "429999198503129910"
    listed = await an_imported_list(
        supervisor, [f"张丰收,{good},{phone()},云雾村,", f"李谷雨,{bad},{phone()},云雾村,"]
    )
    book = listed["leadList"]
    assigned = await supervisor.do(
        ASSIGN,
        input={
            "idempotencyKey": str(uuid4()),
            "leadListId": book["id"],
            "toUserId": await user_id("lin.zhuban"),
        },
    )
    lead_id = assigned["lead"]["id"]

    sent = a_visit(lead_id)
    visited = await manager.do(VISIT, input=sent)
    again = await manager.do(VISIT, input=sent | {"idempotencyKey": str(uuid4())})
    mine = await manager.do(LEADS, filter={"leadListId": book["id"]})
    (lead,) = [edge["node"] for edge in mine["edges"]]
    converted = await manager.do(
        CONVERT,
        input={
            "idempotencyKey": str(uuid4()),
            "leadId": lead_id,
            "expectedVersion": lead["version"],
            "maritalStatus": "SINGLE",
            "address": "示例县茶山镇云雾村",
            "kinds": ["FARMER"],
            "productId": await product_id(manager, "A01"),
            "amount": "50000",
            "termMonths": 12,
            "repaymentMethod": "IO_Q",
            "guaranteeModes": ["CREDIT"],
            "purposeCode": "PLANTING",
        },
    )
    draft = await manager.do(
        "query A($id: ID!) { application(id: $id) { status amountRequested applicant { name } } }",
        id=converted["lead"]["applicationId"],
    )

    assert (book["total"], book["imported"]) == (2, 1)
    assert book["rejectedRows"] == [{"row": 3, "reasons": ["身份证号校验不通过"]}]
    assert visited["errors"] == []
    assert visited["visit"]["position"] == "30.120012,109.480034"
    assert again["visit"]["id"] == visited["visit"]["id"]
    assert (lead["status"], len(lead["visits"])) == ("INTERESTED", 1)
    assert converted["errors"] == []
    assert converted["lead"]["status"] == "CONVERTED"
    assert draft == {
        "status": "DRAFT",
        "amountRequested": "50000.00",
        "applicant": {"name": "张丰收"},
    }


async def test_a_lead_without_interest_is_not_converted_and_nobody_is_registered(
    api: httpx.AsyncClient,
) -> None:
    supervisor = await signed_in(api, "dong.dudao")
    manager = await signed_in(api, "lin.zhuban", "PAD")
    number = an_id_number()
    listed = await an_imported_list(supervisor, [f"王立秋,{number},{phone()},,"])
    assigned = await supervisor.do(
        ASSIGN,
        input={
            "idempotencyKey": str(uuid4()),
            "leadListId": listed["leadList"]["id"],
            "toUserId": await user_id("lin.zhuban"),
        },
    )

    refused = await manager.do(
        CONVERT,
        input={
            "idempotencyKey": str(uuid4()),
            "leadId": assigned["lead"]["id"],
            "expectedVersion": 2,
            "maritalStatus": "SINGLE",
            "address": "示例县茶山镇",
            "productId": await product_id(manager, "A01"),
            "amount": "50000",
            "termMonths": 12,
            "repaymentMethod": "IO_Q",
            "guaranteeModes": ["CREDIT"],
            "purposeCode": "PLANTING",
        },
    )

    assert [error["code"] for error in refused["errors"]] == ["ILLEGAL_TRANSITION"]
    found = await manager.do(
        'query C { customers(first: 100, filter: {name: "王立秋"}) { edges { node { idNo } } } }'
    )
    assert number not in [edge["node"]["idNo"] for edge in found["edges"]]


async def test_an_online_lead_is_claimed_by_the_first_manager_of_its_branch(
    api: httpx.AsyncClient,
) -> None:
    number = phone()
    visitor = Client(api)
    given = {
        "bankNo": "429901",
        "branchNo": "42990101",
        "name": "周白露",
        "phone": number,
        "consent": True,
    }
    received = [await visitor.do(ONLINE, input=given) for _ in range(2)]
    first = await signed_in(api, "lin.zhuban", "PAD")
    second = await signed_in(api, "he.xieban", "PAD")
    outsider = await signed_in(api, "shi.yunze", "PAD")
    pool = await second.do(LEADS, filter={"name": "周白露", "source": "ONLINE"})
    (lead,) = [
        edge["node"] for edge in pool["edges"] if edge["node"]["phone"].endswith(number[-4:])
    ]

    elsewhere = await outsider.do(
        CLAIM,
        input={"idempotencyKey": str(uuid4()), "leadId": lead["id"], "expectedVersion": 1},
    )
    claimed = await first.do(
        CLAIM,
        input={"idempotencyKey": str(uuid4()), "leadId": lead["id"], "expectedVersion": 1},
    )
    late = await second.do(
        CLAIM,
        input={"idempotencyKey": str(uuid4()), "leadId": lead["id"], "expectedVersion": 1},
    )

    assert received == [{"received": True, "errors": []}] * 2
    assert lead["phone"] == f"140****{number[-4:]}"
    assert [error["code"] for error in elsewhere["errors"]] == ["NOT_FOUND"]
    assert claimed["lead"] == {
        "status": "ASSIGNED",
        "phone": number,
        "customerManager": {"name": "林主办"},
    }
    assert [error["code"] for error in late["errors"]] == ["NOT_FOUND"]


async def test_without_consent_or_too_often_nothing_is_kept(api: httpx.AsyncClient) -> None:
    number, visitor = phone(), Client(api)
    given = {
        "bankNo": "429901",
        "branchNo": "42990101",
        "name": "赵惊蛰",
        "phone": number,
        "consent": False,
    }

    refused = await visitor.do(ONLINE, input=given)
    for _ in range(3):
        await visitor.do(ONLINE, input=given | {"consent": True})
    limited = await visitor.do(ONLINE, input=given | {"consent": True})

    assert refused["errors"] == [{"code": "VALIDATION_FAILED", "path": ["consent"]}]
    assert [error["code"] for error in limited["errors"]] == ["RATE_LIMITED"]
    with reaching(EVERYTHING):
        assert await Lead.filter(name="赵惊蛰", source="ONLINE").count() == 1


async def test_a_list_ends_on_its_day_and_its_open_leads_with_it(api: httpx.AsyncClient) -> None:
    supervisor = await signed_in(api, "dong.dudao")
    listed = await an_imported_list(supervisor, [f"陈小满,{an_id_number()},{phone()},,"])
    one = await actor("dong.dudao")
    book_id = listed["leadList"]["id"]

    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)):
        with reaching(EVERYTHING):
            await expire_leads(one, day)
            lead = await Lead.get(lead_list_id=book_id)
        assert lead.status == ("EXPIRED" if day.year == 2027 else "NEW")


async def test_a_visit_to_nobody_or_from_the_future_is_refused(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    sent = a_visit("") | {"leadId": None, "visitedAt": "2099-01-01T00:00:00+00:00"}

    refused = await manager.do(VISIT, input=sent)

    assert refused["errors"] == [
        {"code": "VALIDATION_FAILED", "path": ["leadId"]},
        {"code": "VALIDATION_FAILED", "path": ["visitedAt"]},
    ]
    with reaching(EVERYTHING):
        assert not await MarketingVisit.filter(client_uuid=sent["clientUuid"]).exists()
