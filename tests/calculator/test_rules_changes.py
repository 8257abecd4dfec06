"""What changes a running loan: early repayment, repricing, delay, subsidy; C8 to C10."""

from dataclasses import replace
from datetime import date

import pytest

from backend.capabilities.calculator.rules import (
    DueDayRule,
    EarlyRepaymentEffect,
    FirstPeriodMode,
    Instalment,
    InterestScope,
    LoanTerms,
    PlannedPrincipal,
    RepaymentMethod,
    build_schedule,
    overdue_charge,
    repay_in_full,
    repay_part,
    reprice,
    split_at_reprice,
    split_subsidy,
)
from backend.kit.money import Fen, fen, percent, rate, yuan
from backend.kit.refusal import Refused, ValidationFailed

from .factories import EX1, EX3, EX4, EX5, EX8, NOTE_1, a_loan

ON = date(2026, 10, 1)
REDUCE_TERM = EarlyRepaymentEffect.REDUCE_TERM
REDUCE_INSTALMENT = EarlyRepaymentEffect.REDUCE_INSTALMENT
GRACE = a_loan(method=RepaymentMethod.GRACE_EPI, grace_months=3)
BALLOON = a_loan(method=RepaymentMethod.BALLOON, amortisation_months=36)
EP = a_loan(method=RepaymentMethod.EP)
LEVEL = replace(NOTE_1, first_mode=FirstPeriodMode.LEVEL_PAYMENT)
PLAN = a_loan(method=RepaymentMethod.PLAN, principal_plan=(PlannedPrincipal(9, fen("60000")),))
ALL = [EX1, EX3, EX4, EX5, EX8, NOTE_1, GRACE, BALLOON, EP, LEVEL, PLAN]


def _totals(rows: tuple[Instalment, ...]) -> list[str]:
    return [yuan(row.total) for row in rows]


def test_a_loan_is_settled_with_interest_to_the_day() -> None:
    settled = repay_in_full(EX1, build_schedule(EX1), on=ON, fee=fen("10"))

    assert yuan(settled.principal) == "50648.53"
    assert yuan(settled.interest) == "117.05"
    assert yuan(settled.total) == "50775.58"
    assert yuan(settled.interest_saved) == "653.89"


def test_on_a_due_date_the_instalment_is_paid_and_no_interest_is_open() -> None:
    settled = repay_in_full(EX1, build_schedule(EX1), on=date(2026, 9, 15))

    assert (yuan(settled.principal), settled.interest) == ("50648.53", 0)


