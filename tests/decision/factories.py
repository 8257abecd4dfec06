"""Builders that say what matters and default the rest: a tea grower in good order."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from backend.capabilities.credit_authorization.rules import BureauIndicators
from backend.capabilities.decision.rules import (
    BlacklistLevel,
    CapacityMetric,
    CreditStanding,
    DecisionEngine,
    GuaranteeMode,
    Guarantor,
    Income,
    InvestigationFacts,
    NetworkCheck,
    PreAssessmentInput,
    ProductTerms,
    SoftInfo,
    Strategy,
    read_strategy,
)
from backend.kit.money import fen, rate

DECISIONS = Path(__file__).parents[2] / "dev" / "demo" / "decisions"
KEYS = ("pre_assessment", "post_investigation", "disbursement")
TODAY = date(2026, 11, 16)


@cache
def the_strategy(key: str) -> Strategy:
    return read_strategy((DECISIONS / f"{key}.json").read_text(encoding="utf-8"))


@cache
def the_engine() -> DecisionEngine:
    return DecisionEngine({key: the_strategy(key).graph for key in KEYS})


def a_product(**more: Any) -> ProductTerms:
    terms: dict[str, Any] = {
        "amount_min_fen": fen("20000"),
        "amount_max_fen": fen("300000"),
        "term_months_min": 3,
        "term_months_max": 36,
        "proposal_step_fen": fen("10000"),
        "base_spread_bps": 220,
        "spread_bps_min": 180,
        "spread_bps_max": 300,
        "capacity_metric": CapacityMetric.ANNUAL_COVERAGE,
        "annual_service_factor": Decimal("0.6"),
    }
    return ProductTerms(**(terms | more))


def a_bureau(**more: Any) -> BureauIndicators:
    seen: dict[str, Any] = {
        "overdue_months_24_max": 1,
        "overdue_months_24_total": 1,
        "queries_3m": 2,
        "queries_6m": 2,
        "open_loan_institutions": 1,
        "monthly_debt_service_fen": fen("800"),
    }
    return BureauIndicators(**(seen | more))


def a_standing(**bureau: Any) -> CreditStanding:
    return CreditStanding(bureau=a_bureau(**bureau), is_dishonest_executee=False)


def an_application(**more: Any) -> PreAssessmentInput:
    case: dict[str, Any] = {
        "assessed_on": TODAY,
        "birth_date": date(1985, 3, 12),
        "id_valid_to": date(2036, 1, 1),
        "network_check": NetworkCheck.MATCH,
        "blacklist": BlacklistLevel.NONE,
        "standing": a_standing(),
        "spouse": a_standing(),
        "is_in_bank_area": True,
        "purpose_code": "PLANTING_TEA",
        "open_applications": 0,
        "authorizations_valid": True,
        "amount_fen": fen("150000"),
        "term_months": 36,
        "declared_net_annual_fen": fen("110000"),
        "contact_sharing_applicants": 0,
        "capture_distance_m": 1200,
        "product": a_product(),
        "benchmark_rate": rate("3.0"),
    }
    return PreAssessmentInput(**(case | more))


def investigated(**more: Any) -> InvestigationFacts:
    facts: dict[str, Any] = {
        "amount_fen": fen("150000"),
        "term_months": 36,
        "product": a_product(),
        "benchmark_rate": rate("3.0"),
        "income": Income(fen("110000"), fen("9600")),
        "bureau": a_bureau(),
        "local_years": 41,
        "business_years": 4,
        "debt_ratio": Decimal("0.42"),
        "soft_info": SoftInfo((4, 4, 4)),
        "guarantee_modes": frozenset({GuaranteeMode.NATURAL_PERSON}),
        "guarantors": (Guarantor(fen("72000"), fen("20000")),),
    }
    return InvestigationFacts(**(facts | more))
