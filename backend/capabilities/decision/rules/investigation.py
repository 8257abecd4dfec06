"""The decision after the investigation (调查后决策): grade, amount, spread, result."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backend.capabilities.decision.rules.capacity import affordable_principal, burden_of
from backend.capabilities.decision.rules.caps import (
    Cap,
    CapName,
    bind,
    collateral_capacity,
    floor_to_step,
    guarantor_capacity,
    income_cap,
)
from backend.capabilities.decision.rules.engine import DecisionEngine
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


def decide(engine: DecisionEngine, strategy_key: str, facts: InvestigationFacts) -> DecisionOutcome:
    """Grade a case, propose amount and spread, and conclude.

    The graph is asked twice: once for the grade, which the amount depends on, and once
    more with the amount measured. The second trace tells the whole story and is kept.

    Raises:
        DecisionInputInvalid: a fact or parameter does not fit the strategy's schema.
    """
    product = facts.product
    # The grade is not known yet, so capacity is scored at the product's base rate.
    base_rate = rate_with_spread(facts.benchmark_rate, product.base_spread_bps)
    asked = burden_of(facts.income, product, facts.amount_fen, facts.term_months, base_rate).by(
        product.capacity_metric
    )
    context = context_of_facts(facts, asked)
    graded = engine.evaluate(strategy_key, context).result
    spread = _spread(graded, product.base_spread_bps)
    rate = rate_with_spread(facts.benchmark_rate, spread.bps)

    caps = caps_of(facts, graded, rate)
    lowest = next(cap.amount_fen for cap in caps if cap.is_binding)
    amount = floor_to_step(lowest, product.proposal_step_fen)
    burden = burden_of(facts.income, product, amount, facts.term_months, rate)
    ratio = burden.by(product.capacity_metric)
    measured = {"measured": True, "amount": yuan_number(amount), "ratio": ratio}
    evaluation = engine.evaluate(strategy_key, context | {"proposal": measured})

    answer = evaluation.result
    score, grade = _score(answer), Grade(answer["grade"])
    hits = read_hits(answer["hits"])
    return DecisionOutcome(
        result=DecisionResult(answer["result"]),
        grade=grade,
        score=score,
        proposed_amount_fen=amount,
        proposed_term_months=facts.term_months,
        spread=spread,
        proposed_rate=rate,
        dsr=burden.dsr,
        coverage=burden.coverage,
        caps=caps,
        hits=hits,
        explanation=(
            explain_score(score, grade),
            *explain_amount(caps, amount, product.proposal_step_fen),
            explain_spread(spread),
            explain_ratio(product.capacity_metric, ratio),
            *explain_hits(hits, answer["conclusion"]),
        ),
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
