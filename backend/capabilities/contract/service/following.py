"""What happens to contracts because something else happened."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.contract import queries
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.rules import CONTRACT_MACHINE, ContractStatus
from backend.capabilities.contract.service.effect import take_effect_if_ready
from backend.capabilities.contract.service.voiding import drop
from backend.capabilities.guarantee import queries as guarantees
from backend.kit.actor import Actor
from backend.kit.work import unit_of_work


async def collateral_registered(actor: Actor, collateral_id: UUID) -> None:
    """Let the signed contracts that waited for a registration take effect; repeatable."""
    found = []
    for application_id in await guarantees.applications_secured_by(collateral_id):
        contract = await queries.contract_of_application(application_id)
        found += [contract.id] if contract else []
    await _try(actor, found)


async def day_came(actor: Actor) -> None:
    """Let the signed contracts whose first day has come take effect; repeatable."""
    rows = await CreditContract.filter(
        legal_entity_id=actor.legal_entity_id, status=ContractStatus.SIGNED
    ).only("id")
    await _try(actor, [row.id for row in rows])


async def application_withdrawn(actor: Actor, application_id: UUID) -> None:
    """Void the contract of an application that the customer went back on; repeatable."""
    found = await queries.contract_of_application(application_id)
    if found is None:
        return
    async with unit_of_work(actor) as work:
        contract = await work.lock(CreditContract, found.id)
        if {"void", "void_signed"} & set(CONTRACT_MACHINE.allowed(ContractStatus(contract.status))):
            await drop(work, contract, "客户撤回申请")


async def _try(actor: Actor, contract_ids: Iterable[UUID]) -> None:
    for contract_id in contract_ids:
        async with unit_of_work(actor) as work:
            contract = await work.lock(CreditContract, contract_id)
            await take_effect_if_ready(work, contract)
