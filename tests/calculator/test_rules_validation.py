"""Every error of an input, its field and its Chinese sentence; all of them at once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.capabilities.calculator.errors import AnnualCostUndefined
from backend.capabilities.calculator.rules import (
    DueDayRule,
    Fee,
    FirstPeriodMode,
    LoanTerms,
    PlannedPrincipal,
    RepaymentMethod,
    calculate,
)
from backend.kit.money import Fen, Rate, fen
from backend.kit.refusal import Refused, ValidationFailed

from .factories import EX2, EX3, EX4, EX5, EX8, a_loan

GRACE = a_loan(method=RepaymentMethod.GRACE_EPI, grace_months=6)
BALLOON = a_loan(method=RepaymentMethod.BALLOON, amortisation_months=36)


def _fee(**changes: Any) -> tuple[Fee, ...]:
    return (replace(Fee("担保费", "示例担保公司", fen("100")), **changes),)


def _plan(*entries: tuple[int, str]) -> tuple[PlannedPrincipal, ...]:
    return tuple(PlannedPrincipal(no, Fen(int(Decimal(amount) * 100))) for no, amount in entries)


@pytest.mark.parametrize(
    ("path", "terms", "changes"),
    [
        ("amount", EX2, {"amount": Fen(0)}),
        ("amount", EX2, {"amount": Fen(-1)}),
        ("amount", EX2, {"amount": Fen(100_000_000_001)}),
        ("amount", EX2, {"amount": fen("9999999999999.99")}),
        ("amount", EX2, {"amount": fen("23.99")}),
        ("annualRate", EX2, {"annual_rate": Rate(Decimal("-0.000001"))}),
        ("annualRate", EX2, {"annual_rate": Rate(Decimal("24.000001"))}),
        ("annualRate", EX2, {"annual_rate": Rate(Decimal("15.4")), "rate_ceiling": Decimal(15)}),
        ("annualRate", EX2, {"annual_rate": Rate(Decimal("5.2000001"))}),
        ("annualRate", EX2, {"annual_rate": Rate(Decimal("NaN"))}),
        ("annualRate", EX2, {"annual_rate": Rate(Decimal("1e999"))}),
        ("termMonths", EX2, {"term_months": 0}),
        ("termMonths", EX2, {"term_months": -12}),
        ("termMonths", EX2, {"term_months": 601}),
        ("termMonths", EX2, {"term_months": 100_000}),
        ("termMonths", EX2, {"term_months": 2**62}),
        ("termMonths", EX2, {"step": 5}),
        ("termMonths", EX4, {"term_months": 13}),
        ("step", EX2, {"step": 0}),
        ("step", EX2, {"step": -1}),
        ("step", EX2, {"step": 13}),
        ("step", EX3, {"step": 1}),
        ("dueDayRule", EX3, {"due_day_rule": DueDayRule.MONTH_20}),
        ("dueDayRule", EX2, {"due_day_rule": DueDayRule.QUARTER_END, "step": 1}),
        ("dueDayRule", EX5, {"due_day_rule": DueDayRule.MONTH_20}),
        ("dueDay", EX2, {"due_day": None}),
        ("dueDay", EX2, {"due_day": 0}),
        ("dueDay", EX2, {"due_day": 29}),
        ("dueDay", EX2, {"due_day": 31}),
        ("startDate", EX2, {"start_date": date(1989, 12, 31)}),
        ("startDate", EX2, {"start_date": date(2201, 1, 1)}),
        ("startDate", EX2, {"start_date": date.max}),
        ("startDate", EX2, {"start_date": date.min}),
        ("dayBasis", EX2, {"day_basis": 0}),
        ("dayBasis", EX2, {"day_basis": 366}),
        ("minFirstDays", EX2, {"min_first_days": 29}),
        ("minFirstDays", EX2, {"min_first_days": 0}),
        ("mergeFirstStubDays", EX2, {"merge_first_stub_days": 93}),
        ("graceMonths", EX2, {"grace_months": 3}),
        ("graceMonths", GRACE, {"grace_months": None}),
        ("graceMonths", GRACE, {"grace_months": 0}),
        ("graceMonths", GRACE, {"grace_months": 12}),
        ("graceMonths", GRACE, {"grace_months": 4, "step": 3}),
        ("amortisationMonths", EX2, {"amortisation_months": 36}),
        ("amortisationMonths", BALLOON, {"amortisation_months": None}),
        ("amortisationMonths", BALLOON, {"amortisation_months": 12}),
        ("amortisationMonths", BALLOON, {"amortisation_months": 601}),
        ("amortisationMonths", BALLOON, {"amortisation_months": 37, "step": 3}),
        ("principalPlan", EX2, {"principal_plan": _plan((1, "1"))}),
        ("principalPlan", EX8, {"principal_plan": ()}),
        ("principalPlan", EX8, {"principal_plan": _plan((0, "1"))}),
        ("principalPlan", EX8, {"principal_plan": _plan((13, "1"))}),
        ("principalPlan", EX8, {"principal_plan": _plan((4, "1"), (4, "1"))}),
        ("principalPlan", EX8, {"principal_plan": _plan((4, "-1"))}),
        ("principalPlan", EX8, {"principal_plan": _plan((4, "300000"))}),
        ("principalPlan", EX8, {"principal_plan": _plan((4, "1"), (12, "299998"))}),
        ("fees", EX2, {"fees": _fee() * 21}),
        ("fees", EX2, {"fees": _fee(amount=fen("200000"))}),
        ("fees.0.amount", EX2, {"fees": _fee(amount=Fen(0))}),
        ("fees.0.paidOn", EX2, {"fees": _fee(paid_on=date(2026, 3, 14))}),
        ("fees.0.paidOn", EX2, {"fees": _fee(paid_on=date(2028, 3, 16))}),
    ],
)
def test_one_wrong_input_is_refused_by_its_name(
    path: str, terms: LoanTerms, changes: dict[str, Any]
) -> None:
    calculate(terms)

    with pytest.raises(Refused) as refused:
        calculate(replace(terms, **changes))

    (problem,) = refused.value.refusals
    assert isinstance(problem, ValidationFailed)
    assert ".".join(problem.path) == path
    assert any("一" <= letter <= "鿿" for letter in problem.message)


def test_all_wrong_inputs_are_refused_at_once() -> None:
    with pytest.raises(Refused) as refused:
        calculate(
            replace(
                EX2,
                amount=Fen(-5),
                annual_rate=Rate(Decimal(99)),
                term_months=0,
                step=0,
                due_day=31,
                start_date=date.max,
                day_basis=1,
                fees=_fee(amount=Fen(-1)),
            )
        )

    assert [".".join(problem.path) for problem in refused.value.refusals] == [
        "amount",
        "annualRate",
        "termMonths",
        "step",
        "startDate",
        "dueDay",
        "dayBasis",
        "fees.0.amount",
    ]


@pytest.mark.parametrize(
    ("_case", "terms", "changes"),
    [
        ("the smallest amount", EX2, {"amount": fen("24")}),
        ("the largest amount", EX2, {"amount": Fen(100_000_000_000)}),
        ("no interest", EX2, {"annual_rate": Rate(Decimal(0))}),
        ("the ceiling", EX2, {"annual_rate": Rate(Decimal(24))}),
        ("one month", EX2, {"term_months": 1}),
        ("fifty years", EX2, {"term_months": 600}),
        ("the first day", EX2, {"start_date": date(1990, 1, 1)}),
        ("the last day", EX2, {"start_date": date(2200, 12, 31), "term_months": 600}),
        ("the 28th", EX2, {"due_day": 28}),
        ("a year in one", EX4, {"term_months": 12}),
        ("seven months by quarters", EX3, {"term_months": 7}),
        ("all but one fen in fees", EX2, {"fees": _fee(amount=fen("0.01"))}),
        ("a plan up to the end", EX8, {"principal_plan": _plan((4, "1"), (12, "299999"))}),
        ("a plan that leaves one fen", EX8, {"principal_plan": _plan((4, "299999.99"))}),
    ],
)
def test_the_edge_of_what_is_allowed_is_calculated(
    _case: str, terms: LoanTerms, changes: dict[str, Any]
) -> None:
    changed = replace(terms, **changes)

    rows = calculate(changed).instalments

    assert sum(row.principal for row in rows) == changed.amount
    assert rows[-1].balance == 0


def test_fees_that_eat_the_loan_have_no_annual_cost() -> None:
    with pytest.raises(AnnualCostUndefined) as refused:
        calculate(replace(EX4, fees=_fee(amount=fen("49999.99"))))

    assert refused.value.path == ("fees",)


ODD_LEVEL = {
    "due_day_rule": DueDayRule.FIXED_DAY,
    "first_mode": FirstPeriodMode.LEVEL_PAYMENT,
    "term_months": 360,
}


@pytest.mark.parametrize(
    ("_case", "field", "amount", "changes"),
    [
        ("half a fen too little, for decades", "termMonths", "100000", {"term_months": 600}),
        ("half a fen too much, for decades", "termMonths", "1000", {"term_months": 360}),
        ("41 days before the first level payment", "firstMode", "100000", {"due_day": 25}),
        ("21 days before the first level payment", "firstMode", "100000", {"due_day": 5}),
    ],
)
def test_an_annuity_that_rounding_makes_uneven_is_refused(
    _case: str, field: str, amount: str, changes: dict[str, Any]
) -> None:
    odd = ODD_LEVEL if "due_day" in changes else {}

    with pytest.raises(Refused) as refused:
        calculate(replace(a_loan(amount, "24"), **(odd | changes)))

    (problem,) = refused.value.refusals
    assert problem.path == (field,)
