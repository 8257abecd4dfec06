"""Paying out, once: ask the core after the commit, and take its answer down in another.

Both functions run in reactions, at least once each. Whatever dies in between leaves a row
in SENDING and a timer in the queue; the timer enquires and nothing else decides.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.disbursement import queries
from backend.capabilities.disbursement.errors import ScheduleChanged, ValueDatePassed
from backend.capabilities.disbursement.events import PayoutWatched
from backend.capabilities.disbursement.models import Disbursement, PayoutAttempt
from backend.capabilities.disbursement.rules import (
    DISBURSEMENT_MACHINE,
    OPEN_AT_CORE,
    QUIET,
    Asked,
    DisbursementStatus,
    NextStep,
    alarm_due,
    may_send,
    meaning,
    next_enquiry,
)
from backend.capabilities.disbursement.service import alarm
from backend.capabilities.disbursement.service.core import Answer, enquire, request_of, send
from backend.capabilities.disbursement.service.record import record_payment
from backend.capabilities.disbursement.service.terms import check_ready
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.faults import fault
from backend.kit.work import Work, unit_of_work
from backend.ports.core_banking import CoreBanking

S = DisbursementStatus


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, how it was asked for and when."""

    asked: Asked
    answer: Answer
    asked_at: datetime


async def pay_out(actor: Actor, core: CoreBanking, disbursement_id: UUID) -> None:
    """Send an approved disbursement to the core; called again, see what became of it (INV-32)."""
    async with unit_of_work(actor) as work:
        row = await work.lock(Disbursement, disbursement_id)
        is_ours = row.status == S.APPROVED and await _ready(work, row)
        if is_ours:
            await _claim(work, row)
    fault("payout.after_claim")
    if is_ours:
        await _send(actor, core, disbursement_id)


async def watch_payout(actor: Actor, core: CoreBanking, disbursement_id: UUID) -> None:
    """Enquire about a payout whose outcome is open, with the request id that was sent (INV-33)."""
    now = utc_now()
    row = await queries.disbursement_of(disbursement_id)
    if row.status not in OPEN_AT_CORE:
        return
    if row.status == S.SENDING and not may_send(row.last_sent_at, now):
        await _look_again(actor, disbursement_id)
        return
    answer = await enquire(core, row)
    then = await _take(actor, disbursement_id, Heard(Asked.ENQUIRY, answer, now))
    if then is NextStep.SEND_AGAIN:
        await _send(actor, core, disbursement_id)


async def _send(actor: Actor, core: CoreBanking, disbursement_id: UUID) -> None:
    row = await queries.disbursement_of(disbursement_id)
    asked_at = utc_now()
    answer = await send(core, await request_of(row))
    fault("payout.after_answer")
    await _take(actor, disbursement_id, Heard(Asked.SEND, answer, asked_at))


async def _ready(work: Work, row: Disbursement) -> bool:
    try:
        await check_ready(row, await reference.business_date())
    except (ValueDatePassed, ScheduleChanged) as refused:
        # Not sent: somebody has to cancel it and have a new note signed.
        await row.revise(
            work.actor.id, failure_code=refused.code, failure_text=refused.message[:400]
        )
        await alarm.not_sent(work, row, refused.message)
        return False
    return True


async def _claim(work: Work, row: Disbursement) -> None:
    await audit.move(
        work,
        row,
        DISBURSEMENT_MACHINE,
        "send",
        core_request_id=str(row.id),
        last_sent_at=work.now,
        sends=row.sends + 1,
        failure_code="",
        failure_text="",
    )
    await _write(work, row, Asked.SEND, row.sends)
    work.announce(PayoutWatched(disbursement_id=row.id), after=QUIET)


async def _take(actor: Actor, disbursement_id: UUID, heard: Heard) -> NextStep:
    """Take an answer down; what it means depends on where the row stands by now."""
    async with unit_of_work(actor) as work:
        row = await work.lock(Disbursement, disbursement_id)
        told = meaning(
            S(row.status),
            heard.asked,
            heard.answer.kind,
            may_send_again=may_send(row.last_sent_at, heard.asked_at),
        )
        number = row.sends if heard.asked is Asked.SEND else row.enquiries + 1
        await _write(work, row, heard.asked, number, heard.answer)
        if heard.asked is Asked.ENQUIRY:
            await row.revise(actor.id, enquiries=number)
        if told.to is not None:
            await _move(work, row, told.to, heard.answer)
        if told.then is NextStep.SEND_AGAIN:
            await row.revise(actor.id, last_sent_at=work.now, sends=row.sends + 1)
            await _write(work, row, Asked.SEND, row.sends)
        await _go_on(work, row, told.then)
        work.at_end(_die_before_commit)
    return told.then


async def _die_before_commit() -> None:
    fault("payout.before_commit")


async def _move(work: Work, row: Disbursement, to: DisbursementStatus, answer: Answer) -> None:
    action = "answer" if row.status == S.SENDING else "resolve"
    if to is S.DISBURSED:
        await record_payment(work, row, action, answer)
    elif to is S.FAILED:
        await audit.move(
            work,
            row,
            DISBURSEMENT_MACHINE,
            action,
            to=to,
            reason=answer.code,
            unknown_since=None,
            failure_code=answer.code[:80],
            failure_text=answer.text[:400],
        )
        await alarm.failed(work, row)
    else:
        await audit.move(work, row, DISBURSEMENT_MACHINE, action, to=to, unknown_since=work.now)


async def _go_on(work: Work, row: Disbursement, then: NextStep) -> None:
    if then is NextStep.NOTHING:
        return
    if alarm_due(row.unknown_since, work.now):
        await alarm.unknown(work, row)
    wait = QUIET if then is NextStep.SEND_AGAIN else next_enquiry(row.enquiries)
    work.announce(PayoutWatched(disbursement_id=row.id), after=wait)


async def _look_again(actor: Actor, disbursement_id: UUID) -> None:
    async with unit_of_work(actor) as work:
        work.announce(PayoutWatched(disbursement_id=disbursement_id), after=timedelta(seconds=5))


async def _write(
    work: Work, row: Disbursement, asked: Asked, number: int, answer: Answer | None = None
) -> None:
    await work.add(
        PayoutAttempt,
        legal_entity_id=row.legal_entity_id,
        disbursement_id=row.id,
        asked=asked,
        number=number,
        answer=None if answer is None else answer.kind,
        code="" if answer is None else answer.code[:80],
        text="" if answer is None else answer.text[:400],
        at=work.now,
    )


async def see_now(work: Work, disbursement_id: UUID) -> None:
    """Have the core asked at once: it said by itself that something happened."""
    work.announce(PayoutWatched(disbursement_id=disbursement_id))
