"""A contract made over HTTP from what approval keeps."""

from datetime import date
from decimal import Decimal

import httpx

from backend.capabilities.approval.models import ApprovedTerms
from backend.capabilities.reference.queries import business_date
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.kit.work import unit_of_work
from backend.ports import Ports
from tests.bank import actor, signed_in
from tests.contract.cases import CONTRACT, an_approved_case
from tests.signing.people import keyed, mutation

GENERATE = mutation("generateContract", CONTRACT)


async def test_an_approved_application_gets_one_contract(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    application_id, _ = await an_approved_case(api, ports, guaranteed=False)
    manager = await signed_in(api, "lin.zhuban")
    with reaching(EVERYTHING):
        today = await business_date()

    bare = await manager.do(GENERATE, input=keyed(applicationId=str(application_id)))
    async with unit_of_work(await actor("lin.zhuban")) as work:
        await work.add(
            ApprovedTerms,
            application_id=application_id,
            amount_fen=Fen(12_000_000),
            term_months=36,
            limit_term_months=36,
            limit_type="REVOLVING",
            spread_bp=220,
            lpr_value=Decimal("3.000000"),
            lpr_date=date(2026, 10, 20),
            rate=Decimal("5.200000"),
            methods=["EPI", "IO_Q"],
            conditions=[],
            covenants=[],
            approved_by=(await actor("luo.shenpi")).id,
            approved_by_name="罗审批",
            approved_at=utc_now(),
            approved_on=today,
            valid_to=date(2099, 12, 31),
            version_no=1,
        )
    given = keyed(applicationId=str(application_id))
    made = await manager.do(GENERATE, input=given)
    again = await manager.do(GENERATE, input=given)
    second = await manager.do(GENERATE, input=keyed(applicationId=str(application_id)))

    assert [error["code"] for error in bare["errors"]] == ["APPROVAL_MISSING"]
    assert made["errors"] == []
    assert made["creditContract"]["status"] == "GENERATED"
    assert [one["templateCode"] for one in made["creditContract"]["documents"]] == [
        "T04",
        "T07",
        "T10",
    ]
    assert again["creditContract"]["id"] == made["creditContract"]["id"]
    assert [error["code"] for error in second["errors"]] == ["ILLEGAL_TRANSITION"]
