"""Bureau queries, through HTTP and the simulated bureau."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tortoise.exceptions import IntegrityError

from backend.capabilities.audit.models import DataViewLog
from backend.capabilities.credit_authorization import queries, service
from backend.capabilities.credit_authorization.models import (
    BureauCost,
    BureauUser,
    CreditAuthorization,
    CreditQuery,
    CreditReport,
)
from backend.capabilities.credit_authorization.rules import QueryReason, SubjectRole
from backend.kit.database import EVERYTHING, reaching
from backend.kit.ids import uuid7
from backend.kit.work import unit_of_work
from tests.bank import Client, actor, settle, signed_in
from tests.credit_authorization.factories import a_draft, signed_already
from tests.customer.factories import an_id_number
from tests.customer.test_graphql import REGISTER, a_person
from tests.outside import OutsideSystems

REQUEST = """mutation R($input: RequestCreditQueryInput!) { requestCreditQuery(input: $input)
  { query { id no version status cost reusedFrom { id } } errors { code path } } }"""
ENQUIRE = """mutation E($input: EnquireCreditQueryInput!) { enquireCreditQuery(input: $input)
  { query { status } errors { code } } }"""
READ = "query Q($id: ID!) { creditQuery(id: $id) { status cost reports { id noRecord } } }"
VIEW = """mutation V($input: ViewCreditReportInput!) { viewCreditReport(input: $input)
  { report { reportNo } indicators original errors { code } } }"""
REVOKE = """mutation R($input: RevokeCreditAuthorizationInput!) {
  revokeCreditAuthorization(input: $input) { authorization { status } errors { code } } }"""


@pytest.fixture
async def bureau(outside: OutsideSystems) -> AsyncIterator[httpx.AsyncClient]:
    """The simulated bureau's own door."""
    async with httpx.AsyncClient(base_url=outside.bureau.url, trust_env=False) as client:
        yield client
        await client.delete("/control/scenarios")


async def a_person_at(manager: Client, name: str) -> tuple[str, str]:
    """A customer's file and his number."""
    number = an_id_number()
    made = await manager.do(REGISTER, input=a_person(number, name=name))
    return made["customer"]["id"], number


def ask(customer_id: str, **changes: Any) -> dict[str, Any]:
    """A request for a report."""
    return {
        "idempotencyKey": str(uuid4()),
        "customerId": customer_id,
        "reason": "LOAN_APPROVAL",
    } | changes


async def charges(bureau: httpx.AsyncClient, number: str) -> list[str]:
    """The request ids that the bureau charged for a person."""
    ledger = (await bureau.get("/ledger")).json()
    return [row["request_id"] for row in ledger["queries"] if row["id_no"] == number]


