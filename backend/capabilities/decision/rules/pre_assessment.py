"""The pre-assessment (预评估): the first answer, minutes after the identity card is shown."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from backend.capabilities.credit_authorization.rules import BureauIndicators
from backend.capabilities.decision.errors import DecisionDataUnavailable
from backend.capabilities.decision.rules.capacity import Income, affordable_principal
from backend.capabilities.decision.rules.caps import floor_to_step
from backend.capabilities.decision.rules.engine import DecisionEngine, Evaluation
from backend.capabilities.decision.rules.hits import RuleHit, read_hits
from backend.capabilities.decision.rules.product import (
    ProductTerms,
    rate_with_spread,
    yuan_number,
)
from backend.capabilities.decision.rules.run import PreAssessmentState
from backend.capabilities.decision.rules.snapshot import Snapshot, take_snapshot
from backend.kit.money import Fen, Rate

METRES_OF_KM = 1000


class NetworkCheck(StrEnum):
    """What the ID network check (联网核查) answered."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    NOT_FOUND = "NOT_FOUND"
    UNAVAILABLE = "UNAVAILABLE"


class BlacklistLevel(StrEnum):
    NONE = "NONE"
    WARN = "WARN"
    BLOCK = "BLOCK"


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """What outside sources say of one person; ``None`` means that no answer has come.

    ``overdue_fee_explained``: the manager has explained the overdue sum as a mere fee.
    """

    bureau: BureauIndicators | None
    is_dishonest_executee: bool | None
    overdue_fee_explained: bool = False


@dataclass(frozen=True, slots=True)
class PreAssessmentInput:
    """All that the pre-assessment sees; ``assessed_on`` is the business date.

    ``id_valid_to`` is None for a long-term document; ``capture_distance_m`` is None where
    no position was taken, which is referred to a person, never passed.
    """

    assessed_on: date
    birth_date: date
    id_valid_to: date | None
    network_check: NetworkCheck
    blacklist: BlacklistLevel
    standing: CreditStanding
    spouse: CreditStanding | None
    is_in_bank_area: bool
    purpose_code: str
    open_applications: int
    authorizations_valid: bool
    amount_fen: Fen
    term_months: int
    declared_net_annual_fen: Fen
    contact_sharing_applicants: int
    capture_distance_m: int | None
    product: ProductTerms
    benchmark_rate: Rate
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreAssessmentOutcome:
    """The result with its hits; a rejected case has no indicative terms."""

    result: PreAssessmentState
    hits: tuple[RuleHit, ...]
    indicative_amount_fen: Fen
    spread_bps_min: int
    spread_bps_max: int
    rate_min: Rate
    rate_max: Rate
    explanation: tuple[str, ...]
    snapshot: Snapshot
    evaluation: Evaluation


def pre_assess(
    engine: DecisionEngine, strategy_key: str, case: PreAssessmentInput
) -> PreAssessmentOutcome:
    """Apply the pre-assessment rules (PB01-PB11 reject, PR01-PR10 refer) to a case.

    Raises:
        DecisionDataUnavailable: an outside answer is missing; the run is an ERROR.
        DecisionInputInvalid: a parameter or fact does not fit the strategy's schema.
    """
    refuse_missing_answers(case)
    evaluation = engine.evaluate(strategy_key, context_of(case))
    result = PreAssessmentState(evaluation.result["result"])
    hits = read_hits(evaluation.result["hits"])
    amount = Fen(0)
    if result is not PreAssessmentState.REJECT:
        amount = indicative_amount(case, Decimal(evaluation.result["capacityTarget"]))
    product = case.product
    return PreAssessmentOutcome(
        result=result,
        hits=hits,
        indicative_amount_fen=amount,
        spread_bps_min=product.spread_bps_min,
        spread_bps_max=product.spread_bps_max,
        rate_min=rate_with_spread(case.benchmark_rate, product.spread_bps_min),
        rate_max=rate_with_spread(case.benchmark_rate, product.spread_bps_max),
        explanation=tuple(hit.message for hit in hits) or (evaluation.result["conclusion"],),
        snapshot=take_snapshot(case),
        evaluation=evaluation,
    )


