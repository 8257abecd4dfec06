"""What is written when the core has posted, all of it in one transaction (INV-31)."""

from backend.capabilities.audit import service as audit
from backend.capabilities.contract import queries as contracts
from backend.capabilities.contract import service as contract
from backend.capabilities.disbursement.events import DisbursementPaid
from backend.capabilities.disbursement.models import (
    Disbursement,
    LoanNote,
    RepaymentSchedule,
    ScheduleRow,
)
from backend.capabilities.disbursement.rules import (
    DISBURSEMENT_MACHINE,
    DisbursementStatus,
    NoteStatus,
    row_from_json,
)
from backend.capabilities.disbursement.service.core import Answer
from backend.capabilities.disbursement.service.feed import record_exposure
from backend.kit.faults import fault
from backend.kit.work import Work


async def record_payment(work: Work, row: Disbursement, action: str, answer: Answer) -> None:
    """Make the note with its schedule and turn the reserved amount into a used one."""
    receipt = answer.receipt
    assert receipt is not None
    await audit.move(
        work,
        row,
        DISBURSEMENT_MACHINE,
        action,
        to=DisbursementStatus.DISBURSED,
        core_ref=receipt.core_ref,
        core_responded_at=receipt.posted_at,
        simulated=receipt.simulated,
        unknown_since=None,
        failure_code="",
        failure_text="",
    )
    note = await _note(work, row)
    await _schedule(work, row, note)
    await record_exposure(work, note)
    fault("payout.in_record")
    await contract.use(
        work,
        row.limit_id,
        row.amount_fen,
        ref_type="DISBURSEMENT",
        ref_id=row.id,
        key=f"use:{row.id}",
    )
    agreement = await contracts.contract_of(row.contract_id)
    work.announce(
        DisbursementPaid(
            disbursement_id=row.id,
            note_id=note.id,
            contract_id=row.contract_id,
            application_id=agreement.application_id,
        )
    )


async def _note(work: Work, row: Disbursement) -> LoanNote:
    note = await work.add(
        LoanNote,
        legal_entity_id=row.legal_entity_id,
        org_id=row.org_id,
        org_path=row.org_path,
        owner_id=row.owner_id,
        no=row.loan_no,
        display_no=row.note_no,
        disbursement_id=row.id,
        contract_id=row.contract_id,
        customer_id=row.customer_id,
        principal_fen=row.amount_fen,
        outstanding_fen=row.amount_fen,
        annual_rate=row.annual_rate,
        value_date=row.value_date,
        maturity_date=row.maturity_date,
        core_ref=row.core_ref,
    )
    await audit.note_transition(work, note, "", NoteStatus.ACTIVE, "pay_out")
    return note


async def _schedule(work: Work, row: Disbursement, note: LoanNote) -> None:
    schedule = await work.add(
        RepaymentSchedule,
        legal_entity_id=row.legal_entity_id,
        note_id=note.id,
        number=1,
        engine_version=row.engine_version,
        sha256=row.schedule_sha256,
    )
    for instalment in map(row_from_json, row.schedule):
        await work.add(
            ScheduleRow,
            legal_entity_id=row.legal_entity_id,
            schedule_id=schedule.id,
            no=instalment.no,
            start_date=instalment.start_date,
            due_date=instalment.due_date,
            pay_by=instalment.pay_by,
            days=instalment.days,
            principal_fen=instalment.principal,
            interest_fen=instalment.interest,
            total_fen=instalment.total,
            balance_fen=instalment.balance,
        )
