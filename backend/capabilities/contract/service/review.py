"""Review of the documents by somebody who did not prepare them (合同复核)."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.rules import CONTRACT_MACHINE, ContractStatus
from backend.capabilities.contract.service.freezing import check_reason
from backend.capabilities.contract.service.making import make_documents, void_documents
from backend.capabilities.notification.service import tell
from backend.capabilities.organization.rules import check_not_maker
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class PassContractReview:
    """合同复核通过"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContractDefect:
    """合同复核发现问题,退回重新生成"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")
    defect: str = about("发现的问题")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegenerateContract:
    """按现有资料重新生成合同文本,编号不变"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")


async def pass_contract_review(actor: Actor, command: PassContractReview) -> CreditContract:
    """Let a contract go to signing.

    Raises:
        MakerChecker: the actor made the contract or the case (INV-37).
        IllegalTransition: it is not generated.
    """
    async with unit_of_work(actor) as work:
        contract = await _in_review(work, command.contract_id, command.expected_version)
        await audit.move(
            work,
            contract,
            CONTRACT_MACHINE,
            "pass_review",
            reviewer_id=actor.id,
            reviewed_at=work.now,
        )
        await _tell_manager(work, contract, "合同复核通过,可以发起签约")
        work.answers_with(contract.id)
    return contract


async def report_contract_defect(actor: Actor, command: ReportContractDefect) -> CreditContract:
    """Send a contract back to be made anew; its documents are void, its number stays.

    Raises:
        ValidationFailed: the defect is not described.
        MakerChecker: the actor made the contract or the case (INV-37).
        IllegalTransition: it is not generated.
    """
    check_reason(command.defect)
    async with unit_of_work(actor) as work:
        contract = await _in_review(work, command.contract_id, command.expected_version)
        defect = command.defect.strip()
        await audit.move(
            work, contract, CONTRACT_MACHINE, "report_defect", reason=defect, defect=defect
        )
        await void_documents(work, contract, defect)
        await _tell_manager(work, contract, f"合同复核退回:{defect}")
        work.answers_with(contract.id)
    return contract


async def regenerate_contract(
    actor: Actor, command: RegenerateContract, ports: Ports
) -> CreditContract:
    """Make the documents of a draft anew from the data as they are now.

    Raises:
        IllegalTransition: it is no draft.
        TemplateMissing, DocumentUnprintable, StoreUnavailable: it stays a draft.
    """
    async with unit_of_work(actor) as work:
        contract = await work.lock(
            CreditContract,
            command.contract_id,
            within=rows_within(CreditContract, actor, "contract:prepare"),
            expected_version=command.expected_version,
        )
        CONTRACT_MACHINE.next(ContractStatus(contract.status), "freeze")
        work.answers_with(contract.id)
    return await make_documents(actor, contract.id, ports)


async def _in_review(work: Work, contract_id: UUID, expected_version: int) -> CreditContract:
    contract = await work.lock(
        CreditContract,
        contract_id,
        within=rows_within(CreditContract, work.actor, "contract:review"),
        expected_version=expected_version,
    )
    application = await applications.by_id(contract.application_id)
    makers = await applications.makers_of(application) | {contract.created_by}
    check_not_maker(work.actor.id, makers, "合同复核")
    if contract.status == ContractStatus.GENERATED:
        await audit.move(work, contract, CONTRACT_MACHINE, "submit_review")
    return contract


async def _tell_manager(work: Work, contract: CreditContract, text: str) -> None:
    await tell(
        work,
        event="CONTRACT_REVIEWED",
        to=[contract.owner_id, contract.created_by],
        title="合同复核",
        text=f"{contract.display_no}:{text}"[:200],
        subject_type="CreditContract",
        subject_id=contract.id,
        once=f"contract-review:{contract.id}:{contract.version}",
    )
