"""The decision before money leaves (放款决策): does the next year still carry the debt?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from backend.capabilities.calculator.rules import add_months
from backend.capabilities.decision.rules.capacity import (
    MONTHS_OF_YEAR,
    Income,
    annual_coverage,
    debt_service_ratio,
)
from backend.capabilities.decision.rules.engine import DecisionEngine, Evaluation
from backend.capabilities.decision.rules.explanation import METRIC_ZH, explain_hits, percent_text
from backend.capabilities.decision.rules.hits import RuleHit, read_hits
from backend.capabilities.decision.rules.outcome import DecisionResult
from backend.capabilities.decision.rules.product import CapacityMetric
from backend.capabilities.decision.rules.snapshot import Snapshot, take_snapshot
from backend.kit.money import Fen


class Due(NamedTuple):
    """One instalment of a loan note (借据), of an earlier one or of the one asked for."""

    due_on: date
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class DisbursementFacts:
    """The income, debts elsewhere, and every instalment owed to this bank.

    The notes of this bank stand in ``instalments`` only, never in the income's service.
    """

    value_date: date
    capacity_metric: CapacityMetric
    income: Income
    instalments: tuple[Due, ...]
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DisbursementOutcome:
    """The result with the ratio that it was measured by."""

    result: DecisionResult
    service_12m_fen: Fen
    ratio: Decimal
    hits: tuple[RuleHit, ...]
    explanation: tuple[str, ...]
    snapshot: Snapshot
    evaluation: Evaluation


def twelve_month_service(instalments: Iterable[Due], value_date: date) -> Fen:
    """Add up what falls due within a year after the value date; the last day counts."""
    end = add_months(value_date, MONTHS_OF_YEAR)
    return Fen(sum(due.amount_fen for due in instalments if value_date < due.due_on <= end))


def decide_disbursement(
    engine: DecisionEngine, strategy_key: str, facts: DisbursementFacts
) -> DisbursementOutcome:
    """Check that income still carries all debt service once this loan is paid out.

    Raises:
        DecisionInputInvalid: a parameter does not fit the strategy's schema.
    """
    service = twelve_month_service(facts.instalments, facts.value_date)
    ratio = disbursement_ratio(facts, service)
    evaluation = engine.evaluate(
        strategy_key,
        {
            "capacity": {"metric": facts.capacity_metric, "ratio": ratio},
            "parameters": facts.parameters,
        },
    )
    hits = read_hits(evaluation.result["hits"])
    measured = f"放款后{METRIC_ZH[facts.capacity_metric]} {percent_text(ratio)}"
    return DisbursementOutcome(
        result=DecisionResult(evaluation.result["result"]),
        service_12m_fen=service,
        ratio=ratio,
        hits=hits,
        explanation=(measured, *explain_hits(hits, evaluation.result["conclusion"])),
        snapshot=take_snapshot(facts),
        evaluation=evaluation,
    )


def disbursement_ratio(facts: DisbursementFacts, service_12m_fen: Fen) -> Decimal:
    """Measure by the product's metric; a monthly one takes the heaviest month of the year."""
    if facts.capacity_metric is CapacityMetric.ANNUAL_COVERAGE:
        return annual_coverage(facts.income, service_12m_fen)
    months: dict[tuple[int, int], int] = {}
    end = add_months(facts.value_date, MONTHS_OF_YEAR)
    for due in facts.instalments:
        if facts.value_date < due.due_on <= end:
            month = (due.due_on.year, due.due_on.month)
            months[month] = months.get(month, 0) + due.amount_fen
    return debt_service_ratio(facts.income, Fen(max(months.values(), default=0)))
