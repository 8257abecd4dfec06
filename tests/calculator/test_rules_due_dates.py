"""When instalments fall due: anchors, fixed days, settlement days, holidays."""

from datetime import date

import pytest

from backend.capabilities.calculator.rules import (
    DueDayRule,
    RepaymentMethod,
    add_months,
    build_schedule,
    due_dates,
    level_payment,
    maturity_date,
)
from backend.kit.money import fen, rate, yuan

from .factories import EX6, NOTE_1, a_loan


def _dates(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_trap_4_the_31st_comes_back_after_a_short_month() -> None:
    assert due_dates(EX6) == _dates(
        "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2027-11-30", 3, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-15", 600, "2076-01-15"),
    ],
)
def test_months_are_added_to_the_end_of_short_months(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_trap_3_a_fixed_day_makes_exactly_n_instalments() -> None:
    dues = due_dates(NOTE_1)

    assert len(dues) == 30
    assert dues[0] == date(2026, 12, 21)
    assert dues[-2:] == _dates("2029-04-21", "2029-05-27")


@pytest.mark.parametrize(
    ("start", "first"),
    [("2026-03-05", "2026-03-20"), ("2026-03-06", "2026-04-20"), ("2026-03-20", "2026-04-20")],
)
def test_the_first_fixed_day_is_at_least_15_days_away(start: str, first: str) -> None:
    terms = a_loan(start=start, due_day_rule=DueDayRule.FIXED_DAY, due_day=20)

    assert due_dates(terms)[0] == date.fromisoformat(first)


def test_quarterly_fixed_days_lie_a_quarter_apart() -> None:
    terms = a_loan(start="2026-04-10", step=3, due_day_rule=DueDayRule.FIXED_DAY, due_day=20)

    assert due_dates(terms) == _dates("2026-07-20", "2026-10-20", "2027-01-20", "2027-04-10")


def test_a_fixed_day_that_is_the_value_day_makes_whole_periods() -> None:
    fixed = a_loan(start="2026-03-20", due_day_rule=DueDayRule.FIXED_DAY, due_day=20)

    assert build_schedule(fixed) == build_schedule(a_loan(start="2026-03-20"))


@pytest.mark.parametrize(
    ("rule", "method", "expected"),
    [
        (
            DueDayRule.HALF_YEAR_END,
            RepaymentMethod.IO_H,
            ["2026-12-21", "2027-06-21", "2027-10-21"],
        ),
        (DueDayRule.YEAR_END, RepaymentMethod.IO_Y, ["2026-12-21", "2027-10-21"]),
        (
            DueDayRule.QUARTER_END,
            RepaymentMethod.IO_Q,
            ["2026-12-21", "2027-03-21", "2027-06-21", "2027-09-21", "2027-10-21"],
        ),
    ],
)
def test_interest_settles_on_the_20th_and_is_debited_on_the_21st(
    rule: DueDayRule, method: RepaymentMethod, expected: list[str]
) -> None:
    terms = a_loan(method=method, start="2026-10-21", due_day_rule=rule)

    assert due_dates(terms) == _dates(*expected)


@pytest.mark.parametrize(("merge_days", "first"), [(11, "2026-12-21"), (12, "2027-03-21")])
def test_a_first_stub_is_merged_only_when_it_is_short(merge_days: int, first: str) -> None:
    terms = a_loan(
        method=RepaymentMethod.IO_Q,
        start="2026-12-10",
        due_day_rule=DueDayRule.QUARTER_END,
        merge_first_stub_days=merge_days,
    )

    assert due_dates(terms)[0] == date.fromisoformat(first)


def test_a_holiday_moves_the_payment_and_no_interest() -> None:
    holidays = frozenset(_dates("2026-05-15", "2026-05-16"))

    moved = build_schedule(a_loan(holidays=holidays))

    assert moved[1].due_date == date(2026, 5, 15)
    assert moved[1].pay_by == date(2026, 5, 17)
    assert moved[0].pay_by == moved[0].due_date
    plain = build_schedule(a_loan())
    assert [row.interest for row in moved] == [row.interest for row in plain]


def test_grace_pays_interest_only_and_then_level_instalments() -> None:
    rows = build_schedule(a_loan(method=RepaymentMethod.GRACE_EPI, grace_months=3))

    level = level_payment(fen("100000"), rate("5.2"), 1, 9)
    assert yuan(level) == "11353.24"
    assert [row.principal for row in rows[:3]] == [0, 0, 0]
    assert {yuan(row.interest) for row in rows[:3]} == {"433.33"}
    assert {row.total for row in rows[3:-1]} == {level}
    assert rows[-1].balance == 0


def test_grace_pays_interest_only_and_then_equal_principal() -> None:
    rows = build_schedule(a_loan(method=RepaymentMethod.GRACE_EP, grace_months=3))

    assert [yuan(row.principal) for row in rows[:4]] == ["0.00", "0.00", "0.00", "11111.11"]
    assert yuan(rows[-1].principal) == "11111.12"


def test_a_balloon_pays_like_a_longer_loan_and_the_rest_at_the_end() -> None:
    rows = build_schedule(a_loan(method=RepaymentMethod.BALLOON, amortisation_months=36))

    longer = build_schedule(a_loan(term_months=36))
    assert rows[:11] == longer[:11]
    assert rows[-1].principal == longer[10].balance
    assert yuan(rows[-1].total) == "71386.58"


def test_a_revolving_note_never_repaid_early_is_interest_by_days() -> None:
    rows = build_schedule(a_loan(method=RepaymentMethod.REVOLVING, term_months=3))

    assert [yuan(row.interest) for row in rows] == ["447.78", "433.33", "447.78"]
    assert [yuan(row.principal) for row in rows] == ["0.00", "0.00", "100000.00"]


def test_trap_5_the_tail_of_a_long_dear_annuity_reaches_more_than_a_yuan() -> None:
    terms = a_loan("10000", "24", 120)

    rows = build_schedule(terms)

    assert yuan(rows[0].total) == "220.48"
    assert yuan(rows[-1].total) == "221.15"
    tails = [
        build_schedule(a_loan(str(amount), "24", 120))[-1].total
        - level_payment(fen(str(amount)), rate("24"), 1, 120)
        for amount in range(10_000, 10_100)
    ]
    assert max(map(abs, tails)) > 100


def test_without_interest_a_level_instalment_is_an_equal_part() -> None:
    rows = build_schedule(a_loan("100", "0", 3))

    assert [yuan(row.total) for row in rows] == ["33.33", "33.33", "33.34"]
    assert maturity_date(a_loan("100", "0", 3)) == rows[-1].due_date
