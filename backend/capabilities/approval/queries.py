"""Reads of approval."""

from uuid import UUID

from backend.capabilities.approval.models import (
    ApprovalRejection,
    ApprovedTerms,
    CaseTermsVersion,
)
from backend.capabilities.approval.rules import CaseTerms
from backend.capabilities.calculator.rules import RepaymentMethod

CASE = "APPLICATION"


async def terms_of(application_id: UUID) -> ApprovedTerms | None:
    """Find what was approved for an application."""
    return await ApprovedTerms.filter(application_id=application_id).first()


async def versions_of(application_id: UUID) -> list[CaseTermsVersion]:
    """List the terms of a case, version after version."""
    return await CaseTermsVersion.filter(application_id=application_id).order_by("seq")


async def standing_of(application_id: UUID) -> CaseTermsVersion | None:
    """Find the terms that a case stands on now."""
    return await CaseTermsVersion.filter(application_id=application_id).order_by("-seq").first()


async def rejections_of(application_id: UUID) -> list[ApprovalRejection]:
    """List how often a case was rejected, and when."""
    return await ApprovalRejection.filter(application_id=application_id).order_by("id")


def read_terms(row: CaseTermsVersion) -> CaseTerms:
    """Read a version as terms."""
    return CaseTerms(
        amount_fen=row.amount_fen,
        term_months=row.term_months,
        limit_term_months=row.limit_term_months,
        spread_bp=row.spread_bp,
        methods=tuple(RepaymentMethod(one) for one in row.methods),
        conditions=tuple(row.conditions),
        covenants=tuple(row.covenants),
    )
