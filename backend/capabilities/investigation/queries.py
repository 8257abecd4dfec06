"""Reads of investigation: for approval, the archive and the report."""

from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.credit_authorization import queries as bureau
from backend.capabilities.credit_authorization.rules import BureauIndicators
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.investigation.models import (
    CheckIn,
    CreditOpinion,
    Investigation,
    InvestigationReport,
    Section,
)
from backend.capabilities.investigation.rules import Presence
from backend.capabilities.product.rules import EvidenceKind, GivenEvidence
from backend.kit.places import Position

SUBJECT = "INVESTIGATION"


async def investigation_of(application_id: UUID) -> Investigation | None:
    """Find the investigation of an application."""
    return await Investigation.filter(application_id=application_id).first()


async def opinions_of(application_id: UUID) -> list[CreditOpinion]:
    """List the opinions that stand, the lead's first."""
    return await CreditOpinion.filter(
        investigation__application_id=application_id, is_current=True
    ).order_by("-role")


async def report_of(application_id: UUID) -> InvestigationReport | None:
    """Find the report that stands."""
    return await InvestigationReport.filter(
        investigation__application_id=application_id, is_current=True
    ).first()


async def sections_of(application_id: UUID) -> list[Section]:
    """List the sections as they stand, in the order of the library."""
    return await Section.filter(
        investigation__application_id=application_id, is_current=True
    ).order_by("module")


async def given_evidence(investigation_id: UUID) -> list[GivenEvidence]:
    """List what lies in the slots of an investigation."""
    found = []
    for row in await evidence.evidence_of(SUBJECT, investigation_id):
        module, _, slot = row.slot.partition(".")
        found.append(
            GivenEvidence(
                module=module,
                slot=slot,
                kind=EvidenceKind(str(row.kind)),
                from_camera=str(row.source) == "CAMERA",
            )
        )
    return found


async def bureau_answer(application_id: UUID) -> tuple[str, BureauIndicators] | None:
    """Find the applicant's bureau report: its number and indicators."""
    application = await applications.by_id(application_id)
    report = await bureau.report_for(application.applicant_id)
    if report is None:
        return None
    return report.report_no, bureau.indicators_of(report)


async def presence_of(investigation_id: UUID, user_id: UUID) -> Presence | None:
    """Find where somebody checked in last."""
    row = (
        await CheckIn.filter(investigation_id=investigation_id, user_id=user_id)
        .order_by("-at")
        .first()
    )
    return Presence(Position.read(row.latitude, row.longitude), row.at) if row else None
