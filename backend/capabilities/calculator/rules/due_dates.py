"""When instalments fall due, and whether the time between two of them is a whole period."""

from calendar import monthrange
from datetime import date, timedelta

from .terms import BY_DAYS, DueDayRule, LoanTerms, RepaymentMethod

# Interest settles on the 20th, that day included, and is debited on the 21st.
SETTLEMENT_DEBIT_DAY = 21
_SETTLEMENT_MONTHS = {
    DueDayRule.MONTH_20: frozenset(range(1, 13)),
    DueDayRule.QUARTER_END: frozenset({3, 6, 9, 12}),
    DueDayRule.HALF_YEAR_END: frozenset({6, 12}),
    DueDayRule.YEAR_END: frozenset({12}),
}


def add_months(day: date, months: int) -> date:
    """Move by whole months; a day that the month lacks becomes its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def maturity_date(terms: LoanTerms) -> date:
    """Tell the day on which the last instalment falls due (到期日).

    Source: conventions CN-2026.1, C5.
    """
    return add_months(terms.start_date, terms.term_months)


def due_dates(terms: LoanTerms) -> list[date]:
    """List the due dates, strictly increasing, the last on the maturity date.

    Source: conventions CN-2026.1, C4.
    """
    maturity = maturity_date(terms)
    if terms.method is RepaymentMethod.BULLET:
        return [maturity]
    if terms.due_day_rule is DueDayRule.SAME_DAY:
        return _same_days(terms)
    if terms.due_day_rule is DueDayRule.FIXED_DAY:
        return [*_fixed_days(terms), maturity]
    return [*_settlement_days(terms, maturity), maturity]


def next_business_day(day: date, holidays: frozenset[date]) -> date:
    """Move a day on which the bank does not collect to the next one on which it does."""
    while day in holidays:
        day += timedelta(days=1)
    return day


def whole_months(terms: LoanTerms, start: date, due: date) -> int:
    """Tell the months of a whole period, or 0 where interest counts single days.

    Whole is what runs from anchor day to anchor day (SAME_DAY) or from one fixed day to
    the next. Methods that pay interest as it accrues always count days.
    Source: conventions CN-2026.1, C2.
    """
    step = terms.period_months
    if terms.method in BY_DAYS or _months_between(start, due) != step:
        return 0
    if terms.due_day_rule is DueDayRule.SAME_DAY:
        offset = _months_between(terms.start_date, start)
        ends = (add_months(terms.start_date, offset), add_months(terms.start_date, offset + step))
        return step if (start, due) == ends else 0
    return step if start.day == due.day == _debit_day(terms) else 0


def _same_days(terms: LoanTerms) -> list[date]:
    # Always from the anchor: chained months would lose the 31st after the first February.
    step = terms.period_months
    return [
        add_months(terms.start_date, months) for months in range(step, terms.term_months + 1, step)
    ]


def _fixed_days(terms: LoanTerms) -> list[date]:
    # All but the last, which is the maturity date: counting instalments instead of walking to
    # maturity keeps a stub of a few days from becoming an instalment of its own.
    step, day = terms.period_months, _debit_day(terms)
    count = terms.term_months // step - 1
    earliest = add_months(terms.start_date, step - 1) + timedelta(days=terms.min_first_days)
    first = earliest.replace(day=day)
    if first < earliest:
        first = add_months(first, 1)
    return [add_months(first, step * number) for number in range(count)]


def _settlement_days(terms: LoanTerms, maturity: date) -> list[date]:
    months = _SETTLEMENT_MONTHS[terms.due_day_rule]
    first = terms.start_date.replace(day=SETTLEMENT_DEBIT_DAY)
    days = [
        day
        for day in (add_months(first, number) for number in range(terms.term_months + 1))
        if day.month in months and terms.start_date < day < maturity
    ]
    if days and (days[0] - terms.start_date).days < terms.merge_first_stub_days:
        del days[0]
    return days


def _debit_day(terms: LoanTerms) -> int:
    if terms.due_day_rule is DueDayRule.FIXED_DAY and terms.due_day is not None:
        return terms.due_day
    return SETTLEMENT_DEBIT_DAY


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
