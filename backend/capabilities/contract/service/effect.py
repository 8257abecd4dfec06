"""From signed to effective: conditions met, limit granted, everybody told."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application
from backend.capabilities.audit import service as audit
from backend.capabilities.contract.errors import ConditionsUnmet
from backend.capabilities.contract.events import ContractEffective
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.rules import CONTRACT_MACHINE, ContractStatus
from backend.capabilities.contract.service import ledger
from backend.capabilities.customer import queries as customers
from backend.capabilities.guarantee import queries as guarantees
from backend.capabilities.guarantee import service as guarantee
from backend.capabilities.notification import service as notification
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import NotFound, ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmContractCondition:
    """确认一项生效前提条件已落实"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")
    code: str = about("条件代码")
    note: str = about("落实情况")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateContract:
    """使条件已满足的已签合同生效"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")


async def confirm_contract_condition(
    actor: Actor, command: ConfirmContractCondition
) -> CreditContract:
    """Note that a condition is met; a signed contract that waits for nothing else takes effect.

    Raises:
        MakerChecker: the actor made the contract or the case (INV-37).
        NotFound: the contract has no such condition.
    """
    if not 2 <= len(command.note.strip()) <= 200:
        raise ValidationFailed("请填写落实情况,2 到 200 字", "note")
    async with unit_of_work(actor) as work:
        contract = await work.lock(
            CreditContract,
            command.contract_id,
            within=rows_within(CreditContract, actor, "contract:confirm"),
            expected_version=command.expected_version,
        )
        case = await applications.by_id(contract.application_id)
        makers = await applications.makers_of(case) | {contract.created_by}
        check_not_maker(actor.id, makers, "确认生效条件")
        if command.code not in {one["code"] for one in contract.conditions}:
            raise NotFound(path=("code",))
        await _meet(work, contract, {command.code}, command.note.strip())
        await take_effect_if_ready(work, contract)
        work.answers_with(contract.id)
    return contract


async def activate_contract(actor: Actor, command: ActivateContract) -> CreditContract:
    """Let a signed contract take effect.

    Raises:
        IllegalTransition: it is not signed.
        ConditionsUnmet: it waits for something.
    """
    async with unit_of_work(actor) as work:
        contract = await work.lock(
            CreditContract,
            command.contract_id,
            within=rows_within(CreditContract, actor, "contract:sign"),
            expected_version=command.expected_version,
        )
        CONTRACT_MACHINE.next(ContractStatus(contract.status), "take_effect")
        if not await take_effect_if_ready(work, contract):
            waiting = await unmet(contract, await reference.business_date())
            raise ConditionsUnmet(unmet=";".join(waiting))
        work.answers_with(contract.id)
    return contract


async def signed(work: Work, contract: CreditContract) -> None:
    """Everybody has signed: guarantees bind, and the contract takes effect if it may."""
    await audit.move(work, contract, CONTRACT_MACHINE, "complete_signing", signed_at=work.now)
    await guarantee.contracted(work, contract.application_id)
    by_signing = {one["code"] for one in contract.conditions if one["bySigning"]}
    await _meet(work, contract, by_signing, "签署完成")
    await take_effect_if_ready(work, contract)


async def _meet(work: Work, contract: CreditContract, codes: set[str], note: str) -> None:
    met = {"met": True, "by": str(work.actor.id), "at": work.now.isoformat(), "note": note}
    conditions = [
        one | met if one["code"] in codes and not one["met"] else one for one in contract.conditions
    ]
    if conditions != contract.conditions:
        await contract.revise(work.actor.id, conditions=conditions)
        facts = {"conditions": sorted(codes)}
        audit.record(work, "CreditContract.meet", "CreditContract", contract.id, facts)


async def unmet(contract: CreditContract, today: "date") -> list[str]:
    """List in Chinese what a signed contract waits for; empty when nothing."""
    waiting = [one["text"] or one["code"] for one in contract.conditions if not one["met"]]
    waiting += await guarantees.collateral_ready(contract.application_id)
    if contract.start_date > today:
        waiting.append(f"起始日 {contract.start_date} 未到")
    return waiting


async def take_effect_if_ready(work: Work, contract: CreditContract) -> bool:
    """Make a signed contract effective once it waits for nothing; safe to repeat."""
    today = await reference.business_date()
    if contract.status != ContractStatus.SIGNED or await unmet(contract, today):
        return False
    await audit.move(work, contract, CONTRACT_MACHINE, "take_effect", effective_on=today)
    limit = await ledger.grant(work, contract)
    await guarantee.take_effect(work, contract.application_id, contract.id)
    await application.step(work, contract.application_id, "take_effect")
    work.announce(
        ContractEffective(
            contract_id=contract.id, application_id=contract.application_id, limit_id=limit.id
        )
    )
    await _tell(work, contract)
    return True


async def _tell(work: Work, contract: CreditContract) -> None:
    once = f"contract-effective:{contract.id}"
    await notification.tell(
        work,
        event="CONTRACT_EFFECTIVE",
        to=[contract.owner_id],
        title="合同生效",
        text=f"{contract.display_no} 已生效,额度可以使用",
        subject_type="CreditContract",
        subject_id=contract.id,
        once=once,
    )
    bank, _ = await organization.bank_and_branch(contract.org_id)
    (customer,) = (await customers.customers_by_ids([contract.customer_id])).values()
    await notification.text(
        work,
        template="CONTRACT_EFFECTIVE",
        phone=customer.phone,
        text=f"【{bank}】您的授信合同已生效,可以申请用款。如非本人办理请联系我行。",
        once=once,
    )
