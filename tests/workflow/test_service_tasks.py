"""Handing over, signing together, holding cases, and what happens by the clock."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from backend.capabilities.notification.models import Notification
from backend.capabilities.organization.rules import Role
from backend.capabilities.workflow import service
from backend.capabilities.workflow.errors import PersonUnfit, QuorumNotMet, TaskNotOpen
from backend.capabilities.workflow.events import RouteTimerCame, TaskTimeCame
from backend.capabilities.workflow.models import Task, TaskOpinion, WorkflowEvent, WorkflowInstance
from backend.capabilities.workflow.rules import Ending, InstanceState, Outcome, TaskState
from backend.capabilities.workflow.service import steps
from backend.kit.actor import SYSTEM_ID, Actor, ActorKind
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, reaching
from backend.kit.refusal import IllegalTransition, MakerChecker, NotFound, RateLimited
from tests.bank import actor, settle
from tests.workflow.cases import (
    BUSINESS,
    OPINION,
    colleagues,
    decide,
    instance_of,
    open_tasks,
    publish,
    start,
    the_task,
    user_id,
    waiting_at,
)
from tests.workflow.factories import END, START, bpmn, chain, element, flow, several

pytestmark = pytest.mark.usefixtures("bank", "ports")
REASON = "工作需要"


def node(name: str, roles: str, *, more: str = "", inner: str = "", scope: str = "COUNTY") -> str:
    """A user task for people of the demo."""
    return (
        f'<bpmn:userTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<ml:assignment candidateRoles="{roles}" orgScope="{scope}"/>'
        f'<ml:actions allow="APPROVE,REJECT" transfer="true" addSign="true"/>{more}'
        f"</bpmn:extensionElements>{inner}</bpmn:userTask>"
    )


async def system() -> Actor:
    """The system, within Qingjiang."""
    manager = await actor("lin.zhuban")
    return Actor(
        kind=ActorKind.SYSTEM,
        id=SYSTEM_ID,
        name="系统",
        legal_entity_id=manager.legal_entity_id,
        legal_entity_code=manager.legal_entity_code,
        union_id=manager.union_id,
    )


async def test_a_pool_task_is_claimed_by_one_and_can_be_given_back() -> None:
    case = await start("RT3")
    for step, login in (("recheck", "sun.chashan"), ("review", "gao.shencha")):
        await decide(case, step, login)
    task = await the_task(case, "risk")
    officer = await actor("shao.fengxian")

    claimed = await service.claim_task(officer, service.ClaimTask(task_id=task.id))
    assert claimed.status == TaskState.CLAIMED


async def test_a_task_given_to_a_colleague_is_his_and_not_a_makers() -> None:
    key = await publish(bpmn(START + END + node("a", "COMMITTEE_MEMBER") + chain("s", "a", "e")))
    case = await start(key)
    task = await the_task(case, "a")
    giver = await actor("wei.daishen")
    with pytest.raises(PersonUnfit):
        await service.transfer_task(
            giver,
            service.TransferTask(
                task_id=task.id, to_user_id=await user_id("lin.zhuban"), reason=REASON
            ),
        )

    fresh = await service.transfer_task(
        giver,
        service.TransferTask(
            task_id=task.id, to_user_id=await user_id("jin.daishen"), reason=REASON
        ),
    )

    assert fresh.assignee_id == await user_id("jin.daishen")
    with reaching(EVERYTHING):
        assert (await Task.get(id=task.id)).status == TaskState.TRANSFERRED
        told = await Notification.filter(subject_id=fresh.id).values_list("recipient_id", flat=True)
    assert told == [fresh.assignee_id]
    await decide(case, "a", "jin.daishen")
    assert (await instance_of(case)).ending == Ending.COMPLETED


async def test_whoever_asks_for_a_signature_waits_for_it() -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    reviewer = await actor("gao.shencha")

    waiting = await service.add_sign(
        reviewer,
        service.AddSignTask(
            task_id=task.id, user_ids=[await user_id("shao.fengxian")], reason=REASON
        ),
    )
    assert waiting.status == TaskState.WAITING_ADDSIGN
    with pytest.raises(IllegalTransition):
        await decide(case, "review", "gao.shencha", seat=True)
    await decide(case, "review", "shao.fengxian", seat=True)

    assert (await the_task(case, "review")).status == TaskState.CLAIMED
    assert case not in BUSINESS.steps
    await decide(case, "review", "gao.shencha")
    assert await waiting_at(case) == ["approve"]


async def test_a_signature_asked_for_can_be_taken_away() -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    reviewer = await actor("gao.shencha")
    asked = [await user_id("shao.fengxian")]
    await service.add_sign(
        reviewer, service.AddSignTask(task_id=task.id, user_ids=asked, reason=REASON)
    )
    further = await the_task(case, "review", "shao.fengxian")

    gone = await service.remove_sign(
        reviewer, service.RemoveSignTask(task_id=further.id, reason=REASON)
    )

    assert gone.status == TaskState.CANCELLED
    assert (await the_task(case, "review")).status == TaskState.CLAIMED


async def test_twenty_sign_each_vote_sent_three_times_and_each_counts_once() -> None:
    logins = await colleagues(20, Role.ARCHIVIST)
    all_of = several('<ml:countersign mode="ALL"/>')
    key = await publish(
        bpmn(START + END + node("a", "ARCHIVIST", inner=all_of) + chain("s", "a", "e"))
    )
    case = await start(key, "shi.yunze")
    seats = {task.assignee_id: task for task in await open_tasks(case)}
    votes = [
        (
            await actor(login),
            service.DecideTask(
                task_id=seats[await user_id(login)].id, outcome=Outcome.APPROVE, opinion=OPINION
            ),
        )
        for login in logins
    ]

    answers = await asyncio.gather(
        *(service.decide_task(*vote) for vote in votes * 3), return_exceptions=True
    )

    kinds = [type(answer).__name__ for answer in answers]
    assert (kinds.count("Task"), kinds.count("TaskNotOpen")) == (20, 40)
    # The bank's archivist of the demo has a seat of his own.
    assert await waiting_at(case) == ["a"]
    await decide(case, "a", "lang.dangan", seat=True)
    instance = await instance_of(case)
    assert instance.ending == Ending.COMPLETED
    with reaching(EVERYTHING):
        assert await TaskOpinion.filter(instance_id=instance.id).count() == 21
        seqs = await WorkflowEvent.filter(instance_id=instance.id).values_list("seq", flat=True)
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


async def test_a_rejected_countersign_cancels_the_seats_that_are_open() -> None:
    all_of = several('<ml:countersign mode="ALL"/>')
    key = await publish(
        bpmn(START + END + node("a", "COMMITTEE_MEMBER", inner=all_of) + chain("s", "a", "e"))
    )
    case = await start(key)
    seat = await the_task(case, "a", "jin.daishen")

    await decide(case, "a", "wei.daishen", Outcome.REJECT, seat=True)

    assert (await instance_of(case)).ending == Ending.REJECTED
    with pytest.raises(TaskNotOpen):
        await service.decide_task(
            await actor("jin.daishen"),
            service.DecideTask(task_id=seat.id, outcome=Outcome.APPROVE, opinion=OPINION),
        )


async def test_the_secretary_closes_a_vote_only_with_a_quorum() -> None:
    case = await start("RT3")
    for step, login in (
        ("recheck", "sun.chashan"),
        ("review", "gao.shencha"),
        ("risk", "shao.fengxian"),
    ):
        await decide(case, step, login)
    secretary = await actor("he.mishu")
    seat = await the_task(case, "committee", "wei.daishen")
    await decide(case, "committee", "jin.daishen", seat=True)
    await decide(case, "committee", "fang.zhuren", seat=True)
    with pytest.raises(QuorumNotMet):
        await service.close_vote(secretary, service.CloseTaskVote(task_id=seat.id))
    await decide(case, "committee", "shu.daishen", seat=True)

    closed = await service.close_vote(secretary, service.CloseTaskVote(task_id=seat.id))

    assert closed.status == TaskState.CANCELLED
    assert await waiting_at(case) == ["determine"]


async def test_inv_37_a_maker_does_not_check_even_where_he_has_the_role() -> None:
    key = await publish(
        bpmn(START + END + node("a", "CUSTOMER_MANAGER", scope="BRANCH") + chain("s", "a", "e"))
    )
    with pytest.raises(Exception, match="NOBODY_TO_ASSIGN"):
        await start(key)
    case = await start("RT1")
    task = await the_task(case, "review")
    with reaching(EVERYTHING):
        await WorkflowInstance.filter(id=task.instance_id).update(
            maker_ids=[str(await user_id("gao.shencha"))]
        )

    with pytest.raises(MakerChecker):
        await decide(case, "review", "gao.shencha")


async def test_a_held_case_does_not_move_until_it_is_resumed() -> None:
    case = await start("RT1")
    admin = await actor("wu.liucheng")
    instance = await instance_of(case)
    with pytest.raises(NotFound):
        await service.suspend_instance(
            await actor("meng.dudao"),
            service.SuspendInstance(instance_id=instance.id, reason=REASON),
        )

    await service.suspend_instance(
        admin, service.SuspendInstance(instance_id=instance.id, reason=REASON)
    )
    with pytest.raises(IllegalTransition):
        await decide(case, "review", "gao.shencha")
    await service.resume_instance(
        admin, service.ResumeInstance(instance_id=instance.id, reason=REASON)
    )
    await decide(case, "review", "gao.shencha")

    assert await waiting_at(case) == ["approve"]


async def test_a_terminated_case_tells_its_business_and_leaves_nothing_open() -> None:
    case = await start("RT4")
    instance = await instance_of(case)

    await service.terminate_instance(
        await actor("wu.liucheng"),
        service.TerminateInstance(instance_id=instance.id, reason=REASON),
    )

    ended = await instance_of(case)
    assert (ended.status, ended.ending) == (InstanceState.TERMINATED, Ending.TERMINATED)
    assert BUSINESS.steps[case] == [("ENDED", "", "TERMINATED")]
    assert await open_tasks(case) == []


async def test_a_supervisor_gives_a_task_to_somebody_who_can_do_it() -> None:
    key = await publish(bpmn(START + END + node("a", "COMMITTEE_MEMBER") + chain("s", "a", "e")))
    case = await start(key)
    task = await the_task(case, "a")
    await service.claim_task(await actor("wei.daishen"), service.ClaimTask(task_id=task.id))

    given = await service.reassign_task(
        await actor("dong.dudao"),
        service.ReassignTask(
            task_id=task.id, to_user_id=await user_id("shu.daishen"), reason=REASON
        ),
    )

    assert given.assignee_id == await user_id("shu.daishen")
    await decide(case, "a", "shu.daishen")


async def test_an_urged_task_is_not_urged_again_at_once() -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    manager = await actor("lin.zhuban")

    urged = await service.urge_task(manager, service.UrgeTask(task_id=task.id, message="请尽快"))
    with pytest.raises(RateLimited):
        await service.urge_task(manager, service.UrgeTask(task_id=task.id))

    assert urged.urged_count == 1
    with reaching(EVERYTHING):
        told = await Notification.filter(subject_id=task.id, event="task.urged").count()
    assert told == 1


async def test_an_overdue_task_is_told_once_and_never_decided_by_the_clock() -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    assert task.due_at is not None
    clock = await system()

    for _ in range(3):
        with reaching((str(clock.legal_entity_id), str(clock.legal_entity_id))):
            await steps.tell_time(clock, TaskTimeCame(task_id=task.id, reminder=True))
            await steps.tell_time(clock, TaskTimeCame(task_id=task.id, reminder=False))

    after = await the_task(case, "review")
    assert (after.status, after.overdue_at is not None) == (TaskState.CREATED, True)
    with reaching(EVERYTHING):
        told = await Notification.filter(subject_id=task.id, event="task.overdue").values_list(
            "recipient_id", flat=True
        )
    assert sorted(told) == sorted([await user_id("gao.shencha"), await user_id("dong.dudao")])


async def test_a_timer_of_the_drawing_fires_once_and_only_when_due() -> None:
    timer = (
        '<bpmn:boundaryEvent id="late" name="late" attachedToRef="a" cancelActivity="true">'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    key = await publish(
        bpmn(
            START
            + END
            + node("a", "CREDIT_REVIEWER")
            + node("b", "CREDIT_APPROVER")
            + timer
            + chain("s", "a", "e")
            + flow("late", "b")
            + flow("b", "e")
        )
    )
    case = await start(key)
    instance = await instance_of(case)
    ((token, due),) = instance.timers.items()
    clock: Any = await system()
    moment = utc_now() - timedelta(minutes=1)

    async def fire(at: Any) -> None:
        event = RouteTimerCame(instance_id=instance.id, token=token, due=at)
        await steps.fire_timer(clock, event)

    await fire(type(moment).fromisoformat(due))
    assert await waiting_at(case) == ["a"]
    with reaching(EVERYTHING):
        await WorkflowInstance.filter(id=instance.id).update(timers={token: moment.isoformat()})
    await fire(moment)
    await fire(moment)

    assert await waiting_at(case) == ["b"]


async def test_a_step_runs_after_the_commit_and_its_result_leads_on() -> None:
    calls: list[str] = []

    async def run(_: Actor, instance: WorkflowInstance, node_id: str, __: Any) -> dict[str, Any]:
        calls.append(f"{instance.business_type}.{node_id}")
        return {"hasDeviation": True}

    service.register_step("test-step", run)
    job = (
        '<bpmn:serviceTask id="j" name="j"><bpmn:extensionElements>'
        '<ml:operation type="test-step"/></bpmn:extensionElements></bpmn:serviceTask>'
    )
    key = await publish(
        bpmn(
            START
            + END
            + job
            + node("a", "CREDIT_REVIEWER")
            + element("exclusiveGateway", "g", more='default="g_e"')
            + chain("s", "j", "g", "e")
            + flow("g", "a", "hasDeviation")
            + flow("a", "e")
        )
    )
    case = await start(key, hasDeviation=False)
    assert await waiting_at(case) == []

    await settle()

    assert calls == ["TEST_CASE.j"]
    assert await waiting_at(case) == ["a"]
