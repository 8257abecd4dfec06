"""Reads of credit authorization."""

import json
from datetime import date
from uuid import UUID

from backend.capabilities.credit_authorization.errors import IndicatorsUnreadable
from backend.capabilities.credit_authorization.models import (
    BureauUser,
    CreditAuthorization,
    CreditQuery,
    CreditReport,
)
from backend.capabilities.credit_authorization.rules import (
    Authorization,
    AuthorizationState,
    BureauIndicators,
    QueryReason,
    SubjectRole,
    read_indicators,
)


def read_authorization(row: CreditAuthorization) -> Authorization:
    """Read a row as the rules want it."""
    return Authorization(
        subject_customer_id=row.subject_id,
        role=SubjectRole(row.role),
        purposes=frozenset(QueryReason(purpose) for purpose in row.purposes),
        state=AuthorizationState(row.status),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


async def valid_authorization(
    customer_id: UUID, reason: QueryReason, on: date, role: SubjectRole | None = None
) -> CreditAuthorization | None:
    """Find the permission that covers a purpose on a day; one in the role goes first."""
    rows = await CreditAuthorization.filter(
        subject_id=customer_id,
        status=AuthorizationState.VALID,
        valid_from__lte=on,
        valid_to__gte=on,
    ).order_by("-valid_to", "-id")
    covering = [row for row in rows if reason.value in row.purposes]
    return next((row for row in covering if row.role == role), next(iter(covering), None))


async def latest_authorization(customer_id: UUID) -> CreditAuthorization | None:
    """Find the newest permission in any state, to say what is the matter with it."""
    return await CreditAuthorization.filter(subject_id=customer_id).order_by("-id").first()


async def bureau_account_of(user_id: UUID) -> str | None:
    """Name a person's own bureau account (INV-14)."""
    row = await BureauUser.filter(user_id=user_id, is_active=True).first()
    return row.account if row else None


async def report_for(customer_id: UUID, reason: QueryReason | None = None) -> CreditReport | None:
    """Find the newest report about a customer, for a reason where one is named."""
    rows = CreditReport.filter(subject_id=customer_id)
    if reason is not None:
        rows = rows.filter(reason=reason)
    return await rows.order_by("-report_at", "-id").first()


async def queries_of(application_id: UUID) -> list[CreditQuery]:
    """List the queries that were made for an application, oldest first."""
    return await CreditQuery.filter(application_id=application_id).order_by("id")


def indicators_of(report: CreditReport) -> BureauIndicators:
    """Read a report's indicators.

    Raises:
        IndicatorsUnreadable: they could not be read when the report came.
    """
    if report.indicators is None:
        raise IndicatorsUnreadable([report.parse_problem])
    return read_indicators(json.dumps(report.indicators))
