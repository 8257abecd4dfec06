"""Gathering what the pre-assessment sees (预评估输入): every missing answer stays missing."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.credit_authorization import queries as bureau
from backend.capabilities.credit_authorization.rules import (
    BureauIndicators,
    QueryReason,
    SubjectRole,
)
from backend.capabilities.customer import queries as customers
from backend.capabilities.decision.rules import (
    BlacklistLevel,
    CreditStanding,
    NetworkCheck,
    PreAssessmentInput,
    product_terms,
)
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.product.rules import (
    Benchmark,
    PartyRole,
    ProductContent,
    RegionRule,
)
from backend.capabilities.reference import queries as reference
from backend.kit.money import Fen, Rate, fen
from backend.kit.places import Position, distance_m
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application
    from backend.capabilities.customer.models import Customer

AREA_DIGITS = 4
# Whose reports are asked for, and why: who owes or stands surety. A guarantor's spouse
# only consents.
REPORTED = {
    PartyRole.APPLICANT: (SubjectRole.BORROWER, QueryReason.LOAN_APPROVAL),
    PartyRole.SPOUSE: (SubjectRole.SPOUSE, QueryReason.LOAN_APPROVAL),
    PartyRole.CO_BORROWER: (SubjectRole.CO_BORROWER, QueryReason.LOAN_APPROVAL),
    PartyRole.GUARANTOR: (SubjectRole.GUARANTOR, QueryReason.GUARANTOR_QUALIFICATION),
}


async def gather(
    work: Work, application: "Application", network: NetworkCheck, fee_explanation: str
) -> PreAssessmentInput:
    """Put together what is known of a case today."""
    today = await reference.business_date()
    content, library = await applications.content_for(application)
    parties = await applications.parties_of(application.id)
    applicant = next(one.customer for one in parties if one.role == PartyRole.APPLICANT)
    spouse = next((one.customer for one in parties if one.role == PartyRole.SPOUSE), None)
    valid = await _authorizations_valid(parties, today)
    return PreAssessmentInput(
        assessed_on=today,
        birth_date=customers.birth_date(applicant),
        id_valid_to=applicant.id_valid_to,
        network_check=network,
        blacklist=_blacklist(await customers.blacklist_level(applicant)),
        standing=await _standing(
            applicant.id, today, authorized=valid, fee_explanation=fee_explanation
        ),
        spouse=await _standing(spouse.id, today, authorized=valid) if spouse else None,
        is_in_bank_area=_is_in_area(work, content, applicant),
        purpose_code=application.purpose_code,
        open_applications=await applications.others_open(application),
        authorizations_valid=valid,
        amount_fen=application.amount_requested_fen,
        term_months=application.term_months,
        declared_net_annual_fen=declared_net(application.form_data),
        contact_sharing_applicants=await applications.sharing_contact(application),
        capture_distance_m=await capture_distance(work, application, today),
        product=product_terms(content, library),
        benchmark_rate=await _benchmark(content, today),
    )


async def _standing(
    customer_id: UUID, today: date, *, authorized: bool, fee_explanation: str = ""
) -> CreditStanding:
    report = await bureau.report_for(customer_id)
    if report is None or report.valid_until < today:
        # Who has not authorized is rejected for that alone (PB11); nothing is assumed of him.
        nobody_asked = None if authorized else BureauIndicators()
        return CreditStanding(nobody_asked, None if authorized else False)
    seen = bureau.indicators_of(report)
    return CreditStanding(
        bureau=seen,
        is_dishonest_executee=seen.public_records.court_exec > 0,
        overdue_fee_explained=bool(fee_explanation),
    )


async def _authorizations_valid(parties: list[Any], today: date) -> bool:
    for party in parties:
        if PartyRole(party.role) not in REPORTED:
            continue
        _, reason = REPORTED[PartyRole(party.role)]
        if await bureau.valid_authorization(party.customer_id, reason, today) is None:
            return False
    return True


def _blacklist(level: Any) -> BlacklistLevel:
    return BlacklistLevel(str(level)) if level is not None else BlacklistLevel.NONE


def _is_in_area(work: Work, content: ProductContent, applicant: "Customer") -> bool:
    if content.info.region_rule is RegionRule.ANYWHERE:
        return True
    # Addresses carry no region code; the document's first digits name one, and a county
    # bank serves its own prefecture.
    return applicant.id_no[:AREA_DIGITS] == work.actor.legal_entity_code[:AREA_DIGITS]


def declared_net(form: dict[str, Any]) -> Fen:
    """Take what the household says it earns, less what it says it spends."""
    own = form.get("S02", {})
    income, expense = own.get("annualIncome", "0"), own.get("annualExpense", "0")
    return Fen(fen(income) - fen(expense))


async def _benchmark(content: ProductContent, today: date) -> Rate:
    quote = await reference.lpr_on(today)
    five = content.info.pricing.benchmark is Benchmark.LPR_5Y
    return Rate(quote.lpr_5y if five else quote.lpr_1y)


async def capture_distance(work: Work, application: "Application", today: date) -> int | None:
    """Measure from where the application's proofs were taken to the middle of the bank's area.

    Addresses have no coordinates yet, so the middle of the area stands for them. Without
    a position nothing is known, which refers the case to a person.
    """
    taken = await evidence.evidence_of("APPLICATION", application.id)
    places = [row.position for row in taken if row.position]
    if not places:
        return None
    latitude, longitude = [
        await reference.parameter(
            f"bank.centre{axis}", today, application.legal_entity_id, work.actor.union_id
        )
        for axis in ("Latitude", "Longitude")
    ]
    centre = Position.read(latitude, longitude)
    return max(distance_m(_place(place), centre) for place in places)


def _place(kept: str) -> Position:
    latitude, longitude = (part.strip(' "') for part in kept.strip("[]").split(","))
    return Position.read(latitude, longitude)
