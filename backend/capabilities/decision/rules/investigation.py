"""The decision after the investigation (调查后决策): grade, amount, spread, result."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.capabilities.decision.rules.capacity import Burden, affordable_principal, burden_of
from backend.capabilities.decision.rules.caps import (
    Cap,
    CapName,
    bind,
    collateral_capacity,
    floor_to_step,
    guarantor_capacity,
    income_cap,
)
from backend.capabilities.decision.rules.engine import DecisionEngine, Evaluation
from backend.capabilities.decision.rules.explanation import (
    explain_amount,
    explain_hits,
    explain_ratio,
    explain_score,
    explain_spread,
)
from backend.capabilities.decision.rules.facts import (
    SURETIES,
    GuaranteeMode,
    InvestigationFacts,
    context_of_facts,
)
from backend.capabilities.decision.rules.hits import read_hits
from backend.capabilities.decision.rules.outcome import (
    DecisionOutcome,
    DecisionResult,
    FactorPoints,
    Grade,
    Score,
    Spread,
)
from backend.capabilities.decision.rules.product import rate_with_spread, yuan_number
from backend.capabilities.decision.rules.snapshot import take_snapshot
from backend.kit.money import Fen, Rate


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the bank would offer: the amount under all ceilings, at the grade's price."""

    amount_fen: Fen
    spread: Spread
    rate: Rate
    caps: tuple[Cap, ...]
    burden: Burden


def decide(engine: DecisionEngine, strategy_key: str, facts: InvestigationFacts) -> DecisionOutcome:
    """Grade a case, propose amount and spread, and conclude.

    The graph is asked twice: once for the grade, which the amount depends on, and once
    more with the amount measured. The second trace tells the whole story and is kept.

    Raises:
        DecisionInputInvalid: a fact or parameter does not fit the strategy's schema.
    """
    context = context_of_facts(facts, requested_ratio(facts))
    offer = propose(facts, engine.evaluate(strategy_key, context).result)
    measured = {
        "measured": True,
        "amount": yuan_number(offer.amount_fen),
        "ratio": offer.burden.by(facts.product.capacity_metric),
    }
    evaluation = engine.evaluate(strategy_key, context | {"proposal": measured})
    return _outcome(facts, offer, evaluation)


def requested_ratio(facts: InvestigationFacts) -> Decimal:
    """Measure capacity at the requested amount.

    The grade is not known yet, so the product's base spread prices it.
    """
    product = facts.product
    rate = rate_with_spread(facts.benchmark_rate, product.base_spread_bps)
    burden = burden_of(facts.income, product, facts.amount_fen, facts.term_months, rate)
    return burden.by(product.capacity_metric)


def propose(facts: InvestigationFacts, graded: Mapping[str, Any]) -> Proposal:
    """Price a graded case and find the amount: the lowest ceiling, rounded down."""
    product = facts.product
    spread = _spread(graded, product.base_spread_bps)
    rate = rate_with_spread(facts.benchmark_rate, spread.bps)
    caps = caps_of(facts, graded, rate)
    lowest = next(cap.amount_fen for cap in caps if cap.is_binding)
    amount = floor_to_step(lowest, product.proposal_step_fen)
    burden = burden_of(facts.income, product, amount, facts.term_months, rate)
    return Proposal(amount_fen=amount, spread=spread, rate=rate, caps=caps, burden=burden)


def _outcome(facts: InvestigationFacts, offer: Proposal, evaluation: Evaluation) -> DecisionOutcome:
    answer, product = evaluation.result, facts.product
    score, grade = _score(answer), Grade(answer["grade"])
    hits = read_hits(answer["hits"])
    explanation = (
        explain_score(score, grade),
        *explain_amount(offer.caps, offer.amount_fen, product.proposal_step_fen),
        explain_spread(offer.spread),
        explain_ratio(product.capacity_metric, offer.burden.by(product.capacity_metric)),
        *explain_hits(hits, answer["conclusion"]),
    )
    return DecisionOutcome(
        result=DecisionResult(answer["result"]),
        grade=grade,
        score=score,
        proposed_amount_fen=offer.amount_fen,
        proposed_term_months=facts.term_months,
        spread=offer.spread,
        proposed_rate=offer.rate,
        dsr=offer.burden.dsr,
        coverage=offer.burden.coverage,
        caps=offer.caps,
        hits=hits,
        explanation=explanation,
        snapshot=take_snapshot(facts),
        evaluation=evaluation,
    )


def caps_of(facts: InvestigationFacts, graded: Mapping[str, Any], rate: Rate) -> tuple[Cap, ...]:
    """List every ceiling that applies to the case; secured and guaranteed ones add theirs."""
    limits = {name: Decimal(text) for name, text in graded["limits"].items()}
    product, months = facts.product, facts.term_months
    caps = [
        (CapName.REQUESTED, facts.amount_fen),
        (CapName.PRODUCT_MAX, product.amount_max_fen),
        (
            CapName.INCOME,
            income_cap(
                facts.income.net_annual_fen,
                Decimal(graded["gradeFactor"]),
                months,
                limits["incomeYearsMax"],
            ),
        ),
        (
            CapName.CAPACITY,
            affordable_principal(facts.income, product, limits["capacityTarget"], months, rate),
        ),
    ]
    if facts.guarantee_modes & {GuaranteeMode.MORTGAGE, GuaranteeMode.PLEDGE}:
        caps.append((CapName.COLLATERAL, collateral_capacity(facts.collateral)))
    if facts.guarantee_modes & SURETIES:
        persons = guarantor_capacity(facts.guarantors, limits["guarantorIncomeMultiple"])
        caps.append((CapName.GUARANTOR, Fen(persons + facts.company_guarantee_fen)))
    return bind(caps)


def _spread(graded: Mapping[str, Any], base_bps: int) -> Spread:
    return Spread(
        bps=graded["spreadBp"],
        base_bps=base_bps,
        grade_bps=graded["gradeAdjBp"],
        guarantee_bps=graded["guaranteeAdjBp"],
    )


def _score(graded: Mapping[str, Any]) -> Score:
    factors = tuple(
        FactorPoints(code=row["code"], name=row["name"], points=row["points"])
        for row in graded["factors"]
    )
    return Score(total=graded["score"], factors=factors)
