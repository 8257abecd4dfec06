"""What the core tells us by itself: kept once, then carried out once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.contract import service as contract
from backend.capabilities.disbursement.events import (
    NoteOverdue,
    NoteRepaid,
    NoteSettled,
    PayoutWatched,
)
from backend.capabilities.disbursement.models import CoreNews, Disbursement, LoanNote
from backend.capabilities.disbursement.rules import NOTE_MACHINE, NewsKind, NoteStatus
from backend.capabilities.exposure import service as exposure
from backend.capabilities.exposure.rules import ExposureKind
from backend.kit.actor import Actor
from backend.kit.money import Fen
from backend.kit.work import Work, unit_of_work
from backend.ports.core_banking import (
    CoreEvent,
    FellOverdue,
    PayoutDeclined,
    PayoutPosted,
    Repaid,
    Settled,
)

NO_FEN = Fen(0)


async def take_news(actor: Actor, event: CoreEvent) -> bool:
    """Take one message of the core down and do what it says; False if it was known.

    A payout's own message decides nothing: it has the core asked at once (INV-33).
    A loan that is not ours is kept and changes nothing.
    """
    async with unit_of_work(actor) as work:
        if await _known(work, event):
            return False
        note = await _note_of(work, event.loan_no)
        news = await work.add(
            CoreNews,
            event_id=event.event_id,
            kind=_KINDS[type(event)],
            loan_no=event.loan_no[:40],
            note_id=note.id if note else None,
            business_date=event.business_date,
            occurred_at=event.occurred_at,
            simulated=event.simulated,
            **_amounts(event),
        )
        if isinstance(event, PayoutPosted | PayoutDeclined):
            await _ask(work, event.request_id)
        elif note is not None:
            await _carry_out(work, note, event, news.id)
    return True


async def _known(work: Work, event: CoreEvent) -> bool:
    # One message may arrive twice at once: the second waits here for the first.
    key = f"core:{work.actor.legal_entity_id}:{event.event_id}"
    await work.connection.execute_query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", [key]
    )
    known = CoreNews.filter(legal_entity_id=work.actor.legal_entity_id, event_id=event.event_id)
    return await known.using_db(work.connection).exists()


async def _note_of(work: Work, loan_no: str) -> LoanNote | None:
    found = await LoanNote.filter(no=loan_no).using_db(work.connection).first()
    return await work.lock(LoanNote, found.id) if found else None


async def _ask(work: Work, request_id: str) -> None:
    row = await Disbursement.filter(core_request_id=request_id).using_db(work.connection).first()
    if row is not None:
        work.announce(PayoutWatched(disbursement_id=row.id))


async def _carry_out(work: Work, note: LoanNote, event: CoreEvent, news_id: UUID) -> None:
    if isinstance(event, Repaid):
        await _repaid(work, note, event, news_id)
    elif isinstance(event, FellOverdue):
        await _overdue(work, note, event)
    elif isinstance(event, Settled):
        await _settled(work, note, event.occurred_at)


async def _repaid(work: Work, note: LoanNote, event: Repaid, news_id: UUID) -> None:
    paid = Fen(min(event.principal_fen, note.outstanding_fen))
    # Messages may overtake one another: we count what was paid, not what the core had left.
    await note.revise(work.actor.id, outstanding_fen=note.outstanding_fen - paid)
    if paid:
        row = await Disbursement.get(id=note.disbursement_id, using_db=work.connection)
        await contract.restore(
            work,
            row.limit_id,
            paid,
            ref_type="REPAYMENT",
            ref_id=news_id,
            key=f"repaid:{news_id}",
        )
        await record_exposure(work, note)
    if note.outstanding_fen == 0 and await _heard(note, NewsKind.SETTLED):
        await settle_note(work, note, event.occurred_at)
    elif note.status == NoteStatus.OVERDUE and event.overdue_fen == 0:
        await audit.move(
            work, note, NOTE_MACHINE, "catch_up", overdue_fen=NO_FEN, overdue_since=None
        )
    elif note.status == NoteStatus.OVERDUE:
        await note.revise(work.actor.id, overdue_fen=event.overdue_fen)
    work.announce(
        NoteRepaid(
            note_id=note.id,
            contract_id=note.contract_id,
            principal_fen=paid,
            business_date=event.business_date,
        )
    )


async def _heard(note: LoanNote, kind: NewsKind, since: datetime | None = None) -> bool:
    told = CoreNews.filter(note_id=note.id, kind=kind)
    return await (told.filter(occurred_at__gt=since) if since else told).exists()


async def _overdue(work: Work, note: LoanNote, event: FellOverdue) -> None:
    if await _heard(note, NewsKind.REPAID, event.occurred_at):
        # Overtaken by a later repayment, which told the balances after it.
        return
    owed = Fen(event.overdue_principal_fen + event.overdue_interest_fen)
    facts: dict[str, Any] = {"overdue_fen": owed, "overdue_since": event.overdue_since}
    if note.status == NoteStatus.OVERDUE:
        await note.revise(work.actor.id, **facts)
    elif "fall_overdue" in NOTE_MACHINE.allowed(NoteStatus(note.status)):
        await audit.move(work, note, NOTE_MACHINE, "fall_overdue", **facts)
    else:
        return
    row = await Disbursement.get(id=note.disbursement_id, using_db=work.connection)
    await contract.freeze(
        work,
        row.limit_id,
        f"借据 {note.no} 逾期",
        ref_type="LOAN_NOTE",
        ref_id=note.id,
        key=f"overdue:{note.id}:{event.overdue_since}",
    )
    work.announce(
        NoteOverdue(
            note_id=note.id,
            contract_id=note.contract_id,
            overdue_fen=owed,
            since=event.overdue_since,
        )
    )


async def _settled(work: Work, note: LoanNote, at: datetime) -> None:
    if note.status in (NoteStatus.SETTLED, NoteStatus.WRITTEN_OFF):
        return
    if note.outstanding_fen:
        # The repayment that settled it is still on its way; it settles the note itself.
        return
    await settle_note(work, note, at)


async def settle_note(work: Work, note: LoanNote, at: datetime) -> None:
    """Close a note under which nothing is owed."""
    await audit.move(
        work,
        note,
        NOTE_MACHINE,
        "settle",
        overdue_fen=NO_FEN,
        overdue_since=None,
        settled_on=at.date(),
    )
    work.announce(NoteSettled(note_id=note.id, contract_id=note.contract_id, settled_at=at))


async def record_exposure(work: Work, note: LoanNote) -> None:
    """Tell exposure what is owed under a note now."""
    row = await Disbursement.get(id=note.disbursement_id, using_db=work.connection)
    await exposure.record(
        work,
        customer_id=note.customer_id,
        kind=ExposureKind.NOTE,
        ref_type="LoanNote",
        ref_id=note.id,
        amount_fen=note.outstanding_fen,
        within_limit=row.limit_id,
    )


def _amounts(event: CoreEvent) -> dict[str, int]:
    match event:
        case Repaid():
            names = ("principal", "interest", "penalty", "outstanding", "overdue")
            return {f"{name}_fen": getattr(event, f"{name}_fen") for name in names}
        case FellOverdue():
            return {"overdue_fen": event.overdue_principal_fen + event.overdue_interest_fen}
        case PayoutPosted():
            return {"principal_fen": event.amount_fen}
        case _:
            return {}


_KINDS: dict[type[CoreEvent], NewsKind] = {
    PayoutPosted: NewsKind.PAYOUT_POSTED,
    PayoutDeclined: NewsKind.PAYOUT_DECLINED,
    Repaid: NewsKind.REPAID,
    FellOverdue: NewsKind.FELL_OVERDUE,
    Settled: NewsKind.SETTLED,
}
