"""Does income still carry all debt service once this loan is paid out?"""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.capabilities.decision.rules import (
    CapacityMetric,
    DecisionResult,
    DisbursementFacts,
    DisbursementOutcome,
    Due,
    Income,
    decide_disbursement,
    twelve_month_service,
)
from backend.kit.money import fen, yuan
from tests.decision.factories import the_engine

GOLDEN = Path(__file__).parents[1] / "calculator" / "golden"
SECOND_DRAWDOWN = date(2026, 12, 10)
INCOME = Income(fen("110000"), fen("9600"))


def note(name: str) -> tuple[Due, ...]:
    rows = json.loads((GOLDEN / "golden_journey_schedules.json").read_text())[name]
    return tuple(Due(date.fromisoformat(row["due"]), fen(row["total"])) for row in rows)


JOURNEY = DisbursementFacts(
    value_date=SECOND_DRAWDOWN,
    capacity_metric=CapacityMetric.ANNUAL_COVERAGE,
    income=INCOME,
    instalments=(*note("note1"), *note("note2")),
)


def decided(facts: DisbursementFacts) -> DisbursementOutcome:
    return decide_disbursement(the_engine(), "disbursement", facts)


def due(day: str, amount: str) -> Due:
    return Due(date.fromisoformat(day), fen(amount))


def test_the_journeys_second_drawdown_is_carried() -> None:
    outcome = decided(JOURNEY)

    assert yuan(twelve_month_service(note("note1"), SECOND_DRAWDOWN)) == "34124.90"
    assert yuan(twelve_month_service(note("note2"), SECOND_DRAWDOWN)) == "42108.90"
    assert outcome.ratio == Decimal("0.780308")
    assert outcome.result is DecisionResult.APPROVE
    assert outcome.hits == ()
    assert outcome.explanation == ("放款后年度偿债占净收入比 78.03%", "系统建议放款")


@pytest.mark.parametrize(
    ("service", "result", "codes"),
    [
        ("78400.00", DecisionResult.APPROVE, []),
        ("78400.01", DecisionResult.REFER, ["FR01"]),
        ("100400.00", DecisionResult.REFER, ["FR01"]),
        ("100400.01", DecisionResult.REJECT, ["FB01"]),
    ],
)
def test_one_fen_over_a_threshold_changes_the_result(
    service: str, result: DecisionResult, codes: list[str]
) -> None:
    outcome = decided(replace(JOURNEY, instalments=(due("2027-06-21", service),)))

    assert outcome.result is result
    assert [hit.rule_code for hit in outcome.hits] == codes


def test_the_last_day_of_the_twelve_months_counts_and_the_value_date_does_not() -> None:
    instalments = (
        due("2026-12-10", "1"),
        due("2026-12-11", "10"),
        due("2027-12-10", "100"),
        due("2027-12-11", "1000"),
    )

    assert twelve_month_service(instalments, SECOND_DRAWDOWN) == fen("110")


def test_a_monthly_measure_takes_the_heaviest_month() -> None:
    facts = replace(
        JOURNEY,
        capacity_metric=CapacityMetric.MONTHLY_DSR,
        income=Income(fen("96000"), fen("9600")),
        instalments=(
            due("2027-01-05", "1000"),
            due("2027-01-21", "2200"),
            due("2027-02-21", "3000"),
            due("2028-01-21", "90000"),
        ),
    )

    outcome = decided(facts)

    assert (outcome.ratio, outcome.result) == (Decimal("0.5"), DecisionResult.APPROVE)


def test_inv_24_the_disbursement_decision_keeps_its_inputs() -> None:
    later = replace(JOURNEY, value_date=date(2026, 12, 11))

    assert decided(JOURNEY).snapshot == decided(JOURNEY).snapshot
    assert decided(JOURNEY).snapshot.sha256 != decided(later).snapshot.sha256
