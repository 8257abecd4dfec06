"""Sending a reviewed contract to everybody who must sign, and hearing how it ended."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.contract.errors import RemoteSignNotAllowed
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.rules import (
    CONTRACT_MACHINE,
    Case,
    ContractStatus,
    Signatory,
    plan_documents,
)
from backend.capabilities.contract.service.case import case_of
from backend.capabilities.contract.service.effect import signed
from backend.capabilities.contract.service.making import SUBJECT
from backend.capabilities.contract.service.voiding import drop
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.product.rules import SigningMode, SigningRule, signing_modes
from backend.capabilities.signing import service as signing
from backend.capabilities.signing.rules import OUTCOME_ZH, SigningKind, SigningOutcome
from backend.capabilities.signing.rules import SigningMode as TaskMode
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.money import yuan
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from backend.capabilities.evidence.models import GeneratedDocument

OPEN_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class StartContractSigning:
    """发起合同签约"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("期望版本")
    mode: SigningMode | None = about("签署方式;不填则可远程时远程,否则当面", None)


async def start_contract_signing(actor: Actor, command: StartContractSigning) -> CreditContract:
    """Open the signing of a reviewed contract for all its parties (INV-47, INV-54).

    Raises:
        IllegalTransition: it is not reviewed.
        RemoteSignNotAllowed: too large to be signed at a distance (INV-51).
        Refused: everything that is wrong with a party.
    """
    async with unit_of_work(actor) as work:
        contract = await work.lock(
            CreditContract,
            command.contract_id,
            within=rows_within(CreditContract, actor, "contract:sign"),
            expected_version=command.expected_version,
        )
        CONTRACT_MACHINE.next(ContractStatus(contract.status), "start_signing")
        application = await applications.by_id(contract.application_id)
        content, _ = await applications.content_for(application)
        mode = _mode(content.info.signing, contract, command.mode)
        task = await signing.open_task(
            work, await _opening(work, contract, mode, content.info.signing)
        )
        await audit.move(
            work,
            contract,
            CONTRACT_MACHINE,
            "start_signing",
            signing_task_id=task.id,
            signing_mode=mode,
        )
        work.answers_with(contract.id)
    return contract


def _mode(rule: SigningRule, contract: CreditContract, wanted: SigningMode | None) -> SigningMode:
    modes = signing_modes(rule, contract.amount_fen)
    if wanted is not None and wanted not in modes:
        raise RemoteSignNotAllowed(
            path=("mode",), amount=yuan(contract.amount_fen), maximum=yuan(rule.remote_max_fen)
        )
    return wanted or modes[0]


async def _opening(
    work: Work, contract: CreditContract, mode: SigningMode, rule: SigningRule
) -> signing.OpenSigning:
    case = await case_of(work.actor, contract)
    kept = await evidence.documents_of(SUBJECT, contract.id)
    documents = [document for document in kept if document.status == "FROZEN"]
    return signing.OpenSigning(
        kind=SigningKind.CREDIT_CONTRACT,
        subject_type=SUBJECT,
        subject_id=contract.id,
        title=f"授信合同 {contract.display_no}",
        mode=TaskMode(mode.value),
        documents=tuple(document.id for document in documents),
        signers=tuple(given for one in case.signatories for given in _signer(one, documents)),
        expires_at=work.now + timedelta(days=OPEN_DAYS),
        disclosure=_disclosure(case),
        recording_required=contract.amount_fen > rule.remote_max_fen,
    )


def _signer(
    signatory: Signatory, documents: "list[GeneratedDocument]"
) -> list[signing.SignerGiven]:
    mine = tuple(
        document.id
        for document in documents
        if signatory.key in {anchor["key"] for anchor in document.anchors}
    )
    person = signatory.person
    if not mine:
        return []
    return [
        signing.SignerGiven(
            key=signatory.key,
            customer_id=UUID(person.customer_id),
            name=person.name,
            id_no=person.id_no,
            phone=person.phone,
            role=person.role.value,
            documents=mine,
        )
    ]


def _disclosure(case: Case) -> signing.DisclosureGiven:
    sheet = next(one for one in plan_documents(case) if one.template == "T10")
    private = ("borrower", "contract_no", "signed_on")
    content = {name: value for name, value in sheet.values.items() if name not in private}
    return signing.DisclosureGiven(
        title=sheet.title, content=Json(content), min_seconds=case.disclosure.min_read_seconds
    )


async def signing_completed(actor: Actor, contract_id: UUID, task_id: UUID) -> None:
    """Everybody has signed and the bank has sealed; repeatable."""
    async with unit_of_work(actor) as work:
        contract = await work.lock(CreditContract, contract_id)
        if _waits_for(contract, task_id):
            await signed(work, contract)


async def signing_ended(actor: Actor, contract_id: UUID, task_id: UUID, outcome: str) -> None:
    """Somebody declined, or time ran out: the contract is void; repeatable."""
    async with unit_of_work(actor) as work:
        contract = await work.lock(CreditContract, contract_id)
        if _waits_for(contract, task_id):
            await drop(work, contract, f"签约{OUTCOME_ZH[SigningOutcome(outcome)]}")


def _waits_for(contract: CreditContract, task_id: UUID) -> bool:
    return contract.status == ContractStatus.SIGNING and contract.signing_task_id == task_id
