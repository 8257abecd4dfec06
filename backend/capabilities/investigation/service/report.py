"""The report: made from the sections, never typed; both sign the same snapshot (INV-20, INV-23)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.decision import queries as decided
from backend.capabilities.decision.rules import Snapshot, take_snapshot
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as evidence_service
from backend.capabilities.investigation import queries
from backend.capabilities.investigation.errors import (
    LeadSignsFirst,
    OpinionMissing,
    ReportMissing,
    ReportOutdated,
    SignedAlready,
)
from backend.capabilities.investigation.models import (
    CreditOpinion,
    InvestigationReport,
    ReportSignature,
)
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    InvestigationStatus,
    InvestigatorRole,
)
from backend.capabilities.investigation.rules.report import (
    ROLE_ZH,
)
from backend.capabilities.investigation.service.case import (
    Case,
    locked_case,
    readable_case,
    role_of,
)
from backend.capabilities.investigation.service.report_values import (
    check_ins_of,
    report_values,
)
from backend.capabilities.organization import queries as organization
from backend.capabilities.product import queries as products
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.command import about
from backend.kit.money import yuan
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports

TEMPLATE = "T12"
SUBJECT = "INVESTIGATION_REPORT"
_S = InvestigationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateReport:
    """生成调查报告"""

    investigation_id: UUID = about("调查")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignReport:
    """签署调查报告"""

    report_id: UUID = about("报告")
    snapshot_hash: str = about("所见报告的数据快照摘要")


async def generate_report(actor: Actor, command: GenerateReport, ports: Ports) -> Any:
    """Make the report of the data as they stand; an earlier one is superseded, not changed.

    The PDF is made before the transaction: what changed meanwhile refuses it.

    Raises:
        OpinionMissing: an investigator has not given his.
        ReportOutdated: somebody changed the data while it was printed.
    """
    case = await readable_case(actor, command.investigation_id, "investigation:write")
    role_of(case.investigation, actor)
    INVESTIGATION_MACHINE.next(_S(case.investigation.status), "report")
    await _refuse_missing_opinions(case)
    seen, at = await snapshot_of(case), utc_now().replace(microsecond=0)
    template = await products.template_in_force(
        TEMPLATE,
        case.investigation.legal_entity_id,
        actor.union_id,
        await reference.business_date(),
    )
    bank, _ = await organization.bank_and_branch(case.investigation.org_id)
    values = await report_values(case, seen, at)
    html = ports.documents.html(template.content, values)
    rendered = await evidence_service.render_document(ports, template, values, issuer=bank, at=at)
    async with unit_of_work(actor) as work:
        case = await locked_case(work, command.investigation_id, "investigation:write")
        if (await snapshot_of(case)).sha256 != seen.sha256:
            raise ReportOutdated
        report = await _keep(
            work, case, seen, html, rendered, f"{template.code} v{template.number}"
        )
        await audit.move(work, case.investigation, INVESTIGATION_MACHINE, "report")
        work.answers_with(report.id)
    return report


async def _keep(
    work: Work, case: Case, seen: Snapshot, html: str, rendered: Any, template_version: str
) -> InvestigationReport:
    investigation = case.investigation
    title = f"调查报告 {investigation.no}"
    document = await evidence_service.keep_document(
        work, rendered, title=title, subject_type=SUBJECT, subject_id=investigation.id
    )
    before = (
        await InvestigationReport.filter(investigation_id=investigation.id, is_current=True)
        .using_db(work.connection)
        .select_for_update()
        .first()
    )
    if before is not None:
        await before.revise(work.actor.id, is_current=False)
    return await work.add(
        InvestigationReport,
        no=await next_no(work, "BG"),
        number=before.number + 1 if before else 1,
        legal_entity_id=investigation.legal_entity_id,
        investigation_id=investigation.id,
        supersedes_id=before.id if before else None,
        document_id=document.id,
        template_version=template_version,
        snapshot=seen.text,
        snapshot_hash=seen.sha256,
        html=html,
    )


async def _refuse_missing_opinions(case: Case) -> None:
    given = {str(one.role) for one in await queries.opinions_of(case.application.id)}
    for role in InvestigatorRole:
        if role.value not in given:
            raise OpinionMissing(who=f"{ROLE_ZH[role.value]}人")


async def sign_report(actor: Actor, command: SignReport) -> Any:
    """Sign what one has seen: first the lead, then the co-investigator (INV-20).

    Raises:
        ReportOutdated: the data are no longer those of the report, or of the one seen.
        LeadSignsFirst: the lead has not signed yet.
        SignedAlready: once is enough.
    """
    async with unit_of_work(actor) as work:
        report = await InvestigationReport.filter(id=command.report_id).first()
        if report is None or not report.is_current:
            raise ReportMissing
        case = await locked_case(work, report.investigation_id, "investigation:write")
        role = role_of(case.investigation, actor)
        await _refuse_signing(case, report, role, command.snapshot_hash)
        await work.add(
            ReportSignature,
            legal_entity_id=report.legal_entity_id,
            report_id=report.id,
            user_id=actor.id,
            user_name=actor.name,
            role=role,
            snapshot_hash=report.snapshot_hash,
            at=work.now,
        )
        step = "sign_as_lead" if role is InvestigatorRole.LEAD else "sign_as_co"
        await audit.move(work, case.investigation, INVESTIGATION_MACHINE, step)
        work.answers_with(report.id)
    return report


async def _refuse_signing(
    case: Case, report: InvestigationReport, role: InvestigatorRole, seen_hash: str
) -> None:
    if await ReportSignature.filter(report_id=report.id, role=role).exists():
        raise SignedAlready
    if role is InvestigatorRole.CO and case.investigation.status == _S.OPINED:
        raise LeadSignsFirst
    now = (await snapshot_of(case)).sha256
    if not seen_hash == report.snapshot_hash == now:
        raise ReportOutdated(path=("snapshot_hash",))


async def snapshot_of(case: Case) -> Snapshot:
    """Freeze what a report stands for: every section, proof, figure and opinion by its hash."""
    investigation, application = case.investigation, case.application
    decision = await decided.current(application.id)
    opinions = await queries.opinions_of(application.id)
    ids = [opinion.id for opinion in opinions]
    return take_snapshot(
        {
            "investigation": investigation.no,
            "application": application.no,
            "amount": yuan(application.amount_requested_fen),
            "termMonths": application.term_months,
            "mode": str(investigation.mode),
            "investigators": [investigation.owner_id, investigation.co_investigator_id],
            "checkIns": [
                {"by": row.user_id, "at": row.at, "place": row.place}
                for row in await check_ins_of(investigation)
            ],
            "sections": [
                {"module": row.module, "revision": row.revision, "data": row.data_hash}
                for row in await queries.sections_of(application.id)
            ],
            "evidence": sorted(
                f"{row.slot} {row.sha256}"
                for row in await evidence.evidence_of(queries.SUBJECT, investigation.id)
            ),
            "decision": {"id": decision.id, "inputs": decision.snapshot_sha256},
            "opinions": [_opinion(opinion) for opinion in opinions],
            "adjustments": [
                {"field": str(one.field), "to": one.to_value, "reason": one.reason_text}
                for one in await decided.adjustments_of(application.id)
                if one.subject_id in ids
            ],
        }
    )


def _opinion(opinion: CreditOpinion) -> dict[str, Any]:
    return {
        "role": str(opinion.role),
        "author": opinion.author_id,
        "recommendation": str(opinion.recommendation),
        "amount": yuan(opinion.amount_fen),
        "termMonths": opinion.term_months,
        "limitTermMonths": opinion.limit_term_months,
        "spreadBp": opinion.spread_bp,
        "methods": [str(method) for method in opinion.repayment_methods],
        "conditions": opinion.conditions_precedent,
        "covenants": opinion.covenants,
        "reasons": opinion.reasons,
    }


async def current_report(case: Case) -> InvestigationReport:
    """Find the report that stands for the data as they are now.

    Raises:
        ReportMissing: none has been made.
        ReportOutdated: the data have changed since.
    """
    report = await queries.report_of(case.application.id)
    if report is None:
        raise ReportMissing
    if (await snapshot_of(case)).sha256 != report.snapshot_hash:
        raise ReportOutdated
    return report
