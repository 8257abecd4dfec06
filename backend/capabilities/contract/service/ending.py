"""The end of a contract that binds: by time, by settlement, by agreement."""

from datetime import date

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.contract.events import ContractTerminated
from backend.capabilities.contract.models import CreditContract, CreditLimit
from backend.capabilities.contract.rules import CONTRACT_MACHINE, ContractStatus, LimitStatus
from backend.capabilities.contract.service import ledger
from backend.capabilities.guarantee import service as guarantee
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.work import Work, unit_of_work

SWEEP = 200


async def end(work: Work, contract: CreditContract, action: str, reason: str) -> None:
    """End a contract under which nothing is owed: ``settle`` or ``terminate``."""
    await audit.move(
        work,
        contract,
        CONTRACT_MACHINE,
        action,
        reason=reason,
        ended_on=await reference.business_date(),
        end_reason=reason[:400],
    )
    case = await applications.by_id(contract.application_id)
    if case.status == ApplicationStatus.EFFECTIVE:
        await application.step(work, case.id, "close", reason=reason)
    await guarantee.release(work, contract.id)
    work.announce(
        ContractTerminated(contract_id=contract.id, application_id=contract.application_id)
    )


async def expire_due(actor: Actor, today: date) -> int:
    """Expire the limits and contracts whose last day has passed; repeatable."""
    expired = 0
    while True:
        due = (
            await CreditLimit.filter(
                legal_entity_id=actor.legal_entity_id,
                status__in=[LimitStatus.ACTIVE, LimitStatus.FROZEN],
                draw_until__lt=today,
            )
            .limit(SWEEP)
            .only("id")
        )
        for limit in due:
            async with unit_of_work(actor) as work:
                await ledger.expire(work, limit.id)
        expired += len(due)
        if not due:
            break
    await _expire_contracts(actor, today)
    return expired


async def _expire_contracts(actor: Actor, today: date) -> None:
    due = await CreditContract.filter(
        legal_entity_id=actor.legal_entity_id, status=ContractStatus.EFFECTIVE, end_date__lt=today
    ).only("id")
    for found in due:
        async with unit_of_work(actor) as work:
            contract = await work.lock(CreditContract, found.id)
            if contract.status == ContractStatus.EFFECTIVE:
                await audit.move(work, contract, CONTRACT_MACHINE, "expire", reason="合同到期")
