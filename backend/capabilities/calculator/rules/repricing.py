"""Changing the rate of a running loan (重定价)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from backend.kit.money import Fen, Rate
from backend.kit.refusal import ValidationFailed, refuse_all

from .rounding import interest_of_days
from .schedule import Instalment, amortise
from .standing import Standing, remaining_rule, standing
from .terms import LoanTerms, RepaymentMethod
from .validation import rate_problems


def reprice(
    terms: LoanTerms, schedule: Sequence[Instalment], *, on: date, new_rate: Rate
) -> tuple[Instalment, ...]:
    """Lay out the instalments due after ``on`` at a new rate, their dates unchanged.

    The level instalment is found anew for the remaining balance and number; a period cut by
    the day charges the old rate before and the new rate from that day on, each by days.
    Source: conventions CN-2026.1, C9.

    Raises:
        Refused: the new rate is negative or above the ceiling, or interest is flat.
        ValidationFailed: the day lies outside the loan.
    """
    repriced = replace(terms, annual_rate=new_rate)
    problems = [*rate_problems(repriced, "newRate")]
    if terms.method is RepaymentMethod.FLAT:
        problems.append(ValidationFailed("等本等息为固定利率,不能重定价", "method"))
    refuse_all(problems)
    before = standing(terms, schedule, on)
    loan = replace(before, terms=repriced)
    return amortise(
        repriced,
        loan.balance,
        loan.periods,
        remaining_rule(loan, loan.balance),
        paid=loan.current.no - 1,
        first_interest=_cut_interest(before, loan),
    )


def split_at_reprice(
    schedule: Sequence[Instalment], next_reprice_on: date
) -> tuple[tuple[Instalment, ...], tuple[Instalment, ...]]:
    """Part the firm rows, due until the next repricing, from those that only indicate.

    Source: conventions CN-2026.1, C9.
    """
    firm = tuple(row for row in schedule if row.due_date <= next_reprice_on)
    return firm, tuple(schedule[len(firm) :])


def _cut_interest(before: Standing, after: Standing) -> Fen | None:
    if before.elapsed == 0:
        return None
    left = before.current.days - before.elapsed
    rate, basis = after.terms.annual_rate, after.terms.day_basis
    new = interest_of_days(after.balance, rate, left, basis)
    return Fen(before.accrued(before.balance) + new)
