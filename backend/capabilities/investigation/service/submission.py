"""Handing in, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.application import service as application_service
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.decision import queries as decided
from backend.capabilities.investigation import queries
from backend.capabilities.investigation.errors import NotInvestigator, ReportOutdated
from backend.capabilities.investigation.events import InvestigationSubmitted
from backend.capabilities.investigation.models import Investigation, ReportSignature
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    SECTION_MACHINE,
    InvestigationStatus,
    InvestigatorRole,
    SectionStatus,
)
from backend.capabilities.investigation.service.case import (
    current_sections,
    lacking_evidence,
    locked_case,
    role_of,
)
from backend.capabilities.investigation.service.report import current_report
from backend.capabilities.notification import service as notification
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import NotFound, refuse_all
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitInvestigation:
    """提交调查,进入审查审批"""

    investigation_id: UUID = about("调查")
    expected_version: int = about("期望版本")


async def submit_investigation(actor: Actor, command: SubmitInvestigation) -> Investigation:
    """Hand in: what both signed is what stands, and the decision is not stale.

    Raises:
        IllegalTransition: opinions or signatures are missing.
        NoDecision: the system decision has become stale.
        EvidenceMissing: a proof is gone.
        ReportOutdated: data changed after the report was signed.
    """
    async with unit_of_work(actor) as work:
        case = await locked_case(
            work, command.investigation_id, "investigation:write", command.expected_version
        )
        investigation = case.investigation
        if role_of(investigation, actor) is not InvestigatorRole.LEAD:
            raise NotInvestigator
        INVESTIGATION_MACHINE.next(InvestigationStatus(investigation.status), "submit")
        refuse_all(await lacking_evidence(case, case.form))
        await decided.current(case.application.id)
        report = await current_report(case)
        await _refuse_unsigned(report.id, report.snapshot_hash)
        again = case.application.status == ApplicationStatus.RETURNED
        await report.revise(actor.id, submitted_at=work.now)
        await audit.move(
            work,
            investigation,
            INVESTIGATION_MACHINE,
            "submit",
            submitted_at=work.now,
            submissions=investigation.submissions + 1,
            defects=[],
        )
        await application_service.step(
            work, case.application.id, "resubmit" if again else "submit_investigation"
        )
        work.announce(
            InvestigationSubmitted(
                application_id=case.application.id,
                investigation_id=investigation.id,
                resubmitted=again,
            )
        )
        work.answers_with(investigation.id)
    return investigation


async def _refuse_unsigned(report_id: UUID, snapshot_hash: str) -> None:
    signed = await ReportSignature.filter(report_id=report_id, snapshot_hash=snapshot_hash)
    if {InvestigatorRole(one.role) for one in signed} != set(InvestigatorRole):
        raise ReportOutdated


async def returned(
    work: Work, application_id: UUID, defects: Sequence[Mapping[str, Any]]
) -> Investigation:
    """Take a case back from those who check it, with what is to be put right.

    Each defect names a ``module`` and a ``comment``; its section becomes a DEFECT, the
    application is RETURNED.
    """
    investigation = await _of(work, application_id)
    sections = await current_sections(work, investigation.id)
    listed = [
        {"module": str(one.get("module", "")), "comment": str(one.get("comment", ""))}
        for one in defects
    ]
    for defect in listed:
        section = sections.get(defect["module"])
        if section is not None and section.status == SectionStatus.LOCKED:
            await audit.move(
                work,
                section,
                SECTION_MACHINE,
                "flag",
                reason=defect["comment"],
                comment=defect["comment"][:400],
            )
    reason = ";".join(one["comment"] for one in listed)
    await audit.move(
        work, investigation, INVESTIGATION_MACHINE, "return", reason=reason, defects=listed
    )
    application = await application_service.step(work, application_id, "return", reason=reason)
    await notification.tell(
        work,
        event="INVESTIGATION_RETURNED",
        to=[investigation.owner_id, investigation.co_investigator_id],
        title="调查被退回,请整改",
        text=f"申请 {application.no}:{reason}",
        subject_type="APPLICATION",
        subject_id=application_id,
        once=f"returned:{investigation.id}:{investigation.submissions}",
    )
    return investigation


async def accepted(work: Work, application_id: UUID) -> Investigation:
    """Close the investigation of a case that has been decided by those above."""
    investigation = await _of(work, application_id)
    await audit.move(work, investigation, INVESTIGATION_MACHINE, "accept")
    return investigation


async def _of(work: Work, application_id: UUID) -> Investigation:
    found = await queries.investigation_of(application_id)
    if found is None:
        raise NotFound(path=("application_id",))
    return await work.lock(Investigation, found.id)
