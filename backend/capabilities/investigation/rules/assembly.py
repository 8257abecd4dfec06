"""From locked sections to the facts that the strategy judges (INV-24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from backend.capabilities.credit_authorization.rules import BureauIndicators
from backend.capabilities.decision.rules import (
    Collateral,
    GuaranteeMode,
    Guarantor,
    Income,
    InvestigationFacts,
    ProductTerms,
    RuleHit,
    SoftInfo,
)
from backend.kit.money import Fen, Rate, fen

Section = Mapping[str, Any]
MONTHS = 12
WHOLE_PCT = 100
NO_ASSETS_RATIO = Decimal("999.999999")
COMPANIES = {GuaranteeMode.COMPANY, GuaranteeMode.GUARANTEE_COMPANY}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the application asks for and the terms that it is judged by.

    ``known_guarantees``: what bureau and bank know that a guarantor, by name, guarantees.
    """

    amount_fen: Fen
    term_months: int
    guarantee_modes: frozenset[GuaranteeMode]
    product: ProductTerms
    benchmark_rate: Rate
    form_data: Section
    known_guarantees: Mapping[str, Fen] = field(default_factory=dict)


def facts_of(
    asked: Asked,
    sections: Mapping[str, Section],
    bureau: BureauIndicators,
    hits: Sequence[RuleHit],
) -> InvestigationFacts:
    """Assemble the facts from section data that no longer changes."""
    return InvestigationFacts(
        amount_fen=asked.amount_fen,
        term_months=asked.term_months,
        product=asked.product,
        benchmark_rate=asked.benchmark_rate,
        income=income_of(sections, bureau),
        bureau=bureau,
        local_years=int(sections.get("M01", {}).get("localYears", 0)),
        business_years=business_years(sections, asked.form_data),
        debt_ratio=debt_ratio(sections),
        soft_info=soft_info(sections.get("M17", {})),
        guarantee_modes=asked.guarantee_modes,
        guarantors=guarantors(sections, asked),
        company_guarantee_fen=company_guarantee(sections, asked.guarantee_modes),
        collateral=collateral(sections.get("M16", {})),
        pre_assessment_hits=tuple(hits),
    )


def income_of(sections: Mapping[str, Section], bureau: BureauIndicators) -> Income:
    """Take the household's net income; of declared and reported debt service the higher.

    Private loans stand on no bureau report, so their service is added. Without the household
    module the incomes of the others are all there is.
    """
    household = sections.get("M09", {})
    reported = Fen(bureau.monthly_debt_service_fen * MONTHS)
    declared = _fen(household.get("existingDebtServiceAnnual"))
    private = sum(
        _fen(loan.get("annualService")) for loan in _rows(sections.get("M11", {}), "privateLoans")
    )
    net = (
        _fen(household["netAnnual"])
        if "netAnnual" in household
        else Fen(sum(_fen(section.get("annualNet")) for section in sections.values()))
    )
    return Income(net, Fen(max(declared, reported) + private))


def business_years(sections: Mapping[str, Section], form: Section) -> int:
    """Count the years in the trade: the shop's own, else what the application form says."""
    for found in (
        sections.get("M06", {}).get("years"),
        form.get("S04", {}).get("businessYears"),
        form.get("S02", {}).get("workYears"),
    ):
        if found is not None:
            return int(found)
    return 0


def debt_ratio(sections: Mapping[str, Section]) -> Decimal:
    """Take the debt ratio that the liabilities module computed; no assets count as the worst."""
    own = sections.get("M11")
    if own is None:
        return Decimal(0)
    if "debtRatio" in own:
        return Decimal(own["debtRatio"])
    return NO_ASSETS_RATIO if _fen(own.get("totalLiabilities")) > 0 else Decimal(0)


def soft_info(own: Section) -> SoftInfo:
    """Read the interviews' ratings and the flags."""
    return SoftInfo(
        ratings=tuple(int(one["rating"]) for one in _rows(own, "interviews") if "rating" in one),
        gambling=own.get("gambling") is True,
        drinking=own.get("drinking") is True,
        dispute=own.get("dispute") is True,
    )


def guarantors(sections: Mapping[str, Section], asked: Asked) -> tuple[Guarantor, ...]:
    """Read the natural persons who stand surety; who is not willing does not count.

    Of what a guarantor says that he guarantees and what is known, the higher counts.
    """
    if GuaranteeMode.NATURAL_PERSON not in asked.guarantee_modes:
        return ()
    return tuple(
        Guarantor(
            _fen(one.get("netAnnual")),
            max(
                _fen(one.get("existingGuarantees")),
                asked.known_guarantees.get(str(one.get("name")), Fen(0)),
            ),
        )
        for one in _rows(sections.get("M15", {}))
        if one.get("willing") is True
    )


def company_guarantee(sections: Mapping[str, Section], modes: frozenset[GuaranteeMode]) -> Fen:
    """Add up what firms may still guarantee, where only firms do."""
    if not modes & COMPANIES or GuaranteeMode.NATURAL_PERSON in modes:
        return Fen(0)
    rows = _rows(sections.get("M15", {}))
    return Fen(sum(_fen(one.get("capacity")) for one in rows if one.get("willing") is True))


def collateral(own: Section) -> tuple[Collateral, ...]:
    """Read what is pledged, at its value and its ceiling."""
    return tuple(
        Collateral(
            value_fen=_fen(one.get("value")),
            loan_to_value=Decimal(str(one.get("ltvCapPct", "0"))) / WHOLE_PCT,
            pledged_fen=_fen(one.get("earlierClaims")),
        )
        for one in _rows(own)
    )


def _rows(own: Section, name: str = "items") -> list[Section]:
    rows = own.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _fen(value: object) -> Fen:
    return fen(value) if isinstance(value, str) else Fen(0)
