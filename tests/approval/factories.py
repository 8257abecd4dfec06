"""Cases that wait for approval, as rows: how they come about, the investigation's tests prove."""

from typing import Any
from uuid import UUID

from backend.capabilities.application.models import Application
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.approval import queries, service
from backend.capabilities.decision import queries as decisions
from backend.capabilities.decision.service import decide_after_investigation
from backend.capabilities.investigation.models import CreditOpinion, Investigation
from backend.capabilities.investigation.rules import (
    InvestigationMode,
    InvestigationStatus,
    InvestigatorRole,
    Recommendation,
)
from backend.capabilities.reference.service import next_no
from backend.capabilities.workflow import queries as workflows
from backend.capabilities.workflow.models import Task, WorkflowInstance
from backend.capabilities.workflow.rules import Outcome
from backend.capabilities.workflow.service import DecideTask, decide_task
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import fen
from backend.kit.work import Work, unit_of_work
from tests.bank import Client, actor
from tests.decision.factories import a_product, investigated
from tests.guarantee.factories import a_case

OPINION = "情况属实,同意按此办理。"


async def in_review(
    manager: Client,
    name: str,
    *,
    code: str = "A02",
    asked: str = "150000",
    proposed: str = "120000",
    modes: tuple[str, ...] = ("NATURAL_PERSON",),
    spread_bp: int = 220,
    methods: tuple[str, ...] = (),
    **facts: Any,
) -> Application:
    """A case of 林主办 whose opinion is written, on its route."""
    application = await a_case(manager, name, ApplicationStatus.IN_REVIEW, code=code)
    with reaching(EVERYTHING):
        await Application.filter(id=application.id).update(
            amount_requested_fen=fen(asked), term_months=36, guarantee_modes=list(modes)
        )
        application = await Application.get(id=application.id)
    async with unit_of_work(await actor("lin.zhuban")) as work:
        given = {"amount_fen": fen(asked)} | facts
        decision = await decide_after_investigation(work, application, investigated(**given))
        investigation = await work.add(
            Investigation,
            no=await next_no(work, "DC"),
            application_id=application.id,
            co_investigator_id=(await actor("he.xieban")).id,
            mode=InvestigationMode.ONSITE,
            status=InvestigationStatus.SUBMITTED,
            submissions=1,
            defects=[],
        )
        await _opine(work, investigation, decision.id, proposed, spread_bp, methods)
        await service.begin(work, application.id)
    return application


async def _opine(
    work: Work,
    investigation: Investigation,
    decision_id: UUID,
    amount: str,
    spread_bp: int = 220,
    methods: tuple[str, ...] = (),
) -> None:
    usual = ["EPI", "IO_Q"] if fen(amount) > fen("100000") else ["IO_Q"]
    await work.add(
        CreditOpinion,
        investigation_id=investigation.id,
        decision_id=decision_id,
        author_id=work.actor.id,
        author_name=work.actor.name,
        role=InvestigatorRole.LEAD,
        recommendation=Recommendation.APPROVE,
        amount_fen=fen(amount),
        term_months=36 if fen(amount) > fen("100000") else 12,
        limit_term_months=36,
        spread_bp=spread_bp,
        repayment_methods=list(methods) or usual,
        conditions_precedent=["保证合同已签订"],
        covenants=[],
        reasons="茶叶收入稳定",
        at=work.now,
    )


async def put_right(application: Application, amount: str) -> None:
    """The lead writes another opinion and hands the case in again."""
    async with unit_of_work(await actor("lin.zhuban")) as work:
        investigation = await Investigation.get(application_id=application.id)
        opinion = await CreditOpinion.get(investigation_id=investigation.id, is_current=True)
        await opinion.revise(work.actor.id, is_current=False)
        decision = await decisions.current(application.id)
        await _opine(work, investigation, decision.id, amount)
        await (
            Investigation.filter(id=investigation.id)
            .using_db(work.connection)
            .update(status=InvestigationStatus.SUBMITTED)
        )
        await (
            Application.filter(id=application.id)
            .using_db(work.connection)
            .update(status=ApplicationStatus.IN_REVIEW)
        )
        await service.go_on(work, application.id)


async def decide(
    application: Application,
    node: str,
    login: str,
    outcome: Outcome = Outcome.APPROVE,
    **more: Any,
) -> Task:
    """Somebody decides the task of a node."""
    who = await actor(login)
    tasks = [task for task in await open_tasks(application) if task.node_id == node]
    seats = [task for task in tasks if task.assignee_id == who.id]
    task = (seats or tasks)[0]
    command = DecideTask(task_id=task.id, outcome=outcome, opinion=OPINION, **more)
    return await decide_task(who, command)


async def open_tasks(application: Application) -> list[Task]:
    """The tasks that a case waits for."""
    with reaching(EVERYTHING):
        return await workflows.open_tasks_of(queries.CASE, application.id)


async def waits_at(application: Application) -> list[str]:
    """The nodes that a case waits at."""
    return sorted({task.node_id for task in await open_tasks(application)})


async def route_of(application: Application) -> str:
    """The key of the route that a case is on."""
    with reaching(EVERYTHING):
        row = await WorkflowInstance.filter(business_id=application.id).order_by("-id").first()
    assert row is not None
    return row.key


async def status_of(application: Application) -> str:
    """Where the application stands."""
    with reaching(EVERYTHING):
        return str((await Application.get(id=application.id)).status.value)


WIDE = a_product(amount_max_fen=fen("3000000"), amount_min_fen=fen("5000"))
