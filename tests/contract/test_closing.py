"""Limits that are cancelled, contracts that are terminated, and both that run out."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.capabilities.application.models import Application
from backend.capabilities.contract import service
from backend.capabilities.contract.errors import LimitInUse
from backend.capabilities.contract.models import CreditContract, CreditLimit, LimitClosing
from backend.capabilities.exposure import queries as exposure
from backend.capabilities.reference.queries import business_date
from backend.capabilities.workflow import queries as workflows
from backend.capabilities.workflow import service as workflow
from backend.capabilities.workflow.rules import Outcome
from backend.kit.actor import Actor, ActorKind
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.kit.work import unit_of_work
from tests.bank import actor, signed_in
from tests.contract.factories import a_limit

CANCEL = """
mutation C($input: RequestLimitCancellationInput!) {
  requestLimitCancellation(input: $input) {
    limitCancellation { id no status version requestedBy { name } limit { no } }
    errors { code message path }
  }
}
"""
TERMINATE = """
mutation T($input: RequestTerminationInput!) {
  requestTermination(input: $input) {
    limitCancellation { id status kind } errors { code message path }
  }
}
"""
OPINION = "情况属实,同意按此办理。"


async def decide(closing_id: str, kind: str, login: str, outcome: Outcome, **more: Any) -> None:
    with reaching(EVERYTHING):
        (task,) = await workflows.open_tasks_of(kind, UUID(closing_id))
    command = workflow.DecideTask(task_id=task.id, outcome=outcome, opinion=OPINION, **more)
    await workflow.decide_task(await actor(login), command)


async def asked(api: httpx.AsyncClient, limit: CreditLimit, document: str = CANCEL) -> Any:
    manager = await signed_in(api, "lin.zhuban")
    given = {"idempotencyKey": str(uuid4()), "reason": "客户不再需要用款"}
    if document is CANCEL:
        given |= {"limitId": str(limit.id), "expectedVersion": limit.version}
    else:
        given |= {"contractId": str(limit.contract_id), "expectedVersion": 1}
    return await manager.do(document, input=given)


async def test_an_unused_limit_is_cancelled_once_risk_officer_and_approver_agree(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    made = await asked(api, limit)
    closing = made["limitCancellation"]

    await decide(closing["id"], "LIMIT_CANCELLATION", "shao.fengxian", Outcome.APPROVE)
    await decide(closing["id"], "LIMIT_CANCELLATION", "luo.shenpi", Outcome.APPROVE)

    assert made["errors"] == []
    assert closing["status"] == "IN_REVIEW"
    assert closing["requestedBy"] == {"name": "林主办"}
    with reaching(EVERYTHING):
        after = await CreditLimit.get(id=limit.id)
        row = await LimitClosing.get(id=closing["id"])
        contract = await CreditContract.get(id=limit.contract_id)
        application = await Application.get(id=contract.application_id)
        owed = await exposure.total_of(limit.customer_id)
    assert (after.status, after.approved_fen) == ("CANCELLED", 0)
    assert row.status == "COMPLETED"
    assert row.approver_id == (await actor("luo.shenpi")).id
    assert contract.status == "SETTLED"
    assert application.status == "CLOSED"
    assert owed == 0


async def test_a_contract_is_terminated_and_its_limit_ends_with_it(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api)
    closing = (await asked(api, limit, TERMINATE))["limitCancellation"]

    await decide(closing["id"], "TERMINATION", "shao.fengxian", Outcome.APPROVE)
    await decide(closing["id"], "TERMINATION", "luo.shenpi", Outcome.APPROVE)

    with reaching(EVERYTHING):
        contract = await CreditContract.get(id=limit.contract_id)
        after = await CreditLimit.get(id=limit.id)
    assert (contract.status, contract.end_reason) == ("TERMINATED", "客户不再需要用款")
    assert after.status == "CANCELLED"


async def test_what_is_in_use_is_neither_cancelled_nor_terminated(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api)
    async with unit_of_work(await actor("lin.zhuban")) as work:
        limit = await service.reserve(
            work, limit.id, Fen(100), ref_type="TEST", ref_id=uuid4(), key="r"
        )

    cancelled = await asked(api, limit)
    terminated = await asked(api, limit, TERMINATE)

    assert [error["code"] for error in cancelled["errors"]] == ["LIMIT_IN_USE"]
    assert [error["code"] for error in terminated["errors"]] == ["LIMIT_IN_USE"]
    with reaching(EVERYTHING):
        assert not await LimitClosing.filter(limit_id=limit.id).exists()


async def test_one_request_at_a_time_and_a_refused_one_changes_nothing(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    closing = (await asked(api, limit))["limitCancellation"]

    again = await asked(api, limit)
    await decide(closing["id"], "LIMIT_CANCELLATION", "shao.fengxian", Outcome.REJECT)

    assert [error["code"] for error in again["errors"]] == ["CLOSING_OPEN_ALREADY"]
    with reaching(EVERYTHING):
        assert (await LimitClosing.get(id=closing["id"])).status == "REFUSED"
        assert (await CreditLimit.get(id=limit.id)).status == "ACTIVE"
    assert (await asked(api, limit))["errors"] == []


async def test_a_limit_drawn_meanwhile_is_not_cancelled_by_approval(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api)
    closing = (await asked(api, limit))["limitCancellation"]
    async with unit_of_work(await actor("lin.zhuban")) as work:
        await service.reserve(work, limit.id, Fen(100), ref_type="TEST", ref_id=uuid4(), key="r")

    with pytest.raises(LimitInUse):
        await decide(closing["id"], "LIMIT_CANCELLATION", "shao.fengxian", Outcome.APPROVE)

    with reaching(EVERYTHING):
        assert (await LimitClosing.get(id=closing["id"])).status == "IN_REVIEW"


async def test_a_new_day_expires_what_has_run_out_and_only_that(api: httpx.AsyncClient) -> None:
    with reaching(EVERYTHING):
        today = await business_date()
    last = today - timedelta(days=1)
    begin = today - timedelta(days=300)
    over = await a_limit(api, start_date=begin, draw_end_date=last, end_date=last)
    still = await a_limit(api, start_date=begin, draw_end_date=today, end_date=today)
    staff = await actor("lin.zhuban")
    system = Actor(
        kind=ActorKind.SYSTEM,
        legal_entity_id=staff.legal_entity_id,
        legal_entity_code=staff.legal_entity_code,
        union_id=staff.union_id,
    )

    for _ in range(2):
        with reaching(EVERYTHING):
            await service.expire_due(system, today)

    with reaching(EVERYTHING):
        assert (await CreditLimit.get(id=over.id)).status == "EXPIRED"
        assert (await CreditContract.get(id=over.contract_id)).status == "EXPIRED"
        assert (await CreditLimit.get(id=still.id)).status == "ACTIVE"
        assert await exposure.total_of(over.customer_id) == 0
        assert await exposure.total_of(still.customer_id) == 12_000_000