def refuse_missing_answers(case: PreAssessmentInput) -> None:
    """Refuse to judge without the outside answers: unavailable is never a pass.

    Raises:
        DecisionDataUnavailable: names every source that is missing.
    """
    missing = []
    if case.network_check is NetworkCheck.UNAVAILABLE:
        missing.append("联网核查")
    for who, standing in (("", case.standing), ("配偶", case.spouse)):
        if standing is None:
            continue
        if standing.bureau is None:
            missing.append(f"{who}征信报告")
        if standing.is_dishonest_executee is None:
            missing.append(f"{who}失信被执行人查询")
    if missing:
        raise DecisionDataUnavailable(missing)


def indicative_amount(case: PreAssessmentInput, target: Decimal) -> Fen:
    """Estimate an amount from the declared income, before anybody has been to see it."""
    bureau = case.standing.bureau or BureauIndicators()
    income = Income(
        net_annual_fen=case.declared_net_annual_fen,
        existing_annual_service_fen=Fen(bureau.monthly_debt_service_fen * 12),
    )
    rate = rate_with_spread(case.benchmark_rate, case.product.base_spread_bps)
    capacity = affordable_principal(income, case.product, target, case.term_months, rate)
    ceiling = min(case.amount_fen, case.product.amount_max_fen, capacity)
    return floor_to_step(ceiling, case.product.proposal_step_fen)


def months_lived(birth: date, today: date) -> int:
    """Count whole months since birth; the birthday itself counts."""
    months = (today.year - birth.year) * 12 + today.month - birth.month
    return months - (today.day < birth.day)


def context_of(case: PreAssessmentInput) -> dict[str, Any]:
    """Lay out a case as the strategy's input schema names it; money in yuan."""
    product = case.product
    return {
        "identity": {
            "expired": case.id_valid_to is not None and case.id_valid_to < case.assessed_on,
            "networkCheck": case.network_check,
        },
        "applicant": {
            "ageMonths": months_lived(case.birth_date, case.assessed_on),
            "blacklist": case.blacklist,
            "inBankArea": case.is_in_bank_area,
            "netAnnualIncome": yuan_number(case.declared_net_annual_fen),
            "sharedContactApplicants": case.contact_sharing_applicants,
            "captureDistanceKnown": case.capture_distance_m is not None,
            "captureDistanceKm": Decimal(case.capture_distance_m or 0) / METRES_OF_KM,
        },
        "application": {
            "amount": yuan_number(case.amount_fen),
            "termMonths": case.term_months,
            "purpose": case.purpose_code,
            "openApplications": case.open_applications,
            "authorizationsValid": case.authorizations_valid,
        },
        "product": {
            "amountMin": yuan_number(product.amount_min_fen),
            "amountMax": yuan_number(product.amount_max_fen),
            "termMin": product.term_months_min,
            "termMax": product.term_months_max,
            "capacityMetric": product.capacity_metric,
            "prohibitedPurposes": sorted(product.prohibited_purposes),
        },
        "bureau": _standing_context(case.standing) | _bureau_context(case.standing),
        "spouse": {"present": case.spouse is not None} | _standing_context(case.spouse or _NOBODY),
        "parameters": case.parameters,
    }


_NOBODY = CreditStanding(bureau=BureauIndicators(), is_dishonest_executee=False)


def _standing_context(standing: CreditStanding) -> dict[str, Any]:
    bureau = standing.bureau or BureauIndicators()
    return {
        "currentOverdue": yuan_number(bureau.current_overdue_fen),
        "overdueFeeExplained": standing.overdue_fee_explained,
        "badDebt": bureau.bad_debt,
        "fiveClassAbnormal": bureau.five_class_abnormal,
        "dishonestExecutee": bool(standing.is_dishonest_executee),
    }


def _bureau_context(standing: CreditStanding) -> dict[str, Any]:
    bureau = standing.bureau or BureauIndicators()
    return {
        "overdueMonthsMax": bureau.overdue_months_24_max,
        "overdueMonthsTotal": bureau.overdue_months_24_total,
        "queries3m": bureau.queries_3m,
        "institutions": bureau.open_loan_institutions,
        "guaranteedForOthers": yuan_number(bureau.guaranteed_balance_fen),
        "cardLimit": yuan_number(bureau.credit_card_limit_fen),
        "cardUsed": yuan_number(bureau.credit_card_used_6m_avg_fen),
        "noRecord": bureau.no_record,
    }
