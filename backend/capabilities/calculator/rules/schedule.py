"""The schedule (还款计划): which part of the principal and which interest, day by day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from backend.kit.money import Fen
from backend.kit.refusal import Refused, ValidationFailed

from .due_dates import due_dates, next_business_day, whole_months
from .rounding import interest_of_days, interest_of_months, level_payment
from .terms import ANNUITY, FirstPeriodMode, LoanTerms, RepaymentMethod
from .validation import check_terms


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of a schedule (期供); the first day of its period counts, the last does not.

    ``balance`` is what remains after it. ``pay_by`` is the due date moved to a business day
    where the loan says so; interest never follows that move.
    """

    no: int
    start_date: date
    due_date: date
    days: int
    principal: Fen
    interest: Fen
    total: Fen
    balance: Fen
    pay_by: date


class Period(NamedTuple):
    """The days for which one instalment charges interest, end excluded."""

    start: date
    due: date


# (number counted from 1, balance before, interest of the period) -> principal
PrincipalRule = Callable[[int, Fen, Fen], int]


def build_schedule(terms: LoanTerms) -> tuple[Instalment, ...]:
    """Lay out all instalments of a loan.

    Source: conventions CN-2026.1, C1 to C7 and the table of methods.

    Raises:
        Refused: everything that is wrong with the terms, at once.
    """
    check_terms(terms)
    dues = due_dates(terms)
    periods = [Period(*ends) for ends in zip([terms.start_date, *dues[:-1]], dues, strict=True)]
    rule = principal_rule(terms, terms.amount, len(dues))
    rows = amortise(terms, terms.amount, periods, rule, flat_interest=_flat_interest(terms))
    _refuse_uneven(terms, rows, len(dues))
    return rows


def amortise(
    terms: LoanTerms,
    principal: Fen,
    periods: Sequence[Period],
    rule: PrincipalRule,
    *,
    paid: int = 0,
    first_interest: Fen | None = None,
    flat_interest: Fen | None = None,
) -> tuple[Instalment, ...]:
    """Pay a principal back over the periods; the last row takes what is left.

    Rows are numbered after the ``paid`` ones. ``first_interest`` replaces the interest of the
    first row where its period is cut, ``flat_interest`` that of every row. Ends early when
    nothing is owed any more.
    Source: conventions CN-2026.1, C6.
    """
    rows: list[Instalment] = []
    balance = principal
    for number, period in enumerate(periods, 1):
        interest = first_interest if number == 1 else None
        if interest is None:
            interest = flat_interest
        if interest is None:
            interest = interest_of_period(terms, balance, period)
        part = balance
        if number < len(periods):
            part = Fen(min(max(rule(number, balance, interest), 0), balance))
        balance = Fen(balance - part)
        rows.append(
            Instalment(
                no=paid + number,
                start_date=period.start,
                due_date=period.due,
                days=(period.due - period.start).days,
                principal=part,
                interest=interest,
                total=Fen(part + interest),
                balance=balance,
                pay_by=next_business_day(period.due, terms.holidays),
            )
        )
        if balance == 0:
            break
    return tuple(rows)


def interest_of_period(terms: LoanTerms, balance: Fen, period: Period) -> Fen:
    """Charge one period, by whole months where it is whole, else by days.

    Source: conventions CN-2026.1, C2.
    """
    if months := whole_months(terms, *period):
        return interest_of_months(balance, terms.annual_rate, months)
    days = (period.due - period.start).days
    return interest_of_days(balance, terms.annual_rate, days, terms.day_basis)


def principal_rule(terms: LoanTerms, principal: Fen, count: int) -> PrincipalRule:
    """Choose how much principal the instalments before the last repay."""
    match terms.method:
        case RepaymentMethod.EPI:
            return annuity_rule(terms, _level(terms, principal, count))
        case RepaymentMethod.BALLOON:
            amortised = (terms.amortisation_months or 0) // terms.period_months
            return annuity_rule(terms, _level(terms, principal, amortised))
        case RepaymentMethod.EP | RepaymentMethod.FLAT:
            # Rounded down: half up could hand out more than there is.
            equal = principal // count
            return lambda _number, _balance, _interest: equal
        case RepaymentMethod.GRACE_EPI | RepaymentMethod.GRACE_EP:
            return _after_grace(terms, principal, count)
        case RepaymentMethod.PLAN:
            planned = {entry.no: entry.amount for entry in terms.principal_plan}
            return lambda number, _balance, _interest: planned.get(number, Fen(0))
        case _:
            return lambda _number, _balance, _interest: 0


def annuity_rule(terms: LoanTerms, level: Fen) -> PrincipalRule:
    """Repay what a level instalment leaves after interest.

    Source: conventions CN-2026.1, C7.
    """
    if terms.first_mode is FirstPeriodMode.LEVEL_PAYMENT:
        return lambda _number, _balance, interest: level - interest
    rate, step = terms.annual_rate, terms.period_months
    return lambda _number, balance, _interest: level - interest_of_months(balance, rate, step)


def grace_periods(terms: LoanTerms) -> int:
    """Count the instalments that pay interest only."""
    return (terms.grace_months or 0) // terms.period_months


def _flat_interest(terms: LoanTerms) -> Fen | None:
    # Equal principal and interest (等本等息) charges the original amount to the end.
    if terms.method is not RepaymentMethod.FLAT:
        return None
    return interest_of_months(terms.amount, terms.annual_rate, terms.period_months)


def _after_grace(terms: LoanTerms, principal: Fen, count: int) -> PrincipalRule:
    grace = grace_periods(terms)
    ends_in_epi = terms.method is RepaymentMethod.GRACE_EPI
    method = RepaymentMethod.EPI if ends_in_epi else RepaymentMethod.EP
    rule = principal_rule(replace(terms, method=method), principal, count - grace)

    def principal_of(number: int, balance: Fen, interest: Fen) -> int:
        return rule(number - grace, balance, interest) if number > grace else 0

    return principal_of


def _level(terms: LoanTerms, principal: Fen, count: int) -> Fen:
    return level_payment(principal, terms.annual_rate, terms.period_months, count)


def _refuse_uneven(terms: LoanTerms, rows: Sequence[Instalment], count: int) -> None:
    # Half a fen in the level instalment grows with (1+i)^n. Over decades at a high rate it
    # empties the loan too soon or leaves a last instalment nobody would call level.
    if terms.method not in ANNUITY or count == 1:
        return
    grace = grace_periods(terms) if terms.method is RepaymentMethod.GRACE_EPI else 0
    early = len(rows) < count or any(row.principal <= 0 for row in rows[grace:-1])
    last_max = 2 * _level(terms, terms.amount, count - grace)
    late = terms.method is not RepaymentMethod.BALLOON and rows[-1].principal > last_max
    if early or late:
        level = terms.first_mode is FirstPeriodMode.LEVEL_PAYMENT
        problem = "按分取整后首末期差额过大,无法形成等额还款计划,请增加金额、缩短期限或调整首期方式"
        raise Refused([ValidationFailed(problem, "firstMode" if level else "termMonths")])
