"""Making the documents of a contract: read, print outside any transaction, keep."""

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.audit import service as audit
from backend.capabilities.contract import queries
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.rules import CONTRACT_MACHINE, Planned, plan_documents
from backend.capabilities.contract.service.case import case_of
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as files
from backend.capabilities.notification.service import tell
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import Role
from backend.capabilities.product import queries as products
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports

if TYPE_CHECKING:
    from backend.capabilities.product.models import DocumentTemplate

SUBJECT = "CREDIT_CONTRACT"


async def make_documents(actor: Actor, contract_id: UUID, ports: Ports) -> CreditContract:
    """Print and freeze the set of a draft (INV-44).

    Raises:
        TemplateMissing, DocumentUnprintable, StoreUnavailable: it stays a draft.
        VersionConflict: somebody changed it meanwhile; nothing is kept.
    """
    async with unit_of_work(actor) as work:
        contract = await queries.contract_of(contract_id)
        case = await case_of(actor, contract)
        planned = plan_documents(case)
        templates = await _templates(actor, planned)
        work.answers_with(contract.id)
    at = utc_now().replace(microsecond=0)
    made = await asyncio.gather(
        *(
            files.render_document(
                ports, templates[one.template], one.values, issuer=case.bank.name, at=at
            )
            for one in planned
        )
    )
    async with unit_of_work(actor) as work:
        contract = await work.lock(CreditContract, contract_id, expected_version=contract.version)
        for one, rendered in zip(planned, made, strict=True):
            await files.keep_document(
                work, rendered, title=one.title, subject_type=SUBJECT, subject_id=contract.id
            )
        revision = contract.revision + 1
        await audit.move(work, contract, CONTRACT_MACHINE, "freeze", revision=revision, defect="")
        await _tell_reviewers(work, contract)
    return contract


async def _templates(actor: Actor, planned: tuple[Planned, ...]) -> "dict[str, DocumentTemplate]":
    today = await reference.business_date()
    return {
        code: await products.template_in_force(code, actor.legal_entity_id, actor.union_id, today)
        for code in sorted({one.template for one in planned})
    }


async def _tell_reviewers(work: Work, contract: CreditContract) -> None:
    today = await reference.business_date()
    within = Q(legal_entity_id=contract.legal_entity_id)
    people = await organization.users_with_role(Role.CONTRACT_REVIEWER, within, today)
    await tell(
        work,
        event="CONTRACT_READY",
        to=[person.id for person in people],
        title="合同待复核",
        text=f"{contract.display_no} 已生成,请复核",
        subject_type="CreditContract",
        subject_id=contract.id,
        once=f"contract-ready:{contract.id}:{contract.revision}",
    )


async def void_documents(work: Work, contract: CreditContract, reason: str) -> None:
    """Take the unsigned documents of a contract out of use; their files stay."""
    for document in await evidence.documents_of(SUBJECT, contract.id):
        if document.status == "FROZEN":
            await files.void_document(work, document.id, reason)
