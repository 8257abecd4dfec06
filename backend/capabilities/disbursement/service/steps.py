"""Steps between submission and payout, inside the transaction of whoever causes them."""

from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.contract import service as contract
from backend.capabilities.disbursement.events import PayoutApproved
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.disbursement.rules import DISBURSEMENT_MACHINE, DisbursementStatus
from backend.capabilities.disbursement.service.terms import check_ready
from backend.capabilities.evidence import queries as evidence_queries
from backend.capabilities.evidence import service as evidence
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.reference import queries as reference
from backend.capabilities.signing import service as signing
from backend.kit.work import Work


async def open_signing(work: Work, disbursement_id: UUID, task_id: UUID) -> Disbursement:
    """The note lies before those who must sign it."""
    return await _step(work, disbursement_id, "open_signing", signing_task_id=task_id)


async def approve(work: Work, disbursement_id: UUID) -> Disbursement:
    """Release the money: the core is asked after the commit (INV-32).

    Raises:
        MakerChecker: the actor made the request (INV-37).
        ValueDatePassed, ScheduleChanged: it is not what was signed.
    """
    row = await work.lock(Disbursement, disbursement_id)
    check_not_maker(work.actor.id, (row.created_by, row.owner_id), "放款审核")
    await check_ready(row, await reference.business_date())
    await audit.move(
        work,
        row,
        DISBURSEMENT_MACHINE,
        "approve",
        releaser_id=work.actor.id,
        released_at=work.now,
    )
    work.announce(PayoutApproved(disbursement_id=row.id))
    return row


async def give_back(work: Work, disbursement_id: UUID, reason: str) -> Disbursement:
    """Return it to its maker as a draft; the note is void and the amount free again."""
    row = await work.lock(Disbursement, disbursement_id)
    await void_note(work, row, reason)
    await audit.move(work, row, DISBURSEMENT_MACHINE, "return", reason=reason)
    await release(work, row)
    await audit.move(work, row, DISBURSEMENT_MACHINE, "redraft", end_reason=reason[:400])
    await row.revise(work.actor.id, **NO_NOTE)
    return row


async def refuse(work: Work, disbursement_id: UUID, reason: str) -> Disbursement:
    """End it by the review's decision; the amount is free again."""
    row = await _step(work, disbursement_id, "cancel", end_reason=reason[:400])
    await release(work, row)
    await void_note(work, row, reason)
    return row


async def void_note(work: Work, row: Disbursement, reason: str) -> None:
    """Take the note out of use: it can be signed no more, and what was signed is void."""
    if row.signing_task_id is not None and row.status == DisbursementStatus.NOTE_SIGNING:
        await signing.void_task(work, row.signing_task_id, reason)
    for document in await evidence_queries.documents_of("DISBURSEMENT", row.id):
        await evidence.void_document(work, document.id, reason)


async def release(work: Work, row: Disbursement) -> None:
    """Give the reserved amount back, once per submission."""
    await contract.release(
        work,
        row.limit_id,
        row.amount_fen,
        ref_type="DISBURSEMENT",
        ref_id=row.id,
        key=f"release:{row.id}:{row.submissions}",
    )


NO_NOTE: dict[str, Any] = {
    "loan_no": None,
    "note_no": "",
    "schedule": [],
    "engine_version": "",
    "schedule_sha256": "",
    "signing_task_id": None,
}


async def note_complete(work: Work, disbursement_id: UUID) -> Disbursement:
    """Everybody has signed."""
    await _step(work, disbursement_id, "complete_signing")
    return await _step(work, disbursement_id, "start_review")


async def _step(work: Work, disbursement_id: UUID, action: str, **changes: Any) -> Disbursement:
    row = await work.lock(Disbursement, disbursement_id)
    await audit.move(work, row, DISBURSEMENT_MACHINE, action, **changes)
    return row
