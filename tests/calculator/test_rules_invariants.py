"""INV-61 and INV-62 over 20,000 random loans of every method and calendar."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from backend.capabilities.calculator.rules import (
    DueDayRule,
    FirstPeriodMode,
    Instalment,
    LoanTerms,
    PlannedPrincipal,
    RepaymentMethod,
    build_schedule,
    calculate,
    due_dates,
    maturity_date,
)
from backend.kit.money import Fen, Rate
from backend.kit.refusal import Refused

SCHEDULES = 20_000
RULES_OF_STEP = {
    1: DueDayRule.MONTH_20,
    3: DueDayRule.QUARTER_END,
    6: DueDayRule.HALF_YEAR_END,
    12: DueDayRule.YEAR_END,
}
STEPS = {
    RepaymentMethod.IO_M: 1,
    RepaymentMethod.IO_Q: 3,
    RepaymentMethod.IO_H: 6,
    RepaymentMethod.IO_Y: 12,
}
ANNUITIES = (RepaymentMethod.EPI, RepaymentMethod.GRACE_EPI, RepaymentMethod.BALLOON)
GRACE = (RepaymentMethod.GRACE_EPI, RepaymentMethod.GRACE_EP)


def _a_random_loan(random: Random) -> LoanTerms:
    method = random.choice(list(RepaymentMethod))
    step = STEPS.get(method, random.choice((1, 1, 1, 2, 3, 6)))
    count = random.randint(3, 120 // step)
    term = random.randint(1, 12) if method is RepaymentMethod.BULLET else count * step
    rules = [DueDayRule.SAME_DAY, DueDayRule.FIXED_DAY]
    if step in RULES_OF_STEP and method is not RepaymentMethod.FLAT:
        rules.append(RULES_OF_STEP[step])
    amount = random.choice((random.randint(200, 5_000), random.randint(5_000, 3_000_000)))
    return LoanTerms(
        amount=Fen(100 * amount * (count + 2) // 2 + random.randint(0, 99)),
        annual_rate=Rate(Decimal(random.choice((0, random.randint(1, 24_000_000)))).scaleb(-6)),
        term_months=term,
        method=method,
        start_date=date(1990, 1, 1) + timedelta(days=random.randint(0, 40_000)),
        due_day_rule=random.choice(rules),
        due_day=random.randint(1, 28),
        step=None if method is RepaymentMethod.BULLET else step,
        day_basis=random.choice((360, 365)),
        first_mode=random.choice(list(FirstPeriodMode)),
        grace_months=step * random.randint(1, count - 2) if method in GRACE else None,
        amortisation_months=(
            step * random.randint(count + 1, 600 // step)
            if method is RepaymentMethod.BALLOON
            else None
        ),
        principal_plan=_a_plan(random, count) if method is RepaymentMethod.PLAN else (),
        min_first_days=random.randint(1, 28),
        merge_first_stub_days=random.choice((0, 0, 10, 30)),
    )


def _a_plan(random: Random, count: int) -> tuple[PlannedPrincipal, ...]:
    numbers = random.sample(range(1, count - 1), random.randint(1, min(4, count - 2)))
    return tuple(PlannedPrincipal(no, Fen(random.randint(1, 4_000))) for no in numbers)


def test_inv_61_and_inv_62_hold_for_20_000_random_schedules() -> None:
    random, built, refused = Random(20_260_315), 0, 0

    while built < SCHEDULES:
        terms = _a_random_loan(random)
        try:
            rows = build_schedule(terms)
        except Refused as refusal:
            _only_annuities_may_be_too_uneven(terms, refusal)
            refused += 1
            continue
        built += 1
        _inv_61(terms, rows)
        _inv_62(terms, rows)

    assert refused < SCHEDULES // 10


def _inv_61(terms: LoanTerms, rows: tuple[Instalment, ...]) -> None:
    assert sum(row.principal for row in rows) == terms.amount
    assert rows[-1].balance == 0
    assert [row.due_date for row in rows] == due_dates(terms)
    assert rows[-1].due_date == maturity_date(terms)
    balance, day = terms.amount, terms.start_date
    for number, row in enumerate(rows, 1):
        assert row.no == number
        assert row.start_date == day < row.due_date
        assert row.days == (row.due_date - row.start_date).days
        assert row.total == row.principal + row.interest
        assert row.balance == balance - row.principal
        balance, day = row.balance, row.due_date


def _inv_62(terms: LoanTerms, rows: tuple[Instalment, ...]) -> None:
    balance = terms.amount
    for row in rows:
        amounts = (row.principal, row.interest, row.total, row.balance)
        assert all(type(amount) is int and amount >= 0 for amount in amounts)
        charged_on = terms.amount if terms.method is RepaymentMethod.FLAT else balance
        assert row.interest in _interest_by_decimals(terms, charged_on, row.days)
        balance = row.balance


def _interest_by_decimals(terms: LoanTerms, charged_on: int, days: int) -> set[int]:
    """Charge the period both ways with decimals, independently of the engine's integers."""
    per_year = charged_on * terms.annual_rate / 100
    by_months = per_year * terms.period_months / 12
    by_days = per_year * days / terms.day_basis
    return {int(value.quantize(Decimal(1), ROUND_HALF_UP)) for value in (by_months, by_days)}


def _only_annuities_may_be_too_uneven(terms: LoanTerms, refusal: Refused) -> None:
    assert terms.method in ANNUITIES
    assert [problem.path for problem in refusal.refusals] in ([("firstMode",)], [("termMonths",)])


def test_inv_61_a_random_loan_costs_about_its_rate() -> None:
    random = Random(62)
    for _ in range(500):
        terms = _a_random_loan(random)
        if terms.method is RepaymentMethod.FLAT:
            continue
        try:
            answer = calculate(terms)
        except Refused as refusal:
            _only_annuities_may_be_too_uneven(terms, refusal)
            continue

        # Interest by days over 360 costs 365/360 of its name; fen move short, small loans.
        drift = abs(answer.annual_cost_simple - terms.annual_rate)
        assert drift <= terms.annual_rate * Decimal("0.06") + Decimal("0.02"), terms


@pytest.mark.parametrize("amount_fen", [200, 1_199, 1_200, 1_201, 9_999])
def test_trap_1_equal_principal_never_hands_out_more_than_there_is(amount_fen: int) -> None:
    months = amount_fen // 100
    terms = LoanTerms(
        amount=Fen(amount_fen),
        annual_rate=Rate(Decimal(24)),
        term_months=months,
        method=RepaymentMethod.EP,
        start_date=date(2026, 3, 15),
    )

    rows = build_schedule(terms)

    assert {row.principal for row in rows[:-1]} == {amount_fen // months}
    assert rows[-1].principal == amount_fen - (months - 1) * (amount_fen // months)
