"""A submitted case sets out on the route that its product binds, or goes on along it."""

from typing import Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.approval import queries
from backend.capabilities.approval.rules import CaseTerms, TermsSource
from backend.capabilities.approval.service.case import Case, case_of, keep_terms
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.decision import queries as decisions
from backend.capabilities.decision.rules import adjustment_percent, required_adjustments
from backend.capabilities.exposure import queries as exposures
from backend.capabilities.investigation import queries as investigations
from backend.capabilities.organization import queries as organization
from backend.capabilities.product.rules import ProcessType, RouteCase, choose_workflow
from backend.capabilities.workflow import queries as workflows
from backend.capabilities.workflow import service as workflow
from backend.kit.money import Fen, yuan
from backend.kit.refusal import NotFound
from backend.kit.work import Work


async def begin(work: Work, application_id: UUID) -> None:
    """Start a case with what the lead proposes; repeatable while the case runs."""
    if await workflows.running_instance(queries.CASE, application_id):
        return
    case = await case_of(application_id)
    terms = await _propose(work, case)
    application = case.application
    await workflow.start_case(
        work,
        workflow.CaseStart(
            workflow_key=await _route(work, case, terms),
            process_type=ProcessType.APPLICATION.value,
            business_type=queries.CASE,
            business_id=application.id,
            business_no=application.no,
            title=f"{application.no} {case.content.info.name_zh} {yuan(terms.amount_fen)} 元",
            org_id=application.org_id,
            org_path=application.org_path,
            initiator_id=application.owner_id,
            makers=await applications.makers_of(application),
            variables=await variables(case, terms),
        ),
    )


async def go_on(work: Work, application_id: UUID) -> None:
    """Send a returned case on with the new proposal; repeatable once it runs on."""
    running = await workflows.running_instance(queries.CASE, application_id)
    if running is None or not running.is_returned:
        return
    case = await case_of(application_id)
    terms = await _propose(work, case)
    await workflow.resubmit_case(work, queries.CASE, application_id, await variables(case, terms))


async def _propose(work: Work, case: Case) -> CaseTerms:
    opinions = await investigations.opinions_of(case.application.id)
    lead = next((one for one in opinions if one.role == "LEAD"), None)
    if lead is None:
        raise NotFound(path=("application_id",))
    terms = CaseTerms(
        amount_fen=lead.amount_fen if lead.recommendation == "APPROVE" else Fen(0),
        term_months=lead.term_months,
        limit_term_months=max(lead.limit_term_months, lead.term_months),
        spread_bp=lead.spread_bp,
        methods=tuple(RepaymentMethod(one) for one in lead.repayment_methods),
        conditions=tuple(lead.conditions_precedent),
        covenants=tuple(lead.covenants),
    )
    await keep_terms(
        work,
        case.application,
        terms,
        TermsSource.OPINION,
        by_name=lead.author_name,
        node_name="授信意见",
    )
    return terms


async def _route(work: Work, case: Case, terms: CaseTerms) -> str:
    return choose_workflow(
        case.content,
        ProcessType.APPLICATION,
        RouteCase(
            org_code=work.actor.legal_entity_code,
            org_level=await organization.kind_of(case.application.org_id),
            amount_fen=terms.amount_fen,
            term_months=terms.term_months,
            grade=case.grade,
            adjustment_pct=_departure(case, terms),
            guarantee_mode=case.mode,
        ),
    )


def _departure(case: Case, terms: CaseTerms) -> Any:
    return adjustment_percent(Fen(case.decision.proposed_amount_fen or 0), terms.amount_fen)


async def variables(case: Case, terms: CaseTerms) -> dict[str, Any]:
    """Answer every variable that a route of applications may name."""
    info, application = case.content.info, case.application
    owed = await exposures.total_of(application.applicant_id)
    proposal = decisions.terms_of(case.decision)
    return {
        "amount": yuan(terms.amount_fen),
        "termMonths": terms.term_months,
        "product": {"code": info.code, "category": info.category.value},
        "grade": case.grade.value,
        "dsr": str(case.decision.dsr or case.decision.coverage or 0),
        "guaranteeMode": case.mode.value,
        "customer": {"totalExposure": yuan(Fen(owed + terms.amount_fen))},
        "orgLevel": await organization.kind_of(application.org_id),
        "adjustmentPct": str(_departure(case, terms)),
        "hasDeviation": bool(required_adjustments(proposal, case.wanted(terms))),
        "decision": {"result": str(case.decision.result)},
        "changeSensitivity": "",
    }
