"""The four routes of applications, through the people of the demo."""

from typing import Any

import httpx
import pytest

from backend.capabilities.application.models import Application
from backend.capabilities.approval import queries
from backend.capabilities.approval.errors import CoverInsufficient
from backend.capabilities.decision import queries as decisions
from backend.capabilities.exposure import service as exposure
from backend.capabilities.exposure.rules import ExposureKind
from backend.capabilities.guarantee.models import Collateral, CollateralPledge
from backend.capabilities.guarantee.rules import RegistrationStatus
from backend.capabilities.workflow.errors import TaskNotOpen
from backend.capabilities.workflow.rules import INITIATOR, Outcome
from backend.capabilities.workflow.service import DecideTask, decide_task
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import fen
from backend.kit.refusal import MakerChecker, NotFound, Refused, ValidationFailed
from backend.kit.work import unit_of_work
from tests.approval.factories import (
    WIDE,
    decide,
    in_review,
    open_tasks,
    put_right,
    route_of,
    status_of,
    waits_at,
)
from tests.bank import actor, signed_in

LOWER: dict[str, Any] = {
    "amount": "100000.00",
    "reasons": {"AMOUNT": {"code": "RISK_HIGHER", "text": "茶价下跌,收入下降"}},
}


async def test_rt1_a_small_clean_case_goes_from_the_reviewer_to_the_branch_head(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(
        manager,
        "张简单",
        code="A01",
        asked="40000",
        proposed="40000",
        modes=("CREDIT",),
        product=WIDE,
        term_months=12,
    )

    first = await waits_at(case)
    await decide(case, "review", "gao.shencha")
    await decide(case, "approve", "sun.chashan")

    assert await route_of(case) == "RT1"
    assert first == ["review"]
    assert await status_of(case) == "APPROVED"


async def test_rt2_returns_and_goes_on_where_it_was_returned_and_is_approved(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张标准", proposed="130000")
    defects = [{"module": "M15", "comment": "缺租金证明"}]
    with pytest.raises(ValidationFailed) as bare:
        await decide(case, "recheck", "sun.chashan", Outcome.RETURN, return_to=INITIATOR)
    await decide(
        case,
        "recheck",
        "sun.chashan",
        Outcome.RETURN,
        return_to=INITIATOR,
        terms={"defects": defects},
    )
    returned = await status_of(case)
    await put_right(case, "120000")
    again = await waits_at(case)
    await decide(case, "recheck", "sun.chashan")
    await decide(case, "review", "gao.shencha")
    await decide(case, "approve", "luo.shenpi")

    assert bare.value.path == ("terms", "defects")
    assert (await route_of(case), returned, again) == ("RT2", "RETURNED", ["recheck"])
    assert await status_of(case) == "APPROVED"
    with reaching(EVERYTHING):
        terms = await queries.terms_of(case.id)
    assert terms is not None
    assert (terms.amount_fen, terms.term_months, terms.spread_bp) == (fen("120000"), 36, 220)
    assert (str(terms.rate), str(terms.lpr_date)) == ("5.200000", "2026-10-20")
    assert (terms.methods, terms.conditions) == (["EPI", "IO_Q"], ["保证合同已签订"])
    assert (terms.version_no, terms.approved_by_name) == (2, "罗审批")
    assert (terms.valid_to - terms.approved_on).days == 90


async def test_inv_25_and_40_an_approver_lowers_with_a_reason_and_never_raises(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张降额")
    await decide(case, "recheck", "sun.chashan")
    changes = Outcome.APPROVE_WITH_CHANGES
    with pytest.raises(Refused) as above:
        await decide(case, "review", "gao.shencha", changes, terms={"amount": "160000.00"})
    with pytest.raises(Refused) as silent:
        await decide(case, "review", "gao.shencha", changes, terms={"amount": "100000.00"})
    untouched = await waits_at(case)

    await decide(case, "review", "gao.shencha", changes, terms=LOWER)
    await decide(case, "approve", "luo.shenpi")

    assert [cause.code for cause in above.value.refusals] == ["BEYOND_REQUEST"]
    assert [cause.code for cause in silent.value.refusals] == ["ADJUSTMENT_REASON_MISSING"]
    assert untouched == ["review"]
    with reaching(EVERYTHING):
        approved = await queries.terms_of(case.id)
        versions = await queries.versions_of(case.id)
        (adjusted,) = await decisions.adjustments_of(case.id)
    assert approved is not None
    assert approved.amount_fen == fen("100000")
    assert [(one.seq, one.by_name) for one in versions] == [(1, "林主办"), (2, "高审查")]
    assert (adjusted.from_value, adjusted.to_value) == ("120000.00", "100000.00")
    assert (adjusted.subject_type, adjusted.node) == ("TASK", "review")


async def test_inv_39_a_case_beyond_the_approvers_authority_goes_up_to_the_president(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张上报")
    async with unit_of_work(await actor("lin.zhuban")) as work:
        # 120,000 on top of this is one fen more than 罗审批 may decide.
        await exposure.record(
            work,
            customer_id=case.applicant_id,
            kind=ExposureKind.EXTERNAL,
            ref_type="Test",
            ref_id=case.id,
            amount_fen=fen("180000.01"),
        )
    await decide(case, "recheck", "sun.chashan")
    await decide(case, "review", "gao.shencha")
    await decide(case, "approve", "luo.shenpi")
    up = await waits_at(case)
    still = await status_of(case)

    await decide(case, "determine", "mei.hangzhang")

    assert (up, still) == (["determine"], "IN_REVIEW")
    assert await status_of(case) == "APPROVED"


async def test_rt3_the_chair_alone_can_stop_a_case_that_departs_far_from_the_proposal(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张上会", proposed="150000")
    for node, login in (
        ("recheck", "sun.chashan"),
        ("review", "gao.shencha"),
        ("risk", "shao.fengxian"),
    ):
        await decide(case, node, login)
    seats = len(await open_tasks(case))
    reject = {"rejectCode": "INSUFFICIENT_CAPACITY"}

    for login in ("wei.daishen", "jin.daishen", "shu.daishen"):
        await decide(case, "committee", login)
    await decide(case, "committee", "fang.zhuren", Outcome.REJECT, terms=reject)

    assert (await route_of(case), seats) == ("RT3", 4)
    assert await status_of(case) == "REJECTED"
    with reaching(EVERYTHING):
        (rejection,) = await queries.rejections_of(case.id)
        assert await queries.terms_of(case.id) is None
    assert rejection.reject_code == "INSUFFICIENT_CAPACITY"


async def test_rt4_a_secured_case_is_valued_beside_the_review_and_never_beyond_its_cover(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(
        manager,
        "张抵押",
        code="B03",
        asked="200000",
        proposed="200000",
        modes=("MORTGAGE",),
        spread_bp=150,
        methods=("EPI",),
        product=WIDE,
    )
    with pytest.raises(CoverInsufficient):
        await decide(case, "recheck", "sun.chashan")
    await secured(case, "400000", "200000")

    await decide(case, "recheck", "sun.chashan")
    together = await waits_at(case)
    await decide(case, "review", "gao.shencha")
    waiting = await waits_at(case)
    await decide(case, "valuation", "yao.yapin")
    joined = await waits_at(case)

    assert await route_of(case) == "RT4"
    assert together == ["review", "valuation"]
    assert waiting == ["valuation"]
    assert joined in (["approve"], ["risk"])


async def secured(case: Application, value: str, amount: str) -> None:
    async with unit_of_work(await actor("lin.zhuban")) as work:
        collateral = await work.add(
            Collateral,
            no=f"YWTEST{case.no}"[:32],
            kind="REAL_ESTATE",
            registration_status=RegistrationStatus.PENDING,
            appraised_value_fen=fen(value),
            ltv_pct=60,
            pledged_fen=fen(amount),
        )
        await work.add(
            CollateralPledge,
            collateral_id=collateral.id,
            application_id=case.id,
            wanted_fen=fen(amount),
            amount_fen=fen(amount),
        )


async def test_inv_37_who_made_the_case_neither_sees_nor_decides_its_tasks(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张自批")

    for maker in ("lin.zhuban", "he.xieban"):
        with pytest.raises((MakerChecker, NotFound)):
            await decide(case, "recheck", maker)

    assert await waits_at(case) == ["recheck"]


async def test_inv_38_a_task_is_decided_once(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    case = await in_review(manager, "张一次")
    (task,) = await open_tasks(case)
    await decide(case, "recheck", "sun.chashan")

    again = DecideTask(task_id=task.id, outcome=Outcome.APPROVE, opinion="情况属实,同意按此办理。")
    with pytest.raises(TaskNotOpen):
        await decide_task(await actor("sun.chashan"), again)

    assert await waits_at(case) == ["review"]
