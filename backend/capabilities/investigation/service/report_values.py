"""What the report prints (template T12), gathered from the case."""

from datetime import datetime
from typing import Any

from backend.capabilities.customer import queries as customers
from backend.capabilities.decision import queries as decided
from backend.capabilities.decision.rules import Snapshot
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.investigation import queries
from backend.capabilities.investigation.models import CheckIn, Investigation
from backend.capabilities.investigation.rules.report import (
    MODE_ZH,
    ROLE_ZH,
    comparison,
    evidence_rows,
    section_rows,
)
from backend.capabilities.investigation.service.case import Case
from backend.capabilities.organization import queries as organization
from backend.kit import masks
from backend.kit.clock import SHANGHAI
from backend.kit.money import grouped_yuan, yuan


async def check_ins_of(investigation: Investigation) -> list[CheckIn]:
    """List who was there, in the order of coming."""
    return await CheckIn.filter(investigation_id=investigation.id).order_by("at")


async def report_values(case: Case, seen: Snapshot, at: datetime) -> dict[str, Any]:
    """Gather what the template T12 asks for."""
    investigation, application = case.investigation, case.application
    known = await customers.customers_by_ids([application.applicant_id])
    applicant = known[application.applicant_id]
    bank, branch = await organization.bank_and_branch(investigation.org_id)
    decision = await decided.current(application.id)
    names = await organization.names_of([investigation.owner_id, investigation.co_investigator_id])
    files = await evidence.evidence_of(queries.SUBJECT, investigation.id)
    return {
        "report_no": investigation.no,
        "bank": {"name": bank, "branch": branch},
        "application": {
            "no": application.no,
            "product": case.content.info.name_zh,
            "amount": grouped_yuan(application.amount_requested_fen),
            "months": str(application.term_months),
            "purpose": application.purpose_text or application.purpose_code,
        },
        "applicant": {"name": applicant.name, "id_no": masks.id_number(applicant.id_no)},
        "mode": MODE_ZH[str(investigation.mode)],
        "lead": names[investigation.owner_id],
        "co": names[investigation.co_investigator_id],
        "visits": [
            {
                "who": row.user_name,
                "at": local(row.at),
                "place": row.place,
                "distance": "—" if row.site_distance_m is None else f"{row.site_distance_m} 米",
            }
            for row in await check_ins_of(investigation)
        ],
        "sections": [
            {
                "title": f"{row.module} {row.title}",
                "rows": section_rows(case.form, case.library, row.module, row.values),
            }
            for row in await queries.sections_of(application.id)
        ],
        "evidence": evidence_rows(
            case.form, [(row.slot, local(row.taken_at), row.sha256) for row in files]
        ),
        "decision": {
            "grade": str(decision.grade),
            "score": str(decision.score),
            "lines": [{"text": line} for line in decision.explanation],
        },
        "opinions": await _opinion_values(case, decision),
        "snapshot": seen.sha256,
        "printed_at": local(at),
    }


async def _opinion_values(case: Case, decision: Any) -> list[dict[str, Any]]:
    adjustments = await decided.adjustments_of(case.application.id)
    terms = decided.terms_of(decision)
    proposal = {
        "RESULT": terms.result.value,
        "AMOUNT": yuan(terms.amount_fen),
        "TERM_MONTHS": str(terms.term_months),
        "SPREAD_BP": str(terms.spread_bp),
    }
    return [
        {
            "who": f"{ROLE_ZH[str(one.role)]} {one.author_name}",
            "reasons": one.reasons,
            "rows": comparison(
                proposal,
                {
                    "RESULT": "APPROVE" if str(one.recommendation) == "APPROVE" else "REJECT",
                    "AMOUNT": yuan(one.amount_fen),
                    "TERM_MONTHS": str(one.term_months),
                    "SPREAD_BP": str(one.spread_bp),
                },
                {str(a.field): a.reason_text for a in adjustments if a.subject_id == one.id},
            ),
            "conditions": [{"text": text} for text in one.conditions_precedent],
        }
        for one in await queries.opinions_of(case.application.id)
    ]


def local(at: datetime | None) -> str:
    """Write a moment as people at the bank read it."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""
