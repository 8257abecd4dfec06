"""Verbs of post-loan care."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.contract import queries as contracts
from backend.capabilities.disbursement import queries as disbursements
from backend.capabilities.notification import service as notification
from backend.capabilities.post_loan.models import PostLoanCheck
from backend.capabilities.post_loan.rules import (
    CHECK_MACHINE,
    PostLoanCheckKind,
    PostLoanCheckStatus,
    Report,
    next_due,
    problems_of,
)
from backend.capabilities.product.rules import PostLoanPlan
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from backend.capabilities.disbursement.models import LoanNote


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPostLoanCheck:
    """登记贷后检查"""

    check_id: UUID = about("贷后检查")
    expected_version: int = about("期望版本")
    place: str = about("检查地点")
    checked_at: datetime = about("检查时间")
    use_of_funds: str = about("资金实际用途")
    is_as_agreed: bool = about("用途是否与约定一致")
    findings: str = about("检查情况", "")
    evidence_ids: list[UUID] = about("影像资料", [])


async def open_first_check(actor: Actor, note_id: UUID) -> None:
    """Make the first check of a loan that was paid out; once per loan, however often asked."""
    note = await disbursements.note_of(note_id)
    plan = await _plan_of(note)
    async with unit_of_work(actor) as work:
        key = f"first-check:{note_id}"
        await work.connection.execute_query(
            "select pg_advisory_xact_lock(hashtextextended($1, 0))", [key]
        )
        known = PostLoanCheck.filter(note_id=note_id, kind=PostLoanCheckKind.FIRST)
        if not await known.using_db(work.connection).exists():
            due = note.value_date + timedelta(days=plan.first_check_days)
            await _open(work, note, PostLoanCheckKind.FIRST, 1, due)


async def record_post_loan_check(actor: Actor, command: RecordPostLoanCheck) -> PostLoanCheck:
    """Write a visit down; the next one becomes due where the product wants one.

    Raises:
        Refused: everything that the report lacks.
        IllegalTransition: it is recorded already.
    """
    async with unit_of_work(actor) as work:
        check = await work.lock(
            PostLoanCheck,
            command.check_id,
            within=rows_within(PostLoanCheck, actor, "post-loan:check"),
            expected_version=command.expected_version,
        )
        CHECK_MACHINE.next(check.status, "record")
        note = await disbursements.note_of(check.note_id)
        refuse_all(problems_of(_report(command), note.created_at, work.now))
        await audit.move(
            work,
            check,
            CHECK_MACHINE,
            "record",
            place=command.place.strip(),
            checked_at=command.checked_at,
            checked_by=actor.id,
            use_of_funds=command.use_of_funds.strip(),
            is_as_agreed=command.is_as_agreed,
            findings=command.findings,
            evidence_ids=[str(one) for one in command.evidence_ids],
        )
        await _plan_next(work, note, check)
        work.answers_with(check.id)
    return check


async def tell_late(actor: Actor, today: date) -> None:
    """Remind the managers of checks that are late, once a day each."""
    late = await PostLoanCheck.filter(status=PostLoanCheckStatus.OPEN, due_on__lt=today).order_by(
        "id"
    )
    async with unit_of_work(actor) as work:
        for check in late:
            await notification.tell(
                work,
                event="POST_LOAN_LATE",
                to=[check.owner_id],
                title="贷后检查逾期",
                text=f"贷后检查 {check.no} 应于 {check.due_on} 前完成,请尽快办理",
                subject_type="POST_LOAN_CHECK",
                subject_id=check.id,
                once=f"post-loan-late:{check.id}:{today}",
            )


async def _plan_next(work: Work, note: "LoanNote", check: PostLoanCheck) -> None:
    plan = await _plan_of(note)
    due = next_due(await reference.business_date(), plan.interval_days, note.maturity_date)
    if due is not None and note.status != "SETTLED":
        await _open(work, note, PostLoanCheckKind.REGULAR, check.number + 1, due)


async def _plan_of(note: "LoanNote") -> PostLoanPlan:
    agreement = await contracts.contract_of(note.contract_id)
    application = await applications.by_id(agreement.application_id)
    content, _library = await applications.content_for(application)
    return content.post_loan


async def _open(
    work: Work, note: "LoanNote", kind: PostLoanCheckKind, number: int, due: date
) -> None:
    check = await work.add(
        PostLoanCheck,
        no=await next_no(work, "DH"),
        legal_entity_id=note.legal_entity_id,
        org_id=note.org_id,
        org_path=note.org_path,
        owner_id=note.owner_id,
        note_id=note.id,
        customer_id=note.customer_id,
        kind=kind,
        number=number,
        due_on=due,
    )
    await audit.note_transition(work, check, "", PostLoanCheckStatus.OPEN, "open")


def _report(command: RecordPostLoanCheck) -> Report:
    return Report(
        place=command.place,
        checked_at=command.checked_at,
        use_of_funds=command.use_of_funds,
        findings=command.findings,
        evidence=len(command.evidence_ids),
    )
