"""Completing: all sections are locked and the system decides, in one transaction."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization import queries as bureau
from backend.capabilities.decision import queries as decided
from backend.capabilities.decision import service as decisions
from backend.capabilities.decision.rules import (
    GuaranteeMode,
    InvestigationFacts,
    product_terms,
)
from backend.capabilities.exposure import queries as exposure
from backend.capabilities.investigation.errors import BureauReportMissing, SectionNotComplete
from backend.capabilities.investigation.models import Investigation, Section
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    SECTION_MACHINE,
    Asked,
    InvestigationStatus,
    SectionStatus,
    facts_of,
    filled,
)
from backend.capabilities.investigation.service.case import (
    Case,
    current_sections,
    data_columns,
    drop_opinions,
    lacking_evidence,
    locked_case,
    role_of,
)
from backend.capabilities.investigation.service.sections import revise_locked
from backend.capabilities.product.rules import (
    Benchmark,
    Level,
    PartyRole,
    application_form,
    validate_form,
)
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen, Rate
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work

READY = (SectionStatus.COMPLETE, SectionStatus.LOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteInvestigation:
    """完成调查:锁定全部模块并作出系统决策"""

    investigation_id: UUID = about("调查")
    expected_version: int = about("期望版本")


async def complete_investigation(actor: Actor, command: CompleteInvestigation) -> Investigation:
    """Lock every section and let the product's strategy decide on the spot (INV-24).

    Raises:
        Refused: every section, field and proof that is missing, in the form too.
    """
    async with unit_of_work(actor) as work:
        case = await locked_case(
            work, command.investigation_id, "investigation:write", command.expected_version
        )
        role_of(case.investigation, actor)
        INVESTIGATION_MACHINE.next(InvestigationStatus(case.investigation.status), "complete")
        sections = await current_sections(work, case.investigation.id)
        refuse_all(await _problems(case, sections))
        await _lock(work, case, sections)
        await drop_opinions(work, case.investigation)
        await audit.move(
            work,
            case.investigation,
            INVESTIGATION_MACHINE,
            "complete",
            completed_at=work.now,
            defects=[],
        )
        await _decide(work, case, await current_sections(work, case.investigation.id))
        work.answers_with(case.investigation.id)
    return case.investigation


async def _problems(case: Case, sections: dict[str, Section]) -> list[Refusal]:
    found: list[Refusal] = [
        SectionNotComplete(path=("sections", row.module), title=row.title)
        for row in sections.values()
        if row.status not in READY
    ]
    if case.bureau is None:
        found.append(BureauReportMissing())
    whole = {code: row.values for code, row in sections.items()}
    if not found:
        after = filled(case.form, whole, case.bureau)
        found += [
            ValidationFailed(one.message, "sections", *one.path)
            for one in validate_form(case.form, after, Level.FULL)
        ]
    form = application_form(case.content, case.library)
    found += [
        ValidationFailed(one.message, "form_data", *one.path)
        for one in validate_form(form, case.application.form_data, Level.FULL)
    ]
    return found + await lacking_evidence(case, case.form)


async def _lock(work: Work, case: Case, sections: dict[str, Section]) -> None:
    after = filled(case.form, {code: row.values for code, row in sections.items()}, case.bureau)
    for code, row in sections.items():
        columns = data_columns(case, code, after[code])
        if row.status == SectionStatus.COMPLETE:
            await audit.move(work, row, SECTION_MACHINE, "lock", locked_at=work.now, **columns)
        elif columns["data_hash"] != row.data_hash:
            # Its totals follow another section's revision.
            locked = {"status": SectionStatus.LOCKED, "locked_at": work.now}
            await revise_locked(work, case, row, "随其他模块重新计算", **columns, **locked)


async def _decide(work: Work, case: Case, sections: dict[str, Section]) -> None:
    application = case.application
    # A returned case is decided anew where it stands.
    moves = application.status == ApplicationStatus.INVESTIGATING
    if moves:
        await application_service.step(work, application.id, "complete_investigation")
    await decisions.decide_after_investigation(work, application, await _facts(case, sections))
    if moves:
        await application_service.step(work, application.id, "decide")


async def _facts(case: Case, sections: dict[str, Section]) -> InvestigationFacts:
    assert case.bureau is not None
    application = case.application
    asked = Asked(
        amount_fen=application.amount_requested_fen,
        term_months=application.term_months,
        guarantee_modes=frozenset(GuaranteeMode(mode) for mode in application.guarantee_modes),
        product=product_terms(case.content, case.library),
        benchmark_rate=await benchmark_rate(case),
        form_data=application.form_data,
        known_guarantees=await _known_guarantees(application.id),
    )
    values = {code: row.values for code, row in sections.items()}
    hits = await decided.pre_assessment_hits(application.id)
    return facts_of(asked, values, case.bureau[1], hits)


async def _known_guarantees(application_id: UUID) -> dict[str, Fen]:
    """Ask bureau and bank what the guarantors guarantee elsewhere."""
    known: dict[str, Fen] = {}
    for party in await applications.parties_of(application_id):
        if party.role != PartyRole.GUARANTOR:
            continue
        report = await bureau.report_for(party.customer_id)
        told = bureau.indicators_of(report).guaranteed_balance_fen if report else Fen(0)
        own = await exposure.guaranteed_by(party.customer_id)
        known[party.customer.name] = max(told, own)
    return known


async def benchmark_rate(case: Case) -> Rate:
    """Find the benchmark in force today."""
    quote = await reference.lpr_on(await reference.business_date())
    five = case.content.info.pricing.benchmark is Benchmark.LPR_5Y
    return Rate(quote.lpr_5y if five else quote.lpr_1y)
