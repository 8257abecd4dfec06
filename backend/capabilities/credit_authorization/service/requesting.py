"""Asking for a report: the ground is checked and the query written in one transaction."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization import queries
from backend.capabilities.credit_authorization.errors import (
    AuthorizationRequired,
    QueryUnresolved,
)
from backend.capabilities.credit_authorization.events import CreditQueryFinished, CreditQueryReady
from backend.capabilities.credit_authorization.models import (
    BureauCost,
    CreditAuthorization,
    CreditQuery,
    CreditReport,
)
from backend.capabilities.credit_authorization.rules import (
    QUERY,
    QueryReason,
    QueryRequest,
    QueryState,
    Report,
    SubjectRole,
    check_may_query,
    is_reusable,
)
from backend.capabilities.customer import queries as customers
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor, ActorKind
from backend.kit.command import about
from backend.kit.money import Fen
from backend.kit.refusal import Refused
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

OPEN = (QueryState.REQUESTED, QueryState.APPROVED, QueryState.SENT, QueryState.UNKNOWN)
APPROVAL = "credit.queryNeedsApproval"
REUSE_DAYS = "credit.reportReuseDays"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCreditQuery:
    """发起征信查询"""

    customer_id: UUID = about("被查询的客户")
    reason: QueryReason = about("查询原因")
    application_id: UUID | None = about("为哪笔申请", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveCreditQuery:
    """审批征信查询"""

    query_id: UUID = about("征信查询")
    expected_version: int = about("期望版本")


@dataclass(frozen=True, slots=True)
class _Ask:
    customer_id: UUID
    application_id: UUID | None
    reason: QueryReason
    requested_by: UUID
    authorization: CreditAuthorization


async def request_credit_query(actor: Actor, command: RequestCreditQuery) -> CreditQuery:
    """Ask the bureau about a customer; a report of the last 30 days answers at no cost.

    Raises:
        NotFound: the customer is out of reach.
        Refused: what is missing of the ground (INV-10, INV-11, INV-14).
        QueryUnresolved: an earlier query has no answer yet (INV-13).
    """
    async with unit_of_work(actor) as work:
        customer = await customers.customer_of(actor, command.customer_id)
        authorization = await _ground(work, customer.id, command.reason)
        await _refuse_unresolved(work, customer.id, command.reason)
        ask = _Ask(customer.id, command.application_id, command.reason, actor.id, authorization)
        query = await _make(work, ask)
        work.answers_with(query.id)
    return query


async def request_query(
    work: Work,
    *,
    customer_id: UUID,
    application_id: UUID | None,
    role: SubjectRole,
    reason: QueryReason,
) -> CreditQuery | None:
    """Ask for those above, within their transaction; repeated, it gives the open query again.

    A permission given in the ``role`` goes before others. The system asks under the name of
    the manager who took the permission.

    Raises:
        Refusal: what is missing first of the ground (INV-10, INV-11, INV-14).
        QueryUnresolved: one for another application has no answer yet (INV-13).
    """
    try:
        authorization = await _ground(work, customer_id, reason, role)
    except Refused as several:
        raise several.refusals[0] from several
    open_one = await _unresolved(work, customer_id, reason)
    if open_one is not None:
        if open_one.application_id != application_id:
            raise QueryUnresolved
        return open_one
    by = authorization.owner_id if work.actor.kind is ActorKind.SYSTEM else work.actor.id
    return await _make(work, _Ask(customer_id, application_id, reason, by, authorization))


async def _ground(
    work: Work, customer_id: UUID, reason: QueryReason, role: SubjectRole | None = None
) -> CreditAuthorization:
    # Two who ask at once stand in line here; a revocation waits for the row's lock.
    await work.connection.execute_query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", [f"bureau:{customer_id}"]
    )
    today = await reference.business_date()
    found = await queries.valid_authorization(customer_id, reason, today, role)
    found = found or await queries.latest_authorization(customer_id)
    if found is None:
        raise AuthorizationRequired("NONE")
    row = await work.lock(CreditAuthorization, found.id)
    asker = row.owner_id if work.actor.kind is ActorKind.SYSTEM else work.actor.id
    account = await queries.bureau_account_of(asker)
    check_may_query(
        queries.read_authorization(row), QueryRequest(customer_id, reason, account), today
    )
    return row


async def _unresolved(work: Work, customer_id: UUID, reason: QueryReason) -> CreditQuery | None:
    rows = CreditQuery.filter(subject_id=customer_id, reason=reason, status__in=OPEN)
    return await rows.using_db(work.connection).first()


async def _refuse_unresolved(work: Work, customer_id: UUID, reason: QueryReason) -> None:
    if await _unresolved(work, customer_id, reason) is not None:
        raise QueryUnresolved


async def _make(work: Work, ask: _Ask) -> CreditQuery:
    report = await _reusable(work, ask)
    query = await work.add(
        CreditQuery,
        no=await next_no(work, "CX"),
        authorization_id=ask.authorization.id,
        subject_id=ask.customer_id,
        application_id=ask.application_id,
        reason=ask.reason,
        bureau_account=await queries.bureau_account_of(ask.requested_by),
        requested_by=ask.requested_by,
        owner_id=ask.authorization.owner_id,
        org_id=ask.authorization.org_id,
        org_path=ask.authorization.org_path,
        requested_at=work.now,
        status=QueryState.REQUESTED if report is None else QueryState.REUSED,
        reused_from_id=report.query_id if report else None,
        responded_at=work.now if report else None,
    )
    before = "" if report is None else QueryState.REQUESTED
    action = "request" if report is None else "reuse"
    await audit.note_transition(work, query, before, query.status, action)
    if report is not None:
        await book(work, query, Fen(0))
        announce_finished(work, query)
    elif not await _needs_approval(work):
        work.announce(CreditQueryReady(query_id=query.id))
    return query


async def _reusable(work: Work, ask: _Ask) -> CreditReport | None:
    report = await queries.report_for(ask.customer_id, ask.reason)
    if report is None:
        return None
    actor, today = work.actor, await reference.business_date()
    days = await reference.parameter(REUSE_DAYS, today, actor.legal_entity_id, actor.union_id)
    known = Report(report.subject_id, QueryReason(report.reason), report.reported_on)
    wanted = QueryRequest(ask.customer_id, ask.reason, None)
    return report if is_reusable(known, wanted, today, int(days)) else None


async def _needs_approval(work: Work) -> bool:
    actor, today = work.actor, await reference.business_date()
    value = await reference.parameter(APPROVAL, today, actor.legal_entity_id, actor.union_id)
    return bool(value)


async def book(work: Work, query: CreditQuery, amount_fen: Fen) -> None:
    """Write the cost of a query into the ledger, zero too."""
    await work.add(
        BureauCost,
        query_id=query.id,
        bureau_account=query.bureau_account,
        org_path=query.org_path,
        booked_on=await reference.business_date(),
        amount_fen=amount_fen,
    )


def announce_finished(work: Work, query: CreditQuery) -> None:
    """Tell those above that a query has its outcome."""
    work.announce(
        CreditQueryFinished(
            query_id=query.id,
            customer_id=query.subject_id,
            application_id=query.application_id,
            outcome=QueryState(query.status).value,
        )
    )


async def approve_credit_query(actor: Actor, command: ApproveCreditQuery) -> CreditQuery:
    """Let a query go out, where the bank wants a second pair of eyes.

    Raises:
        MakerChecker: the asker approves himself (INV-37).
        IllegalTransition: it is not waiting for approval.
    """
    async with unit_of_work(actor) as work:
        query = await work.lock(
            CreditQuery,
            command.query_id,
            within=rows_within(CreditQuery, actor, "credit-query:approve"),
            expected_version=command.expected_version,
        )
        check_not_maker(actor.id, {query.requested_by, query.created_by}, "征信查询审批")
        await audit.move(work, query, QUERY, "approve", approved_by=actor.id)
        work.announce(CreditQueryReady(query_id=query.id))
        work.answers_with(query.id)
    return query
