"""Reads of disbursement."""

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.disbursement.models import (
    Disbursement,
    LoanNote,
    Payee,
    RepaymentSchedule,
    ScheduleRow,
)
from backend.capabilities.disbursement.rules import (
    RESERVING,
    DisbursementStatus,
    NoteStatus,
    PaidOut,
)
from backend.capabilities.product.rules import Payment
from backend.kit.money import Fen
from backend.kit.refusal import NotFound

if TYPE_CHECKING:
    from backend.capabilities.customer.models import Customer

OPEN_NOTES = (NoteStatus.ACTIVE, NoteStatus.OVERDUE, NoteStatus.EXTENDED)


async def disbursement_of(disbursement_id: UUID) -> Disbursement:
    """Find a disbursement within the legal entity.

    Raises:
        NotFound: there is none.
    """
    row = await Disbursement.filter(id=disbursement_id).first()
    if row is None:
        raise NotFound(path=("disbursement_id",))
    return row


async def borrower_of(row: Disbursement) -> "Customer":
    """Read whose loan it is."""
    found = await Disbursement.filter(id=row.id).select_related("customer").get()
    borrower: Customer = found.customer
    return borrower


async def note_of(note_id: UUID) -> LoanNote:
    """Find a note within the legal entity.

    Raises:
        NotFound: there is none.
    """
    row = await LoanNote.filter(id=note_id).first()
    if row is None:
        raise NotFound(path=("note_id",))
    return row


async def notes_of_contract(contract_id: UUID) -> list[LoanNote]:
    """List the notes of a contract, the first first."""
    return await LoanNote.filter(contract_id=contract_id).order_by("display_no")


async def disbursements_of_contract(contract_id: UUID) -> list[Disbursement]:
    """List the drawdowns of a contract, the first first."""
    return await Disbursement.filter(contract_id=contract_id).order_by("seq")


async def overdue_notes(customer_id: UUID) -> list[LoanNote]:
    """List a customer's notes on which something is overdue (INV-30)."""
    return await LoanNote.filter(customer_id=customer_id, status=NoteStatus.OVERDUE).order_by("no")


async def schedule_rows(note_id: UUID) -> list[ScheduleRow]:
    """List the instalments of a note's newest schedule."""
    newest = await RepaymentSchedule.filter(note_id=note_id).order_by("-number").first()
    if newest is None:
        return []
    return await ScheduleRow.filter(schedule_id=newest.id).order_by("no")


async def payees_of(disbursement_id: UUID) -> list[Payee]:
    """List whom an entrusted payment pays."""
    return await Payee.filter(disbursement_id=disbursement_id).order_by("id")


async def earlier_payments(
    customer_id: UUID, value_date: date, window_days: int, besides: UUID
) -> tuple[Payment, ...]:
    """Tell what the customer drew within the window before a day, and to whom (INV-36)."""
    live = [state.value for state in RESERVING | {DisbursementStatus.DISBURSED}]
    rows = await Disbursement.filter(
        customer_id=customer_id,
        status__in=live,
        value_date__gte=value_date - timedelta(days=window_days),
        value_date__lte=value_date,
    ).exclude(id=besides)
    payees = await Payee.filter(disbursement_id__in=[row.id for row in rows])
    entrusted = {payee.disbursement_id for payee in payees}
    on = {row.id: row.value_date for row in rows}
    return tuple(
        [Payment(one.account, one.amount_fen, on[one.disbursement_id]) for one in payees]
        + [
            Payment(row.disburse_account, row.amount_fen, row.value_date)
            for row in rows
            if row.id not in entrusted
        ]
    )


async def paid_on(day: date) -> list[PaidOut]:
    """List the payouts of a value date, as the day-end file knows them."""
    rows = await Disbursement.filter(status=DisbursementStatus.DISBURSED, value_date=day)
    return [PaidOut(str(row.core_request_id), str(row.loan_no), row.amount_fen) for row in rows]


async def outstanding_by_loan(day: date) -> dict[str, Fen]:
    """Map each open note that existed at the end of a day to what is owed of it now."""
    rows = await LoanNote.filter(
        status__in=[status.value for status in OPEN_NOTES], value_date__lte=day
    )
    return {row.no: row.outstanding_fen for row in rows}
