"""The note lies before those who sign it: made and frozen outside, opened for signing inside."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.calculator.rules import DueDayRule, RepaymentMethod
from backend.capabilities.contract import queries as contracts
from backend.capabilities.disbursement import queries
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.disbursement.rules import (
    DisbursementStatus,
    NoteFacts,
    NoteSigner,
    PayeeWanted,
    PaymentMode,
    entrusted_order,
    loan_note,
    schedule_of,
)
from backend.capabilities.disbursement.service.review import note_signed
from backend.capabilities.disbursement.service.steps import open_signing, refuse
from backend.capabilities.disbursement.service.terms import terms_of
from backend.capabilities.evidence import service as evidence
from backend.capabilities.evidence.service import RenderedFile
from backend.capabilities.organization import queries as organization
from backend.capabilities.product import queries as products
from backend.capabilities.product.rules import PartyRole, signing_modes
from backend.capabilities.reference import queries as reference
from backend.capabilities.signing import service as signing
from backend.capabilities.signing.rules import SigningKind
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application
    from backend.capabilities.contract.models import CreditContract
    from backend.capabilities.customer.models import Customer

LIFE = timedelta(days=3)
SUBJECT = "DISBURSEMENT"
ENDED_ZH = {"DECLINED": "客户拒签", "EXPIRED": "签署超时", "VOIDED": "签署作废"}
_SIGN = {
    PartyRole.APPLICANT: ("borrower", "借款人"),
    PartyRole.LEGAL_REP: ("rep", "法定代表人"),
    PartyRole.SPOUSE: ("spouse", "配偶"),
    PartyRole.CO_BORROWER: ("coborrower", "共同借款人"),
}


@dataclass(frozen=True, slots=True)
class _Hand:
    """A human being who signs the note."""

    key: str
    relation: str
    role: PartyRole
    customer: "Customer"


async def prepare_note(actor: Actor, ports: Ports, disbursement_id: UUID) -> None:
    """Make the documents of a submitted disbursement and open their signing; once.

    Raises:
        DocumentUnprintable, StoreUnavailable: not made; it is tried again.
    """
    row = await queries.disbursement_of(disbursement_id)
    if row.status != DisbursementStatus.SUBMITTED:
        return
    agreement = await contracts.contract_of(row.contract_id)
    application = await applications.by_id(agreement.application_id)
    hands = await _hands(application)
    rendered = await _render(actor, ports, row, agreement, hands)
    async with unit_of_work(actor) as work:
        row = await work.lock(Disbursement, disbursement_id)
        if row.status == DisbursementStatus.SUBMITTED:
            await _open(work, row, application, hands, rendered)


async def _render(
    actor: Actor,
    ports: Ports,
    row: Disbursement,
    agreement: "CreditContract",
    hands: list[_Hand],
) -> list[RenderedFile]:
    facts = await _facts(row, agreement, hands)
    wanted = [("T09", loan_note(facts))]
    if row.payment_mode == PaymentMode.ENTRUSTED:
        wanted.append(("T11", entrusted_order(facts)))
    today, at = await reference.business_date(), utc_now().replace(microsecond=0)
    rendered: list[RenderedFile] = []
    for code, values in wanted:
        template = await products.template_in_force(
            code, row.legal_entity_id, actor.union_id, today
        )
        rendered.append(
            await evidence.render_document(ports, template, values, issuer=facts.bank_name, at=at)
        )
    return rendered


async def _facts(row: Disbursement, agreement: "CreditContract", hands: list[_Hand]) -> NoteFacts:
    bank_name, branch = await organization.bank_and_branch(row.org_id)
    borrower = await queries.borrower_of(row)
    first, *others = hands
    rate = Decimal(row.annual_rate)
    return NoteFacts(
        bank_name=bank_name,
        branch=branch,
        contract_no=str(agreement.display_no),
        note_no=row.note_no,
        loan_no=str(row.loan_no),
        borrower=NoteSigner(first.key, borrower.name, borrower.id_no),
        others=tuple(
            NoteSigner(one.key, one.customer.name, one.customer.id_no, one.relation)
            for one in others
        ),
        amount=row.amount_fen,
        value_date=row.value_date,
        maturity_date=row.maturity_date,
        term_months=row.term_months,
        rate=rate,
        overdue_rate=rate * (100 + agreement.penalty_markup_pct) / 100,
        misuse_rate=rate * (100 + agreement.misuse_markup_pct) / 100,
        method=RepaymentMethod(row.repayment_method),
        due_day_rule=DueDayRule(row.due_day_rule),
        due_day=row.due_day,
        purpose=row.purpose_text,
        mode=PaymentMode(row.payment_mode),
        disburse_account=row.disburse_account,
        repay_account=row.repay_account,
        schedule=schedule_of(terms_of(row)),
        payees=[
            PayeeWanted(one.name, one.account, one.bank_name, one.amount_fen)
            for one in await queries.payees_of(row.id)
        ],
    )


async def _hands(application: "Application") -> list[_Hand]:
    """Name who signs: the borrower (a firm by its legal representative) and who owes with him."""
    parties = await applications.parties_of(application.id)
    by_company = any(
        one.role == PartyRole.APPLICANT and one.customer.type == "COMPANY" for one in parties
    )
    first = PartyRole.LEGAL_REP if by_company else PartyRole.APPLICANT
    also = (PartyRole.CO_BORROWER,) if by_company else (PartyRole.SPOUSE, PartyRole.CO_BORROWER)
    found: list[_Hand] = []
    for role in (first, *also):
        for number, party in enumerate(one for one in parties if one.role == role):
            stem, relation = _SIGN[role]
            key = stem if role == first else f"{stem}{number + 1}"
            if party.customer.type != "COMPANY":
                found.append(_Hand(key, relation, role, party.customer))
    return found


async def _open(
    work: Work,
    row: Disbursement,
    application: "Application",
    hands: list[_Hand],
    rendered: list[RenderedFile],
) -> None:
    documents = [
        await evidence.keep_document(work, one, subject_type=SUBJECT, subject_id=row.id)
        for one in rendered
    ]
    note, *orders = documents
    content, _library = await applications.content_for(application)
    modes = signing_modes(content.info.signing, row.amount_fen)
    task = await signing.open_task(
        work,
        signing.OpenSigning(
            kind=SigningKind.LOAN_NOTE,
            subject_type=SUBJECT,
            subject_id=row.id,
            title=f"借据 {row.note_no}",
            mode=modes[0],
            documents=tuple(document.id for document in documents),
            signers=tuple(
                signing.SignerGiven(
                    key=hand.key,
                    customer_id=hand.customer.id,
                    name=hand.customer.name,
                    id_no=hand.customer.id_no,
                    phone=hand.customer.phone,
                    role=hand.role.value,
                    seq=number,
                    documents=(note.id, *(order.id for order in orders if number == 1)),
                )
                for number, hand in enumerate(hands, 1)
            ),
            expires_at=work.now + LIFE,
        ),
    )
    await open_signing(work, row.id, task.id)


async def take_signature(actor: Actor, disbursement_id: UUID, task_id: UUID) -> None:
    """Everybody has signed: the review begins, once."""
    async with unit_of_work(actor) as work:
        row = await work.lock(Disbursement, disbursement_id)
        if _waits_for(row, task_id):
            await note_signed(work, row.id)


async def end_unsigned(actor: Actor, disbursement_id: UUID, task_id: UUID, outcome: str) -> None:
    """Nobody will sign this note any more: the amount is free again."""
    async with unit_of_work(actor) as work:
        row = await work.lock(Disbursement, disbursement_id)
        if _waits_for(row, task_id):
            await refuse(work, row.id, f"借据未签署:{ENDED_ZH.get(outcome, outcome)}")


def _waits_for(row: Disbursement, task_id: UUID) -> bool:
    return row.status == DisbursementStatus.NOTE_SIGNING and row.signing_task_id == task_id
