"""Drawdowns for tests, as far on their way as a test wants them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from backend.capabilities.calculator.rules import DueDayRule, RepaymentMethod
from backend.capabilities.contract.models import CreditLimit
from backend.capabilities.disbursement import service
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.disbursement.service import CreateDisbursement, SubmitDisbursement
from backend.capabilities.reference.queries import business_date
from backend.capabilities.workflow import queries as workflows
from backend.capabilities.workflow.rules import Outcome
from backend.capabilities.workflow.service import DecideTask, decide_task
from backend.kit.database import EVERYTHING, reach_of, reaching
from backend.kit.money import Fen
from backend.kit.work import unit_of_work
from tests.bank import actor

CARD = "6299990000000010003"


async def a_command(limit: CreditLimit, amount: Fen, **changes: Any) -> CreateDisbursement:
    """What a manager sends: one year, interest by the quarter, from today on."""
    values: dict[str, Any] = {
        "limit_id": limit.id,
        "amount": amount,
        "value_date": await business_date(),
        "term_months": 12,
        "repayment_method": RepaymentMethod.IO_Q,
        "due_day_rule": DueDayRule.QUARTER_END,
        "disburse_account": CARD,
        "repay_account": CARD,
        "purpose_text": "购买茶苗",
        "purpose_proofs": [uuid4()],
    }
    return CreateDisbursement(**(values | changes))


async def a_draft(limit: CreditLimit, amount: Fen, **changes: Any) -> Disbursement:
    """A drawdown written down by 林主办."""
    manager = await actor("lin.zhuban")
    with reaching(reach_of(manager)):
        return await service.create_disbursement(manager, await a_command(limit, amount, **changes))


async def submitted(limit: CreditLimit, amount: Fen, **changes: Any) -> Disbursement:
    """A drawdown for which the amount is set aside."""
    manager = await actor("lin.zhuban")
    draft = await a_draft(limit, amount, **changes)
    with reaching(reach_of(manager)):
        return await service.submit_disbursement(
            manager,
            SubmitDisbursement(disbursement_id=draft.id, expected_version=draft.version),
        )


async def in_review(limit: CreditLimit, amount: Fen, **changes: Any) -> Disbursement:
    """A drawdown whose note is signed."""
    manager = await actor("lin.zhuban")
    row = await submitted(limit, amount, **changes)
    async with unit_of_work(manager) as work:
        await service.open_signing(work, row.id, uuid4())
        return await service.note_signed(work, row.id)


async def approved(limit: CreditLimit, amount: Fen, **changes: Any) -> Disbursement:
    """A drawdown that 唐放款 has released; the core is asked when jobs are delivered."""
    row = await in_review(limit, amount, **changes)
    async with unit_of_work(await actor("tang.fangkuan")) as work:
        return await service.approve(work, row.id)


async def now(row_id: UUID) -> Disbursement:
    """The row as it stands."""
    with reaching(EVERYTHING):
        return await Disbursement.get(id=row_id)


async def limit_now(limit: CreditLimit) -> tuple[int, int]:
    """What is used and what is set aside."""
    with reaching(EVERYTHING):
        fresh = await CreditLimit.get(id=limit.id)
    return fresh.used_fen, fresh.reserved_fen


def in_days(day: date, days: int) -> date:
    """A day later or, negative, earlier."""
    return date.fromordinal(day.toordinal() + days)


async def decide(login: str, row_id: UUID, node: str, outcome: Outcome) -> None:
    """Somebody decides the open task of a disbursement."""
    with reaching(EVERYTHING):
        tasks = await workflows.open_tasks_of("DISBURSEMENT", row_id)
    (task,) = [task for task in tasks if task.node_id == node]
    command = DecideTask(
        task_id=task.id,
        outcome=outcome,
        opinion="资料已核对,按规定办理",
        return_to="INITIATOR" if outcome is Outcome.RETURN else None,
    )
    await decide_task(await actor(login), command)
