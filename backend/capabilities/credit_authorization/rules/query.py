"""The bureau query (征信查询): when one may be made, sent, or answered by an older report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from backend.capabilities.credit_authorization.errors import (
    AuthorizationOutOfDate,
    AuthorizationRequired,
    BureauAccountMissing,
    PurposeNotAuthorized,
    QueryApprovalRequired,
    QueryReasonMismatch,
    QueryUnresolved,
)
from backend.capabilities.credit_authorization.rules.authorization import (
    REASON_ZH,
    REASONS_OF_ROLE,
    ROLE_ZH,
    Authorization,
    AuthorizationState,
    QueryReason,
)
from backend.kit.refusal import Refusal, refuse_all
from backend.kit.transitions import Machine

REPORT_REUSE_DAYS = 30


class QueryState(StrEnum):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    SENT = "SENT"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    NO_RECORD = "NO_RECORD"
    UNKNOWN = "UNKNOWN"
    REUSED = "REUSED"


Q = QueryState
ANSWERS = (Q.SUCCEEDED, Q.FAILED, Q.NO_RECORD)

# UNKNOWN has no "send": each sending is a trace in the person's file at the bureau.
QUERY: Machine[QueryState] = Machine(
    {
        (Q.REQUESTED, "approve"): Q.APPROVED,
        (Q.REQUESTED, "send"): Q.SENT,
        (Q.REQUESTED, "reuse"): Q.REUSED,
        (Q.APPROVED, "send"): Q.SENT,
        (Q.APPROVED, "reuse"): Q.REUSED,
        (Q.SENT, "answer"): ANSWERS,
        (Q.SENT, "time_out"): Q.UNKNOWN,
        (Q.UNKNOWN, "enquire"): ANSWERS,
    }
)


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """Who is asked about, why, and under which bureau account of the asker."""

    subject_customer_id: UUID
    reason: QueryReason
    bureau_user: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """A bureau report that is already in the house."""

    subject_customer_id: UUID
    reason: QueryReason
    reported_on: date


def check_may_query(
    authorization: Authorization | None, request: QueryRequest, today: date
) -> None:
    """Refuse a query that the person has not permitted (INV-10, INV-11, INV-14).

    Source: 征信业管理条例, articles 18 and 20.

    Raises:
        Refused: all that is missing: a valid authorization of this person on this day,
            the purpose among the permitted ones, a reason that fits the role,
            the asker's own bureau account.
    """
    causes = _authorization_causes(authorization, request, today)
    if not request.bureau_user:
        causes.append(BureauAccountMissing())
    refuse_all(causes)


def _authorization_causes(
    authorization: Authorization | None, request: QueryRequest, today: date
) -> list[Refusal]:
    if authorization is None:
        return [AuthorizationRequired("NONE")]
    if authorization.subject_customer_id != request.subject_customer_id:
        # The other person's state is not told to somebody who only guesses ids.
        return [AuthorizationRequired("NONE")]
    causes: list[Refusal] = []
    if authorization.state is not AuthorizationState.VALID:
        causes.append(AuthorizationRequired(authorization.state.value))
    elif not authorization.valid_from <= today <= authorization.valid_to:
        causes.append(
            AuthorizationOutOfDate(
                authorization.valid_from.isoformat(), authorization.valid_to.isoformat()
            )
        )
    if request.reason not in authorization.purposes:
        causes.append(PurposeNotAuthorized(REASON_ZH[request.reason]))
    if request.reason not in REASONS_OF_ROLE[authorization.role]:
        causes.append(QueryReasonMismatch(REASON_ZH[request.reason], ROLE_ZH[authorization.role]))
    return causes


def check_nothing_unresolved(states_of_subject: Iterable[QueryState]) -> None:
    """Refuse a new query while an earlier one of the person has no answer (INV-13).

    Raises:
        QueryUnresolved: one is sent or unknown; ask for its status instead.
    """
    if any(state in (Q.SENT, Q.UNKNOWN) for state in states_of_subject):
        raise QueryUnresolved


def check_may_send(state: QueryState, *, approval_required: bool) -> QueryState:
    """Let a query go out: once, and where the bank wants it, only after approval.

    Raises:
        QueryApprovalRequired: the bank's parameter asks for an approval first.
        IllegalTransition: it has been sent, answered or reused already.
    """
    if approval_required and state is Q.REQUESTED:
        raise QueryApprovalRequired
    return QUERY.next(state, "send")


def is_reusable(
    report: Report, request: QueryRequest, today: date, reuse_days: int = REPORT_REUSE_DAYS
) -> bool:
    """Tell whether a report at hand answers the request at no cost.

    The same person, the same purpose, and at most ``reuse_days`` old; the last day counts.
    """
    age = today - report.reported_on
    return (
        report.subject_customer_id == request.subject_customer_id
        and report.reason is request.reason
        and timedelta(0) <= age <= timedelta(days=reuse_days)
    )