@pytest.mark.parametrize("on", ["2026-03-14", "2027-03-15", "2030-01-01"])
def test_outside_the_loan_there_is_nothing_to_settle(on: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        repay_in_full(EX1, build_schedule(EX1), on=date.fromisoformat(on))

    assert refused.value.path == ("on",)


def test_a_negative_fee_is_refused() -> None:
    with pytest.raises(ValidationFailed) as refused:
        repay_in_full(EX1, build_schedule(EX1), on=ON, fee=Fen(-1))

    assert refused.value.path == ("fee",)


@pytest.mark.parametrize(
    ("effect", "scope", "interest", "totals"),
    [
        (
            REDUCE_TERM,
            InterestScope.WHOLE,
            "117.05",
            ["8499.09", "8569.92", "8569.92", "5250.01"],
        ),
        (
            REDUCE_TERM,
            InterestScope.REPAID,
            "46.22",
            ["8569.92", "8569.92", "8569.92", "5250.01"],
        ),
        (
            REDUCE_INSTALMENT,
            InterestScope.WHOLE,
            "117.05",
            ["5115.01", *["5185.84"] * 4, "5185.83"],
        ),
        (REDUCE_INSTALMENT, InterestScope.REPAID, "46.22", [*["5185.84"] * 5, "5185.83"]),
    ],
)
def test_a_partial_repayment_shortens_the_term_or_the_instalment(
    effect: EarlyRepaymentEffect, scope: InterestScope, interest: str, totals: list[str]
) -> None:
    paid = repay_part(
        EX1, build_schedule(EX1), on=ON, amount=fen("20000"), effect=effect, scope=scope
    )

    assert yuan(paid.interest) == interest
    assert paid.total == paid.principal + paid.interest
    assert _totals(paid.schedule) == totals
    assert [row.no for row in paid.schedule] == list(range(7, 7 + len(totals)))


@pytest.mark.parametrize("scope", InterestScope)
@pytest.mark.parametrize(
    ("terms", "effect"),
    [
        *((terms, REDUCE_INSTALMENT) for terms in ALL),
        *((terms, REDUCE_TERM) for terms in ALL if terms not in (EX3, EX4, BALLOON)),
    ],
)
def test_inv_61_holds_after_two_partial_repayments(
    terms: LoanTerms, effect: EarlyRepaymentEffect, scope: InterestScope
) -> None:
    on, again, amount = date(2026, 12, 30), date(2027, 1, 9), Fen(terms.amount // 20)
    rows = build_schedule(terms)
    owed = terms.amount - sum(row.principal for row in rows if row.due_date <= on)

    first = repay_part(terms, rows, on=on, amount=amount, effect=effect, scope=scope)
    second = repay_part(terms, first.schedule, on=again, amount=amount, effect=effect, scope=scope)

    assert sum(row.principal for row in first.schedule) == owed - amount
    assert sum(row.principal for row in second.schedule) == owed - 2 * amount
    assert second.schedule[-1].balance == 0
    assert all(row.principal >= 0 and row.interest >= 0 for row in second.schedule)
    dues = [row.due_date for row in second.schedule]
    assert dues == [row.due_date for row in rows if row.due_date > again][: len(dues)]
    saved = sum(row.interest for row in rows if row.due_date > on) - first.interest
    assert first.interest_saved == saved - sum(row.interest for row in first.schedule)


def test_the_rest_of_a_cut_period_counts_days_even_across_a_month() -> None:
    rows = build_schedule(EX1)

    paid = repay_part(
        EX1, rows, on=date(2026, 9, 20), amount=fen("20000"), effect=REDUCE_INSTALMENT
    )

    # 30,648.53 for the 25 days from 20 September to 15 October.
    assert yuan(paid.interest) == "36.58"
    assert yuan(paid.schedule[0].interest) == "110.68"


def test_the_level_payment_is_kept_until_the_earlier_end() -> None:
    rows = build_schedule(LEVEL)

    paid = repay_part(LEVEL, rows, on=date(2027, 3, 21), amount=fen("20000"), effect=REDUCE_TERM)

    assert _totals(paid.schedule) == [*["2849.52"] * 18, "666.14"]


def test_grace_ends_with_its_last_instalment_and_then_the_term_may_be_shortened() -> None:
    rows = build_schedule(GRACE)

    paid = repay_part(GRACE, rows, on=date(2026, 6, 15), amount=fen("20000"), effect=REDUCE_TERM)

    assert yuan(paid.schedule[0].total) == "11353.24"
    assert len(paid.schedule) == 8


def test_a_single_fen_repaid_early_leaves_flat_interest_almost_whole() -> None:
    rows = build_schedule(EX5)

    paid = repay_part(EX5, rows, on=ON, amount=Fen(100), effect=REDUCE_INSTALMENT)

    assert {yuan(row.interest) for row in paid.schedule[1:]} == {"239.99"}
    assert yuan(Fen(paid.interest + paid.schedule[0].interest)) == "240.00"


def test_a_planned_principal_shrinks_in_proportion_or_from_its_end() -> None:
    rows = build_schedule(PLAN)

    smaller = repay_part(PLAN, rows, on=ON, amount=fen("50000"), effect=REDUCE_INSTALMENT)
    shorter = repay_part(PLAN, rows, on=ON, amount=fen("50000"), effect=REDUCE_TERM)

    assert [yuan(row.principal) for row in smaller.schedule if row.principal] == [
        "30000.00",
        "20000.00",
    ]
    assert [yuan(row.principal) for row in shorter.schedule if row.principal] == ["50000.00"]
    assert shorter.schedule[-1].due_date == date(2026, 12, 15)


@pytest.mark.parametrize("amount", ["0", "-1", "50648.53", "90000"])
def test_a_partial_repayment_leaves_something_to_repay(amount: str) -> None:
    with pytest.raises(Refused) as refused:
        repay_part(EX1, build_schedule(EX1), on=ON, amount=fen(amount), effect=REDUCE_TERM)

    assert [problem.path for problem in refused.value.refusals] == [("amount",)]


@pytest.mark.parametrize(
    ("terms", "on"), [(EX3, ON), (EX4, ON), (BALLOON, ON), (GRACE, date(2026, 6, 14))]
)
def test_without_a_level_instalment_there_is_no_term_to_shorten(terms: LoanTerms, on: date) -> None:
    with pytest.raises(Refused) as refused:
        repay_part(terms, build_schedule(terms), on=on, amount=fen("1"), effect=REDUCE_TERM)

    assert [problem.path for problem in refused.value.refusals] == [("effect",)]


def test_a_new_rate_on_a_due_date_finds_a_new_instalment() -> None:
    rows = reprice(EX1, build_schedule(EX1), on=date(2026, 9, 15), new_rate=rate("4.2"))

    assert _totals(rows) == [*["8545.13"] * 5, "8545.12"]
    assert [row.no for row in rows] == [7, 8, 9, 10, 11, 12]


def test_a_balloon_goes_on_amortising_over_what_is_left_of_its_longer_term() -> None:
    rows = reprice(BALLOON, build_schedule(BALLOON), on=date(2026, 9, 15), new_rate=rate("5.2"))

    assert _totals(rows) == [*["3006.08"] * 5, "71386.58"]


def test_a_new_rate_within_a_period_charges_both_rates_by_days() -> None:
    rows = reprice(EX1, build_schedule(EX1), on=ON, new_rate=rate("4.2"))

    # 50,648.53 for 16 days at 5.2 % is 117.05, for 14 days at 4.2 % is 82.73.
    assert yuan(rows[0].interest) == "199.78"
    assert _totals(rows) == ["8567.64", *["8545.13"] * 4, "8545.12"]


@pytest.mark.parametrize("terms", [loan for loan in ALL if loan is not EX5])
def test_the_same_rate_changes_no_principal(terms: LoanTerms) -> None:
    rows = build_schedule(terms)
    on = rows[0].start_date

    assert reprice(terms, rows, on=on, new_rate=terms.annual_rate) == rows


@pytest.mark.parametrize(
    ("terms", "new_rate", "path"),
    [(EX1, "24.1", ("newRate",)), (EX1, "-1", ("newRate",)), (EX5, "4", ("method",))],
)
def test_a_rate_that_may_not_be_is_refused(
    terms: LoanTerms, new_rate: str, path: tuple[str, ...]
) -> None:
    with pytest.raises(Refused) as refused:
        reprice(terms, build_schedule(terms), on=ON, new_rate=rate(new_rate))

    assert [problem.path for problem in refused.value.refusals] == [path]


def test_rows_until_the_next_repricing_are_firm() -> None:
    firm, indicative = split_at_reprice(build_schedule(EX1), date(2026, 9, 15))

    assert (len(firm), len(indicative)) == (6, 6)
    assert firm[-1].due_date == date(2026, 9, 15)


def test_delay_is_charged_on_principal_and_on_interest() -> None:
    late = overdue_charge(
        principal=fen("8532.89"),
        interest=fen("36.98"),
        annual_rate=rate("5.2"),
        due_date=date(2027, 3, 15),
        today=date(2027, 3, 25),
    )

    assert late.days == 10
    assert percent(late.penalty_rate) == "7.800000"
    assert (yuan(late.penalty), yuan(late.compound_interest)) == ("18.49", "0.08")
    assert yuan(late.total) == "18.57"


@pytest.mark.parametrize(("today", "days"), [("2027-03-18", 0), ("2027-03-19", 4)])
def test_grace_forgives_three_days_and_not_the_fourth(today: str, days: int) -> None:
    late = overdue_charge(
        principal=fen("10000"),
        interest=fen("0"),
        annual_rate=rate("5.2"),
        due_date=date(2027, 3, 15),
        today=date.fromisoformat(today),
    )

    assert late.days == days
    assert late.penalty == (867 if days else 0)


def test_before_the_due_date_nothing_is_overdue() -> None:
    late = overdue_charge(
        principal=fen("10000"),
        interest=fen("100"),
        annual_rate=rate("5.2"),
        due_date=date(2027, 3, 15),
        today=date(2027, 3, 1),
        grace_days=0,
    )

    assert (late.days, late.total) == (0, 0)


def test_negative_claims_are_refused_at_once() -> None:
    with pytest.raises(Refused) as refused:
        overdue_charge(
            principal=Fen(-1),
            interest=Fen(-1),
            annual_rate=rate("5"),
            due_date=ON,
            today=ON,
            markup=rate("-1"),
            grace_days=-1,
        )

    assert [problem.path for problem in refused.value.refusals] == [
        ("principal",),
        ("interest",),
        ("markup",),
        ("graceDays",),
    ]


def test_a_subsidy_is_rounded_and_the_borrower_pays_the_remainder() -> None:
    rows = build_schedule(EX1)

    halves = split_subsidy(rows, rate("50"))
    points = split_subsidy(rows, rate("2"), of=rate("5.2"))

    assert (yuan(halves[0].subsidy), yuan(halves[0].borrower)) == ("216.67", "216.66")
    assert (yuan(points[0].subsidy), yuan(points[0].borrower)) == ("166.67", "266.66")
    for part, row in zip(halves, rows, strict=True):
        assert part.subsidy + part.borrower == part.interest == row.interest


def test_a_full_subsidy_leaves_the_borrower_nothing() -> None:
    assert {part.borrower for part in split_subsidy(build_schedule(EX1), rate("100"))} == {0}


@pytest.mark.parametrize(("part", "of"), [("100.000001", "100"), ("-1", "100"), ("0", "0")])
def test_a_subsidy_is_at_most_the_whole_interest(part: str, of: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        split_subsidy(build_schedule(EX1), rate(part), of=rate(of))

    assert refused.value.path == ("subsidised",)


def test_a_subsidised_calendar_loan_keeps_its_sum() -> None:
    terms = a_loan(method=RepaymentMethod.EP, due_day_rule=DueDayRule.QUARTER_END)
    rows = build_schedule(terms)

    parts = split_subsidy(rows, rate("33.333333"))

    assert sum(part.subsidy + part.borrower for part in parts) == sum(row.interest for row in rows)
