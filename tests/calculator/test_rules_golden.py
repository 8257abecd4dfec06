"""The golden files, to the fen; the worked examples of conventions CN-2026.1."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from backend.capabilities.calculator import rules
from backend.capabilities.calculator.rules import (
    DueDayRule,
    Fee,
    FirstPeriodMode,
    LoanTerms,
    RepaymentMethod,
    calculate,
    interest_of_months,
    level_payment,
    xirr,
)
from backend.kit.money import Fen, fen, percent, rate, yuan

from .factories import (
    EX1,
    EX2,
    EX3,
    EX4,
    EX5,
    EX6,
    EX8,
    NOTE_1,
    NOTE_2,
    a_loan,
    as_table,
)

GOLDEN = Path(__file__).parent / "golden"
LOANS: dict[str, Any] = json.loads((GOLDEN / "golden_loan_schedules.json").read_text())
JOURNEY: dict[str, Any] = json.loads((GOLDEN / "golden_journey_schedules.json").read_text())

OTHER_NOTE_1 = a_loan("80000", start="2026-11-20", due_day_rule=DueDayRule.FIXED_DAY, due_day=21)
OTHER_NOTE_2 = a_loan(
    "70000",
    method=RepaymentMethod.IO_Q,
    start="2026-12-01",
    due_day_rule=DueDayRule.QUARTER_END,
)
CASES = {
    "ex1_epi": EX1,
    "ex2_ep": EX2,
    "ex3_quarterly_io": EX3,
    "ex4_bullet": EX4,
    "ex5_flat": EX5,
    "ex6_monthly_io": EX6,
    "ex8_plan": EX8,
    "journey_note1": OTHER_NOTE_1,
    "journey_note2": OTHER_NOTE_2,
}


def test_every_golden_schedule_has_a_case() -> None:
    assert CASES.keys() == LOANS.keys()
    assert set(JOURNEY) == {"note1", "note2"}


@pytest.mark.parametrize("name", CASES)
def test_the_golden_loans_match_in_every_row(name: str) -> None:
    assert as_table(calculate(CASES[name]).instalments) == LOANS[name]


@pytest.mark.parametrize(("name", "terms"), [("note1", NOTE_1), ("note2", NOTE_2)])
def test_the_notes_of_the_journey_match_in_every_row(name: str, terms: LoanTerms) -> None:
    assert as_table(calculate(terms).instalments) == JOURNEY[name]


@pytest.mark.parametrize(
    ("_case", "terms", "interest", "payment", "by_days"),
    [
        ("level instalments", EX1, "2838.99", "102838.99", "5.297008"),
        ("equal principal", EX2, "12691.66", "212691.66", "6.167065"),
        ("interest by quarters", EX3, "17793.75", "317793.75", "6.068428"),
        ("all at the end", EX4, "2762.85", "52762.85", "5.525700"),
        ("interest by months from the 31st", EX6, "3016.68", "123016.68", "5.189011"),
        ("after the harvest", EX8, "39214.00", "339214.00", "5.799772"),
        ("first note of the journey", NOTE_1, "5418.74", "85418.74", "5.326579"),
        ("second note of the journey", NOTE_2, "2108.90", "42108.90", "5.379315"),
    ],
)
def test_totals_and_xirr_of_the_worked_examples(
    _case: str, terms: LoanTerms, interest: str, payment: str, by_days: str
) -> None:
    answer = calculate(terms)

    assert yuan(answer.total_interest) == interest
    assert yuan(answer.total_payment) == payment
    assert percent(xirr(terms, answer.instalments)) == by_days
    assert answer.engine_version == "CN-2026.1"


def test_a_level_loan_costs_its_compounded_periodic_rate() -> None:
    answer = calculate(EX1)

    assert percent(answer.annual_cost_compound) == "5.325735"
    assert percent(answer.annual_cost_simple) == "5.199995"


def test_a_guarantee_fee_paid_by_the_borrower_shows_in_the_cost() -> None:
    fee = Fee("担保费", "示例担保公司", fen("1500"))

    answer = calculate(a_loan(fees=(fee,)))

    assert percent(answer.annual_cost_compound) == "8.336704"
    assert percent(answer.annual_cost_simple) == "8.034158"


def test_flat_interest_costs_nearly_twice_its_name() -> None:
    answer = calculate(EX5)

    assert {row.total for row in answer.instalments} == {fen("5240")}
    assert yuan(answer.total_interest) == "2880.00"
    assert percent(answer.annual_cost_compound) == "9.104314"
    assert percent(answer.annual_cost_simple) == "8.745136"


def test_irregular_dates_are_discounted_by_days_and_never_by_periods() -> None:
    # Five unequal periods: the period's IRR times four would claim 4.76 %.
    assert percent(calculate(EX3).annual_cost_compound) == "6.068428"


def test_a_level_payment_moves_the_odd_days_into_the_last_instalment() -> None:
    odd = {"due_day_rule": DueDayRule.FIXED_DAY, "due_day": 21, "start": "2026-11-20"}

    level = calculate(a_loan("80000", first_mode=FirstPeriodMode.LEVEL_PAYMENT, **odd))
    standard = calculate(a_loan("80000", **odd))

    assert [yuan(row.total) for row in level.instalments] == ["6855.93"] * 11 + ["6868.07"]
    assert yuan(level.total_interest) == "2283.30"
    assert yuan(standard.total_interest) == "2282.74"
    assert yuan(standard.instalments[0].total) == "6867.48"
    assert yuan(standard.instalments[-1].total) == "6855.96"


def test_the_journey_pays_its_first_year_of_service() -> None:
    first, second = calculate(NOTE_1).instalments, calculate(NOTE_2).instalments

    assert yuan(level_payment(fen("80000"), rate("5.2"), 1, 30)) == "2849.52"
    assert yuan(Fen(sum(row.total for row in first[:12]))) == "34124.90"
    assert yuan(Fen(sum(row.total for row in second))) == "42108.90"


def test_a_rate_is_never_divided_before_it_is_multiplied() -> None:
    """Trap 2: a stored twelfth of 5.2 % gives 941.39."""
    assert yuan(interest_of_months(fen("217245.00"), rate("5.2"), 1)) == "941.40"


@pytest.mark.parametrize(
    ("months", "payment"), [(12, "6855.93"), (24, "3516.88"), (30, "2849.52"), (36, "2404.86")]
)
def test_the_level_instalment_that_decisions_reckon_with(months: int, payment: str) -> None:
    assert yuan(level_payment(fen("80000"), rate("5.2"), 1, months)) == payment


def test_inv_62_no_rule_knows_binary_floating_point() -> None:
    for path in Path(rules.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
            assert not (isinstance(node, ast.Name) and node.id in {"float", "math"}), path
