"""The approval view, reconsideration, lapsing and withdrawal."""

from datetime import date, timedelta
from uuid import uuid4

import httpx

from backend.capabilities.application.models import Application
from backend.capabilities.approval import queries, service
from backend.capabilities.approval.models import ApprovalRejection, ApprovedTerms
from backend.capabilities.workflow import service as workflow
from backend.capabilities.workflow.rules import Outcome
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import unit_of_work
from tests.approval.factories import decide, in_review, status_of, waits_at
from tests.bank import Client, actor, signed_in

CASE = """query C($id: ID!) { approvalCase(applicationId: $id) {
  application { no } decision { proposedAmount grade }
  creditOpinions { authorName amount }
  terms { seq source byName amount }
  opinions { nodeName authorName outcome text }
  adjustments { field fromValue toValue reasonCode }
  approved { amount rate validTo approvedByName }
  rejections { rejectCode opinion } } }"""
RECONSIDER = """mutation R($input: ReconsiderRejectionInput!) { reconsiderRejection(input: $input) {
  rejection { reconsideredOn } errors { code message path } } }"""
REASON = "客户补充了新的收入证明,请求复议"


async def test_the_view_lays_the_decision_beside_the_people(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    outsider = await signed_in(api, "shi.yunze")
    case = await in_review(manager, "张视图", proposed="120000")
    await decide(case, "recheck", "sun.chashan")
    await decide(case, "review", "gao.shencha")
    await decide(case, "approve", "luo.shenpi")

    seen = await manager.do(CASE, id=str(case.id))
    hidden = await outsider.ask(CASE, id=str(case.id))

    assert seen["decision"] == {"proposedAmount": "120000.00", "grade": "B"}
    assert seen["terms"] == [
        {"seq": 1, "source": "OPINION", "byName": "林主办", "amount": "120000.00"}
    ]
    assert [one["authorName"] for one in seen["opinions"]] == ["孙茶山", "高审查", "罗审批"]
    assert seen["adjustments"] == []
    assert seen["approved"]["rate"] == "5.200000"
    assert seen["approved"]["approvedByName"] == "罗审批"
    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def rejected(manager: Client, name: str) -> Application:
    case = await in_review(manager, name)
    terms = {"rejectCode": "OVER_INDEBTED"}
    await decide(case, "recheck", "sun.chashan", Outcome.REJECT, terms=terms)
    return case


async def reconsider(manager: Client, case: Application) -> list[str]:
    with reaching(EVERYTHING):
        version = (await Application.get(id=case.id)).version
    answer = await manager.do(
        RECONSIDER,
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": str(case.id),
            "expectedVersion": version,
            "reason": REASON,
        },
    )
    return [error["code"] for error in answer["errors"]]


async def test_a_rejection_is_reconsidered_once(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await rejected(manager, "张复议")
    first = await reconsider(manager, case)
    again = (await status_of(case), await waits_at(case))
    terms = {"rejectCode": "OVER_INDEBTED"}
    await decide(case, "recheck", "sun.chashan", Outcome.REJECT, terms=terms)

    second = await reconsider(manager, case)

    assert (first, again) == ([], ("IN_REVIEW", ["recheck"]))
    assert second == ["RECONSIDERATION_OVER"]
    assert await status_of(case) == "REJECTED"


async def test_a_rejection_is_reconsidered_within_thirty_days(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    early, late = await rejected(manager, "张早议"), await rejected(manager, "张晚议")
    with reaching(EVERYTHING):
        today = (await ApprovalRejection.get(application_id=early.id)).rejected_on
        for case, days in ((early, 30), (late, 31)):
            await ApprovalRejection.filter(application_id=case.id).update(
                rejected_on=today - timedelta(days=days)
            )

    assert await reconsider(manager, early) == []
    assert await reconsider(manager, late) == ["RECONSIDERATION_OVER"]


async def test_a_case_that_nobody_rejected_is_not_reconsidered(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张未否")

    assert await reconsider(manager, case) == ["NOT_REJECTED_HERE"]


async def test_an_approval_lapses_after_its_last_day_unsigned(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张失效")
    await decide(case, "recheck", "sun.chashan")
    await decide(case, "review", "gao.shencha")
    await decide(case, "approve", "luo.shenpi")
    lin, last = await actor("lin.zhuban"), date(2026, 1, 31)
    with reaching(EVERYTHING):
        await ApprovedTerms.filter(application_id=case.id).update(
            valid_to=last, approved_on=date(2026, 1, 1)
        )

    async with unit_of_work(lin) as work:
        await service.lapse_approvals(work, lin.legal_entity_id, last)
    on_the_day = await status_of(case)
    async with unit_of_work(lin) as work:
        await service.lapse_approvals(work, lin.legal_entity_id, last + timedelta(days=1))

    assert (on_the_day, await status_of(case)) == ("APPROVED", "LAPSED")


async def test_a_withdrawn_case_leaves_its_route(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张撤审")

    for _ in range(2):
        async with unit_of_work(await actor("lin.zhuban")) as work:
            await workflow.withdraw_case(work, queries.CASE, case.id, "客户撤回申请")

    assert await waits_at(case) == []
    assert await status_of(case) == "IN_REVIEW"


async def test_beginning_twice_starts_one_route(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张重放")

    async with unit_of_work(await actor("lin.zhuban")) as work:
        await service.begin(work, case.id)

    with reaching(EVERYTHING):
        assert len(await queries.versions_of(case.id)) == 1
    assert await waits_at(case) == ["recheck"]
