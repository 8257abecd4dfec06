"""Cases on their routes, in PostgreSQL."""

import asyncio
from typing import Any

import pytest

from backend.capabilities.workflow import service
from backend.capabilities.workflow.errors import (
    CaseRunsAlready,
    ReturnTargetUnsafe,
)
from backend.capabilities.workflow.models import TaskOpinion, WorkflowEvent, WorkflowVersion
from backend.capabilities.workflow.rules import Ending, InstanceState, Outcome
from backend.kit.database import EVERYTHING, reaching
from backend.kit.refusal import NotFound, Refused
from backend.kit.work import unit_of_work
from tests.bank import actor
from tests.workflow.cases import (
    BUSINESS,
    OPINION,
    decide,
    instance_of,
    resubmit,
    start,
    the_task,
    waiting_at,
)

pytestmark = pytest.mark.usefixtures("bank")


async def test_a_case_is_approved_along_its_route_and_the_business_hears_every_step() -> None:
    case = await start("RT1")

    await decide(case, "review", "gao.shencha")
    await decide(case, "approve", "sun.chashan")

    instance = await instance_of(case)
    assert (instance.status, instance.ending) == (InstanceState.COMPLETED, Ending.APPROVED)
    assert BUSINESS.steps[case] == [
        ("TASK_DONE", "review", "APPROVE"),
        ("TASK_DONE", "approve", "APPROVE"),
        ("ENDED", "approve", "APPROVED"),
    ]
    with reaching(EVERYTHING):
        seqs = await WorkflowEvent.filter(instance_id=instance.id).values_list("seq", flat=True)
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


async def test_a_returned_case_comes_back_to_whoever_returned_it() -> None:
    case = await start("RT1")
    await decide(case, "review", "gao.shencha", Outcome.RETURN, return_to="INITIATOR")
    assert await waiting_at(case) == []

    await resubmit(case)

    task = await the_task(case, "review")
    assert task.assignee_id == (await actor("gao.shencha")).id
    assert [kind for kind, _, _ in BUSINESS.steps[case]] == [
        "TASK_DONE",
        "RETURNED_TO_INITIATOR",
        "RESUBMITTED",
    ]


async def test_a_rejection_ends_the_case() -> None:
    case = await start("RT1")

    await decide(case, "review", "gao.shencha", Outcome.REJECT)

    assert (await instance_of(case)).ending == Ending.REJECTED


async def test_a_branch_head_beyond_his_authority_sends_the_case_up() -> None:
    case = await start("RT1")
    BUSINESS.authority[case] = False
    await decide(case, "review", "gao.shencha")

    await decide(case, "approve", "sun.chashan")

    assert await waiting_at(case) == ["higher_approve"]


async def test_a_committee_votes_with_its_chair_in_and_then_the_president_determines() -> None:
    case = await start("RT3")
    await decide(case, "recheck", "sun.chashan")
    await decide(case, "review", "gao.shencha")
    await decide(case, "risk", "shao.fengxian")

    for member in ("wei.daishen", "jin.daishen", "shu.daishen"):
        await decide(case, "committee", member, seat=True)
    assert await waiting_at(case) == ["committee"]
    await decide(case, "committee", "fang.zhuren", Outcome.ABSTAIN, seat=True)

    assert await waiting_at(case) == ["determine"]


async def test_the_chair_alone_can_stop_a_committee() -> None:
    case = await start("RT3")
    await decide(case, "recheck", "sun.chashan")
    await decide(case, "review", "gao.shencha")
    await decide(case, "risk", "shao.fengxian")

    await decide(case, "committee", "fang.zhuren", Outcome.REJECT, seat=True)

    assert (await instance_of(case)).ending == Ending.REJECTED


async def test_inv_38_two_decisions_at_once_make_one() -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    reviewer = await actor("gao.shencha")
    command = service.DecideTask(task_id=task.id, outcome=Outcome.APPROVE, opinion=OPINION)

    answers = await asyncio.gather(
        *(service.decide_task(reviewer, command) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Task", "TaskNotOpen"]
    with reaching(EVERYTHING):
        assert await TaskOpinion.filter(task_id=task.id).count() == 1
    assert await waiting_at(case) == ["approve"]


async def test_inv_43_a_task_is_hidden_from_everybody_else_even_with_its_id() -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    command = service.DecideTask(task_id=task.id, outcome=Outcome.APPROVE, opinion=OPINION)

    for stranger in ("gu.shencha", "luo.shenpi", "lin.zhuban", "dong.dudao"):
        with pytest.raises(NotFound):
            await service.decide_task(await actor(stranger), command)

    assert await waiting_at(case) == ["review"]


@pytest.mark.parametrize("opinion", ["", "同意", "         同意同意同意同 "])
async def test_inv_41_a_decision_needs_an_opinion(opinion: str) -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    command = service.DecideTask(task_id=task.id, outcome=Outcome.APPROVE, opinion=opinion)

    with pytest.raises(Refused) as refused:
        await service.decide_task(await actor("gao.shencha"), command)

    assert [cause.path for cause in refused.value.refusals] == [("opinion",)]
    assert await waiting_at(case) == ["review"]


async def test_a_case_runs_once() -> None:
    case = await start("RT1")
    manager: Any = await actor("lin.zhuban")
    given = service.CaseStart(
        workflow_key="RT1",
        process_type="TEST",
        business_type="TEST_CASE",
        business_id=case,
        business_no="X",
        title="再次",
        org_id=manager.org_id,
        org_path=manager.org_path,
        initiator_id=manager.id,
        makers=frozenset(),
        variables={},
    )

    with pytest.raises(CaseRunsAlready):
        async with unit_of_work(manager) as work:
            await service.start_case(work, given)


async def test_a_withdrawn_case_leaves_no_task_and_withdrawing_again_does_nothing() -> None:
    case = await start("RT1")

    for _ in range(2):
        async with unit_of_work(await actor("lin.zhuban")) as work:
            await service.withdraw_case(work, "TEST_CASE", case, "客户不再需要")

    instance = await instance_of(case)
    assert (instance.status, instance.ending) == (InstanceState.TERMINATED, Ending.WITHDRAWN)
    assert instance.stop_reason == "客户不再需要"
    assert await waiting_at(case) == []


async def test_a_return_where_nobody_has_decided_is_refused() -> None:
    case = await start("RT1")

    with pytest.raises(ReturnTargetUnsafe):
        await decide(case, "review", "gao.shencha", Outcome.RETURN, return_to="approve")

    assert await waiting_at(case) == ["review"]
    assert case not in BUSINESS.steps


async def test_inv_42_a_case_stays_on_its_version_and_a_published_one_is_frozen() -> None:
    case = await start("RT1")
    instance = await instance_of(case)

    with reaching(EVERYTHING):
        with pytest.raises(BaseException, match="frozen"):
            await WorkflowVersion.filter(id=instance.route_id).update(bpmn="<other/>")
        version = await WorkflowVersion.get(id=instance.route_id)
    assert "审查岗复核" in version.bpmn