async def test_inv_10_without_a_signed_permission_nobody_is_asked(
    api: httpx.AsyncClient, bureau: httpx.AsyncClient
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, number = await a_person_at(manager, "王未签")

    none = await manager.do(REQUEST, input=ask(customer_id))
    await a_draft(manager, customer_id)
    unsigned = await manager.do(REQUEST, input=ask(customer_id))
    await settle()

    assert [error["code"] for error in none["errors"]] == ["AUTHORIZATION_REQUIRED"]
    assert [error["code"] for error in unsigned["errors"]] == ["AUTHORIZATION_REQUIRED"]
    assert await charges(bureau, number) == []
    with reaching(EVERYTHING):
        assert await CreditQuery.filter(subject_id=customer_id).count() == 0


async def test_inv_10_the_database_refuses_a_query_without_its_ground(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "无依据")
    other_id, _ = await a_person_at(manager, "他人")
    permission = await signed_already(manager, other_id)
    staff = await actor("lin.zhuban")

    with pytest.raises(IntegrityError, match="needs a valid authorization"):
        async with unit_of_work(staff) as work:
            await work.add(
                CreditQuery,
                no=f"X{uuid7().hex[:20]}",
                authorization_id=permission,
                subject_id=UUID(customer_id),
                reason=QueryReason.LOAN_APPROVAL,
                bureau_account="X",
                requested_by=staff.id,
                requested_at=work.now,
            )


async def test_a_report_is_bought_once_kept_and_reused_at_no_cost(
    api: httpx.AsyncClient, bureau: httpx.AsyncClient
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, number = await a_person_at(manager, "张复用")
    await signed_already(manager, customer_id)

    first = await manager.do(REQUEST, input=ask(customer_id))
    await settle()
    answered = await manager.do(READ, id=first["query"]["id"])
    second = await manager.do(REQUEST, input=ask(customer_id))
    await settle()

    assert first["query"]["status"] == "REQUESTED"
    assert answered["status"] == "SUCCEEDED"
    assert answered["cost"] != "0.00"
    assert second["query"]["status"] == "REUSED"
    assert second["query"]["cost"] == "0.00"
    assert second["query"]["reusedFrom"] == {"id": first["query"]["id"]}
    assert await charges(bureau, number) == [first["query"]["id"]]
    with reaching(EVERYTHING):
        report = await queries.report_for(UUID(customer_id))
        assert report is not None
        assert queries.indicators_of(report).queries_6m == 1
        ids = [first["query"]["id"], second["query"]["id"]]
        costs = await BureauCost.filter(query_id__in=ids).order_by("id")
        assert [cost.amount_fen > 0 for cost in costs] == [True, False]


async def test_inv_11_a_guarantor_is_not_asked_about_for_a_loan(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "王保证")
    await signed_already(manager, customer_id, role="GUARANTOR")

    answer = await manager.do(REQUEST, input=ask(customer_id))

    assert {error["code"] for error in answer["errors"]} == {
        "PURPOSE_NOT_AUTHORIZED",
        "QUERY_REASON_MISMATCH",
    }


async def test_inv_12_each_view_is_on_record_and_the_original_carries_the_viewer(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "被看者")
    await signed_already(manager, customer_id)
    await manager.do(REQUEST, input=ask(customer_id))
    await settle()
    with reaching(EVERYTHING):
        report = await CreditReport.get(subject_id=customer_id)

    seen = await manager.do(
        VIEW, input={"reportId": str(report.id), "reason": "贷前调查", "withOriginal": True}
    )
    stranger = await signed_in(api, "he.xieban", "PAD")
    hidden = await stranger.do(VIEW, input={"reportId": str(report.id), "reason": "好奇看看"})

    assert seen["indicators"]["queriesLoanApproval6m"] == 1
    assert "林主办" in seen["original"]
    assert "watermark" in seen["original"]
    assert [error["code"] for error in hidden["errors"]] == ["NOT_FOUND"]
    with reaching(EVERYTHING):
        (log,) = await DataViewLog.filter(subject_id=report.id)
    assert (log.viewer_name, log.reason) == ("林主办", "贷前调查")
    assert log.fields_seen == ["indicators", "original"]


async def test_inv_13_a_query_without_answer_is_enquired_about_never_sent_again(
    api: httpx.AsyncClient, bureau: httpx.AsyncClient
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, number = await a_person_at(manager, "超时者")
    await signed_already(manager, customer_id)
    await bureau.post("/control/scenarios", json={"id_no": number, "scenario": "timeout_success"})

    made = await manager.do(REQUEST, input=ask(customer_id))
    await settle()
    unknown = await manager.do(READ, id=made["query"]["id"])
    again = await manager.do(REQUEST, input=ask(customer_id))
    enquired = await manager.do(
        ENQUIRE, input={"idempotencyKey": str(uuid4()), "queryId": made["query"]["id"]}
    )
    await settle()

    assert unknown["status"] == "UNKNOWN"
    assert [error["code"] for error in again["errors"]] == ["QUERY_UNRESOLVED"]
    assert enquired["query"]["status"] == "SUCCEEDED"
    assert await charges(bureau, number) == [made["query"]["id"]]


async def test_inv_13_what_the_bureau_never_received_fails_only_after_three_enquiries(
    api: httpx.AsyncClient, bureau: httpx.AsyncClient
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, number = await a_person_at(manager, "丢失者")
    await signed_already(manager, customer_id)
    await bureau.post("/control/scenarios", json={"id_no": number, "scenario": "timeout_fail"})

    made = await manager.do(REQUEST, input=ask(customer_id))
    await settle()
    states = []
    for _ in range(3):
        answer = await manager.do(
            ENQUIRE, input={"idempotencyKey": str(uuid4()), "queryId": made["query"]["id"]}
        )
        states.append(answer["query"]["status"])

    assert states == ["UNKNOWN", "UNKNOWN", "FAILED"]
    assert await charges(bureau, number) == []


async def test_a_query_delivered_twice_goes_out_once(
    api: httpx.AsyncClient, bureau: httpx.AsyncClient, ports: Any
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, number = await a_person_at(manager, "重投者")
    await signed_already(manager, customer_id)
    made = await manager.do(REQUEST, input=ask(customer_id))
    await settle()
    staff = await actor("lin.zhuban")

    with reaching(EVERYTHING):
        await service.send_query(staff, UUID(made["query"]["id"]), ports)

    assert await charges(bureau, number) == [made["query"]["id"]]
    assert (await manager.do(READ, id=made["query"]["id"]))["status"] == "SUCCEEDED"


async def test_two_who_ask_at_once_make_one_query(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "并发者")
    await signed_already(manager, customer_id)

    answers = await asyncio.gather(*(manager.do(REQUEST, input=ask(customer_id)) for _ in range(5)))
    await settle()

    assert len([answer for answer in answers if answer["query"]]) == 1
    codes = [error["code"] for answer in answers for error in answer["errors"]]
    assert codes == ["QUERY_UNRESOLVED"] * 4


async def test_inv_14_without_an_account_of_his_own_nobody_asks(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "无户者")
    await signed_already(manager, customer_id)
    staff = await actor("lin.zhuban")

    with reaching(EVERYTHING):
        await BureauUser.filter(user_id=staff.id).update(is_active=False)
    try:
        answer = await manager.do(REQUEST, input=ask(customer_id))
    finally:
        with reaching(EVERYTHING):
            await BureauUser.filter(user_id=staff.id).update(is_active=True)

    assert [error["code"] for error in answer["errors"]] == ["BUREAU_ACCOUNT_MISSING"]


async def test_inv_14_an_account_is_not_shared(api: httpx.AsyncClient) -> None:
    officer = await signed_in(api, "qi.zhengxin")
    other = await actor("sun.chashan")
    assign = """mutation A($input: AssignBureauUserInput!) { assignBureauUser(input: $input)
      { bureauUser { account } errors { code } } }"""

    answer = await officer.do(
        assign,
        input={
            "idempotencyKey": str(uuid4()),
            "userId": str(other.id),
            "account": "ZX-lin.zhuban",
        },
    )

    assert [error["code"] for error in answer["errors"]] == ["BUREAU_ACCOUNT_TAKEN"]


async def test_a_revoked_permission_forbids_new_queries_and_keeps_the_old(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "撤回者")
    permission = await signed_already(manager, customer_id)
    first = await manager.do(REQUEST, input=ask(customer_id))
    await settle()
    with reaching(EVERYTHING):
        row = await CreditAuthorization.get(id=permission)

    revoked = await manager.do(
        REVOKE,
        input={
            "idempotencyKey": str(uuid4()),
            "authorizationId": str(permission),
            "expectedVersion": row.version,
            "reason": "客户书面要求",
        },
    )
    after = await manager.do(REQUEST, input=ask(customer_id))

    assert revoked["authorization"]["status"] == "REVOKED"
    assert [error["code"] for error in after["errors"]] == ["AUTHORIZATION_REQUIRED"]
    assert (await manager.do(READ, id=first["query"]["id"]))["status"] == "SUCCEEDED"


async def test_the_system_asks_under_the_managers_account_and_once(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "系统查")
    await signed_already(manager, customer_id)
    application_id = uuid4()
    staff = await actor("lin.zhuban")

    made = []
    for _ in range(2):
        async with unit_of_work(staff) as work:
            query = await service.request_query(
                work,
                customer_id=UUID(customer_id),
                application_id=application_id,
                role=SubjectRole.BORROWER,
                reason=QueryReason.LOAN_APPROVAL,
            )
            assert query is not None
            made.append(query.id)
    await settle()

    assert made[0] == made[1]
    with reaching(EVERYTHING):
        assert await CreditQuery.filter(application_id=application_id).count() == 1


async def test_a_permission_ends_with_its_last_day(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, _ = await a_person_at(manager, "到期者")
    permission = await signed_already(manager, customer_id, validDays=1)
    staff = await actor("lin.zhuban")
    with reaching(EVERYTHING):
        row = await CreditAuthorization.get(id=permission)
        await service.expire_authorizations(staff, row.valid_to)
        kept = await CreditAuthorization.get(id=permission)
        await service.expire_authorizations(staff, date(row.valid_to.year + 1, 1, 1))
        ended = await CreditAuthorization.get(id=permission)

    assert kept.status == "VALID"
    assert ended.status == "EXPIRED"
