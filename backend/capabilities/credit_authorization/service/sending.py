"""The way to the bureau and back: sent once, enquired about until there is an answer.

The row is SENT before anything leaves, so that whatever happens afterwards, a crash
too, can only lead to an enquiry under the same request id: the row's own (INV-13).
"""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization.errors import IndicatorsUnreadable
from backend.capabilities.credit_authorization.events import CreditQueryUnresolved
from backend.capabilities.credit_authorization.models import CreditQuery, CreditReport
from backend.capabilities.credit_authorization.rules import (
    QUERY,
    REPORT_REUSE_DAYS,
    QueryState,
    read_indicators,
    write_indicators,
)
from backend.capabilities.credit_authorization.service.requesting import announce_finished, book
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen
from backend.kit.refusal import IllegalTransition, NotFound
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from backend.ports.credit_bureau import (
    BureauRefused,
    BureauReport,
    BureauRequest,
    BureauState,
    BureauStatus,
)
from backend.ports.failures import OutcomeUnknown, Unavailable
from storage.names import Kind
from storage.vault import StoredObject

PARSE_VERSION = "2026.1"
# The bank's codes for the bureau (dictionary bureauReason).
REASON_CODES = {"LOAN_APPROVAL": "LOAN_APPROVAL", "GUARANTOR_QUALIFICATION": "GUARANTOR_REVIEW"}
# A query may still be on its way when the first enquiry finds nothing.
NOT_FOUND_IS_FINAL_AFTER = 3
ENQUIRIES_MAX = 60
WAIT_MAX = timedelta(minutes=10)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquireCreditQuery:
    """查证一笔没有结果的征信查询"""

    query_id: UUID = about("征信查询")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the bureau said: a report that has been stored, or why there is none."""

    report: BureauReport | None = None
    raw: StoredObject | None = None
    code: str = ""
    message: str = ""


async def send_query(actor: Actor, query_id: UUID, ports: Ports) -> None:
    """Send a query that is ready; found SENT, it may have left before: enquire instead."""
    request = await _take_to_send(actor, query_id)
    if request is None:
        return
    try:
        answer = await _kept(await ports.credit_bureau.query(request), ports)
    except BureauRefused as refused:
        answer = _Answer(code=refused.code, message=refused.message_zh)
    except (OutcomeUnknown, Unavailable):
        await _leave_unresolved(actor, query_id)
        return
    await _finish(actor, query_id, "answer", answer)


async def _take_to_send(actor: Actor, query_id: UUID) -> BureauRequest | None:
    async with unit_of_work(actor) as work:
        query = await work.lock(CreditQuery, query_id)
        if query.status in (QueryState.REQUESTED, QueryState.APPROVED):
            await audit.move(work, query, QUERY, "send", sent_at=work.now)
            return await _request(query)
        if query.status == QueryState.SENT:
            await _to_unknown(work, query)
    return None


async def _request(query: CreditQuery) -> BureauRequest:
    await query.fetch_related("subject", "authorization")
    return BureauRequest(
        request_id=str(query.id),
        name=query.subject.name,
        id_no=query.subject.id_no,
        authorization_no=query.authorization.no,
        reason_code=REASON_CODES[query.reason],
        operator_account=query.bureau_account,
    )


async def _kept(report: BureauReport, ports: Ports) -> _Answer:
    raw = await ports.vault.put_sealed(report.raw, Kind.ORIGINAL, content_type=report.media_type)
    return _Answer(report, raw)


async def _leave_unresolved(actor: Actor, query_id: UUID) -> None:
    async with unit_of_work(actor) as work:
        query = await work.lock(CreditQuery, query_id)
        if query.status == QueryState.SENT:
            await _to_unknown(work, query)


async def _to_unknown(work: Work, query: CreditQuery) -> None:
    await audit.move(work, query, QUERY, "time_out")
    _enquire_later(work, query, 1)


def _enquire_later(work: Work, query: CreditQuery, attempt: int) -> None:
    wait = min(timedelta(seconds=5 * 2 ** min(attempt - 1, 8)), WAIT_MAX)
    work.announce(CreditQueryUnresolved(query_id=query.id, attempt=attempt), after=wait)


async def enquire_query(
    actor: Actor, query_id: UUID, attempt: int, ports: Ports, *, again: bool = True
) -> None:
    """Ask the bureau what became of a query; without an answer, ask ``again`` later."""
    query = await CreditQuery.filter(id=query_id).first()
    if query is None or query.status != QueryState.UNKNOWN:
        return
    try:
        status = await ports.credit_bureau.enquire(str(query_id))
    except Unavailable:
        status = BureauStatus(str(query_id), BureauState.PENDING, simulated=False)
    answer = await _answer_of(status, attempt, ports)
    if answer is None:
        await _note_enquiry(actor, query_id, attempt, again=again)
    else:
        await _finish(actor, query_id, "enquire", answer)


async def _answer_of(status: BureauStatus, attempt: int, ports: Ports) -> _Answer | None:
    if status.state is BureauState.ANSWERED and status.report is not None:
        return await _kept(status.report, ports)
    if status.state is BureauState.REFUSED:
        return _Answer(code=status.code, message=status.message_zh)
    if status.state is BureauState.NOT_FOUND and attempt >= NOT_FOUND_IS_FINAL_AFTER:
        return _Answer(code="NOT_RECEIVED", message="征信系统没有收到该查询,可以重新发起")
    return None


async def _note_enquiry(actor: Actor, query_id: UUID, attempt: int, *, again: bool) -> None:
    async with unit_of_work(actor) as work:
        query = await work.lock(CreditQuery, query_id)
        await query.revise(actor.id, enquiries=query.enquiries + 1)
        if again and attempt < ENQUIRIES_MAX:
            _enquire_later(work, query, attempt + 1)


async def _finish(actor: Actor, query_id: UUID, action: str, answer: _Answer) -> None:
    async with unit_of_work(actor) as work:
        query = await work.lock(CreditQuery, query_id)
        if (QueryState(query.status), action) not in QUERY.arrows:
            return
        report = answer.report
        await audit.move(
            work,
            query,
            QUERY,
            action,
            to=_outcome(report),
            responded_at=work.now,
            cost_fen=report.cost_fen if report else Fen(0),
            failure_code=answer.code[:60],
            failure_text=answer.message[:200],
        )
        if report is not None and answer.raw is not None:
            await _keep_report(work, query, report, answer.raw)
            await book(work, query, report.cost_fen)
        announce_finished(work, query)


def _outcome(report: BureauReport | None) -> QueryState:
    if report is None:
        return QueryState.FAILED
    return QueryState.NO_RECORD if report.no_record else QueryState.SUCCEEDED


async def _keep_report(
    work: Work, query: CreditQuery, report: BureauReport, raw: StoredObject
) -> None:
    today = await reference.business_date()
    indicators, problem = _parse(report.indicators)
    await work.add(
        CreditReport,
        query_id=query.id,
        subject_id=query.subject_id,
        reason=query.reason,
        report_no=report.report_no,
        report_at=report.report_at,
        reported_on=today,
        valid_until=today + timedelta(days=REPORT_REUSE_DAYS),
        no_record=report.no_record,
        is_simulated=report.simulated,
        raw_object=asdict(raw),
        indicators=indicators,
        parse_version=PARSE_VERSION,
        parse_problem=problem,
    )


def _parse(text: str) -> tuple[dict[str, object] | None, str]:
    # A report that we paid for is kept even when its indicators cannot be read.
    try:
        return json.loads(write_indicators(read_indicators(text))), ""
    except IndicatorsUnreadable as unreadable:
        return None, unreadable.message[:400]


async def enquire_credit_query(
    actor: Actor, command: EnquireCreditQuery, ports: Ports
) -> CreditQuery:
    """Ask at once what became of a query, for somebody who does not want to wait.

    Raises:
        NotFound: it is out of reach.
        IllegalTransition: it is not unresolved.
    """
    within = rows_within(CreditQuery, actor, "credit-query:request")
    query = await CreditQuery.filter(within, id=command.query_id).first()
    if query is None:
        raise NotFound(path=("query_id",))
    if query.status != QueryState.UNKNOWN:
        state = QueryState(query.status)
        raise IllegalTransition(state.value, "enquire", QUERY.allowed(state))
    # The timed enquiries go on by themselves; this one starts no second row of them.
    await enquire_query(actor, query.id, query.enquiries + 1, ports, again=False)
    async with unit_of_work(actor) as work:
        fresh = await work.lock(CreditQuery, query.id)
        work.answers_with(fresh.id)
    return fresh
