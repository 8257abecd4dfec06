"""The cost disclosure, the annual rate behind it and the hash of a schedule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.capabilities.calculator.rules import (
    NOTHING_ELSE_ZH,
    CostBasis,
    DefaultCase,
    Fee,
    Instalment,
    RepaymentMethod,
    annual_cost,
    build_schedule,
    calculate,
    disclose_cost,
    schedule_sha256,
    xirr,
)
from backend.capabilities.calculator.rules.annual_rate import CashFlow, growth_per_unit
from backend.kit.money import Fen, fen, percent, rate, yuan

from .factories import EX1, EX3, EX4, a_loan

GUARANTEE = Fee("担保费", "示例担保公司", fen("1500"))
INSURANCE = Fee("保险费", "示例保险公司", fen("200"), date(2026, 9, 1))


def test_every_fee_shows_what_it_adds_to_the_year() -> None:
    sheet = disclose_cost(calculate(replace(EX1, fees=(GUARANTEE,))), lender="示例银行")

    interest, fee = sheet.items
    assert (interest.name, interest.collector) == ("贷款利息", "示例银行")
    assert (yuan(interest.amount), percent(interest.annual_contribution)) == (
        "2838.99",
        "5.325735",
    )
    assert (fee.name, fee.collector) == ("担保费", "示例担保公司")
    assert (yuan(fee.amount), percent(fee.annual_contribution)) == ("1500.00", "3.010969")
    assert percent(sheet.annual_cost.compound) == "8.336704"
    assert yuan(sheet.total_cost) == "4338.99"
    assert sheet.statement_zh == NOTHING_ELSE_ZH
    assert sheet.min_read_seconds == 10


def test_a_fee_between_two_due_dates_turns_all_contributions_to_days() -> None:
    answer = calculate(replace(EX1, fees=(GUARANTEE, INSURANCE)))

    sheet = disclose_cost(answer, lender="示例银行")

    assert answer.annual_cost.basis is CostBasis.ACTUAL_DAYS
    assert percent(sheet.items[0].annual_contribution) == "5.297008"
    only_guarantee = xirr(EX1, answer.instalments, (GUARANTEE,))
    assert sheet.items[2].annual_contribution == answer.annual_cost.compound - only_guarantee > 0
    assert sheet.items[2].charging_zh == "2026-09-01一次性收取"


def test_what_default_costs_is_listed_beside() -> None:
    sheet = disclose_cost(calculate(EX1), lender="示例银行")

    rates = {item.case: item.annual_rate for item in sheet.default_case}
    assert rates == {
        DefaultCase.PENALTY: Decimal("7.8"),
        DefaultCase.MISUSE: Decimal("10.4"),
        DefaultCase.COMPOUND_INTEREST: Decimal("7.8"),
        DefaultCase.LITIGATION: None,
    }
    assert all(item.statement_zh for item in sheet.default_case)


def test_simple_is_the_nominal_rate_that_compounds_to_the_headline() -> None:
    quarterly, yearly = calculate(EX3).annual_cost, calculate(EX4).annual_cost

    compounded = ((1 + quarterly.simple / 400) ** 4 - 1) * 100
    assert abs(compounded - quarterly.compound) < Decimal("0.000002")
    assert yearly.simple == yearly.compound


def test_without_interest_and_fees_a_loan_costs_nothing() -> None:
    answer = calculate(a_loan(annual_rate="0"))

    assert answer.total_interest == 0
    assert percent(answer.annual_cost_compound) == "0.000000"
    assert percent(answer.annual_cost_simple) == "0.000000"


def test_a_fee_on_a_due_date_keeps_the_periods_level() -> None:
    later = replace(INSURANCE, paid_on=date(2026, 9, 15))

    answer = calculate(replace(EX1, fees=(later,)))

    assert answer.annual_cost.basis is CostBasis.LEVEL_PERIODS
    assert answer.annual_cost_compound > calculate(EX1).annual_cost_compound


def test_the_cost_makes_all_cash_flows_worth_nothing() -> None:
    terms = a_loan("1000000", "18", 360, RepaymentMethod.EP, fees=(GUARANTEE,))
    rows = build_schedule(terms)

    cost = annual_cost(terms, rows)

    per_month = 1 + cost.simple / 1200
    worth = sum(row.total / per_month**row.no for row in rows)
    assert abs(worth - (terms.amount - GUARANTEE.amount)) < 10


@pytest.mark.parametrize(
    ("guess", "rate_after"), [("1.0001", "0.5"), ("9", "0.5"), ("0.2", "-0.8")]
)
def test_a_bad_first_guess_finds_the_same_rate(guess: str, rate_after: str) -> None:
    repaid = int(10_000 * (1 + Decimal(rate_after)))

    growth = growth_per_unit([CashFlow(0, -10_000), CashFlow(1, repaid)], 1, Decimal(guess))

    assert abs(growth - 1 - Decimal(rate_after)) < Decimal("1e-10")


def test_inv_46_the_hash_follows_every_figure_and_the_engine() -> None:
    rows = build_schedule(EX1)
    changed: list[tuple[Instalment, ...]] = [
        (*rows[:-1], replace(rows[-1], interest=Fen(rows[-1].interest + 1))),
        (*rows[:-1], replace(rows[-1], due_date=date(2027, 3, 16))),
        rows[:-1],
        (),
    ]

    signed = schedule_sha256(rows)

    assert signed == "26b6f9758fb2800a9ad0a790fb996880f4b1b7d5551c3a5d7a03b4a6e66eaeba"
    assert signed == schedule_sha256(build_schedule(a_loan()))
    hashes = {signed, schedule_sha256(rows, "CN-2026.2"), *map(schedule_sha256, changed)}
    assert len(hashes) == 6


def test_a_rate_carries_six_decimals_without_binary_dust() -> None:
    answer = calculate(replace(EX1, fees=(GUARANTEE,)))

    for value in (answer.annual_cost_compound, answer.annual_cost_simple):
        assert isinstance(value, Decimal)
        assert value == rate(percent(value))
