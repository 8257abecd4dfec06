"""Voiding a contract: before everybody has signed, or signed with a condition that failed."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.rules import CONTRACT_MACHINE, ContractStatus
from backend.capabilities.contract.service.freezing import check_reason
from backend.capabilities.contract.service.making import void_documents
from backend.capabilities.guarantee import service as guarantee
from backend.capabilities.notification.service import tell
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.reference import queries as reference
from backend.capabilities.signing import queries as signings
from backend.capabilities.signing import service as signing
from backend.capabilities.signing.rules import OPEN_TASK
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidContract:
    """作废未签完的合同;申请回到已批准"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")
    reason: str = about("作废原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidSignedContract:
    """作废已签、生效条件落空的合同"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")
    reason: str = about("作废原因")


async def void_contract(actor: Actor, command: VoidContract) -> CreditContract:
    """Void a contract before everybody has signed; its signing ends with it.

    Raises:
        ValidationFailed: no reason.
        IllegalTransition: it is signed, or has ended.
        SigningUnderway: a signature is being made at this moment.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        contract = await work.lock(
            CreditContract,
            command.contract_id,
            within=rows_within(CreditContract, actor, "contract:prepare"),
            expected_version=command.expected_version,
        )
        CONTRACT_MACHINE.next(ContractStatus(contract.status), "void")
        await drop(work, contract, command.reason.strip())
        work.answers_with(contract.id)
    return contract


async def void_signed_contract(actor: Actor, command: VoidSignedContract) -> CreditContract:
    """Void a signed contract whose condition failed; the signed papers stay as they are.

    Raises:
        ValidationFailed: no reason.
        MakerChecker: the actor made the contract or the case (INV-37).
        IllegalTransition: it is not signed, or in effect.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        contract = await work.lock(
            CreditContract,
            command.contract_id,
            within=rows_within(CreditContract, actor, "contract:void-signed"),
            expected_version=command.expected_version,
        )
        case = await applications.by_id(contract.application_id)
        makers = await applications.makers_of(case) | {contract.created_by}
        check_not_maker(actor.id, makers, "作废已签合同")
        CONTRACT_MACHINE.next(ContractStatus(contract.status), "void_signed")
        await drop(work, contract, command.reason.strip())
        work.answers_with(contract.id)
    return contract


async def drop(work: Work, contract: CreditContract, reason: str) -> None:
    """Void a contract that is not in effect, with its signing; the approval may be used again."""
    was = ContractStatus(contract.status)
    await _end_signing(work, contract, reason)
    await audit.move(
        work,
        contract,
        CONTRACT_MACHINE,
        "void_signed" if was is ContractStatus.SIGNED else "void",
        reason=reason,
        ended_on=await reference.business_date(),
        end_reason=reason[:400],
    )
    await void_documents(work, contract, reason)
    await guarantee.contract_voided(work, contract.application_id)
    case = await applications.by_id(contract.application_id)
    if case.status == ApplicationStatus.CONTRACTING:
        await application.step(work, case.id, "void_contract", reason=reason)
    await _tell(work, contract, reason)


async def _end_signing(work: Work, contract: CreditContract, reason: str) -> None:
    if contract.status != ContractStatus.SIGNING or contract.signing_task_id is None:
        return
    task = await signings.task_by_id(contract.signing_task_id)
    if task.status in OPEN_TASK:
        await signing.void_task(work, contract.signing_task_id, reason)


async def _tell(work: Work, contract: CreditContract, reason: str) -> None:
    await tell(
        work,
        event="CONTRACT_VOID",
        to=[contract.owner_id],
        title="合同作废",
        text=f"{contract.display_no or contract.no} 已作废:{reason}"[:200],
        subject_type="CreditContract",
        subject_id=contract.id,
        once=f"contract-void:{contract.id}",
    )
