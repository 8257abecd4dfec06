"""What may not be asked of the calculator: every error of one input, at once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from backend.kit.money import RATE_STEP, Fen, grouped_yuan
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all

from .due_dates import due_dates, maturity_date
from .terms import (
    METHOD_NAMES_ZH,
    STEP_OF_METHOD,
    STEP_OF_RULE,
    WITH_GRACE,
    DueDayRule,
    LoanTerms,
    RepaymentMethod,
)

AMOUNT_MAX = Fen(100_000_000_000)
TERM_MONTHS_MAX = 600
STEP_MONTHS_MAX = 12
START_YEARS = range(1990, 2201)
DAY_BASES = (360, 365)
FIXED_DAY_MAX = 28
MIN_FIRST_DAYS_MAX = 28
MERGE_STUB_DAYS_MAX = 92
FEES_MAX = 20
PRINCIPAL_PER_INSTALMENT_MIN = Fen(100)

Problems = Iterator[Refusal]


def check_terms(terms: LoanTerms) -> None:
    """Refuse terms that no schedule can follow.

    Source: conventions CN-2026.1, C4, C5 and the input errors of the methods.

    Raises:
        Refused: one ``ValidationFailed`` per error, its path the name of the input field.
    """
    problems = [*_amount(terms), *rate_problems(terms), *_term(terms), *_step(terms), *_days(terms)]
    # What follows counts instalments, so it needs a term, a step and days that make sense.
    if not problems:
        problems = [*_multiples(terms)]
    if not problems:
        count = len(due_dates(terms))
        problems = [*_size(terms, count), *_grace(terms, count), *_balloon(terms)]
        problems += [*_plan(terms, count)]
    refuse_all([*problems, *_fees(terms)])


def _amount(terms: LoanTerms) -> Problems:
    if not 0 < terms.amount <= AMOUNT_MAX:
        yield ValidationFailed(f"贷款金额须大于0且不超过{grouped_yuan(AMOUNT_MAX)}元", "amount")


def rate_problems(terms: LoanTerms, field: str = "annualRate") -> Problems:
    """Tell what is wrong with a rate; ``field`` is the input that carries it."""
    rate = terms.annual_rate
    if not (rate.is_finite() and 0 <= rate <= terms.rate_ceiling):
        yield ValidationFailed(f"年利率须在0%至{_plain(terms.rate_ceiling)}%之间", field)
    elif rate % RATE_STEP:
        yield ValidationFailed("年利率最多六位小数", field)


def _term(terms: LoanTerms) -> Problems:
    if not 1 <= terms.term_months <= TERM_MONTHS_MAX:
        yield ValidationFailed(f"期限须为1至{TERM_MONTHS_MAX}个月", "termMonths")
    elif terms.method is RepaymentMethod.BULLET and terms.term_months > terms.bullet_months_max:
        limit = terms.bullet_months_max
        yield ValidationFailed(f"一次性还本付息的期限不得超过{limit}个月", "termMonths")


def _step(terms: LoanTerms) -> Problems:
    if terms.step is not None and not 1 <= terms.step <= STEP_MONTHS_MAX:
        yield ValidationFailed(f"还款间隔须为1至{STEP_MONTHS_MAX}个月", "step")
        return
    if terms.method is RepaymentMethod.BULLET:
        return
    of_method = STEP_OF_METHOD.get(terms.method)
    of_rule = STEP_OF_RULE.get(terms.due_day_rule)
    if of_method and terms.step not in (None, of_method):
        name = METHOD_NAMES_ZH[terms.method]
        yield ValidationFailed(f"“{name}”的还款间隔固定为{of_method}个月", "step")
    elif of_rule and (of_method or terms.step) not in (None, of_rule):
        yield ValidationFailed(f"该还款日规则每{of_rule}个月结息,与还款间隔不一致", "dueDayRule")
    if terms.method is RepaymentMethod.FLAT and of_rule:
        yield ValidationFailed("等本等息只能对月对日或固定还款日", "dueDayRule")


def _days(terms: LoanTerms) -> Problems:
    if terms.start_date.year not in START_YEARS:
        span = f"{START_YEARS.start}至{START_YEARS.stop - 1}"
        yield ValidationFailed(f"起息日须在{span}年之间", "startDate")
    fixed = terms.due_day_rule is DueDayRule.FIXED_DAY
    if fixed and not 1 <= (terms.due_day or 0) <= FIXED_DAY_MAX:
        yield ValidationFailed(f"固定还款日须为1至{FIXED_DAY_MAX}日", "dueDay")
    if terms.day_basis not in DAY_BASES:
        yield ValidationFailed("计息基础须为360或365", "dayBasis")
    if not 1 <= terms.min_first_days <= MIN_FIRST_DAYS_MAX:
        yield ValidationFailed(f"首期最少天数须为1至{MIN_FIRST_DAYS_MAX}天", "minFirstDays")
    if not 0 <= terms.merge_first_stub_days <= MERGE_STUB_DAYS_MAX:
        limit = MERGE_STUB_DAYS_MAX
        yield ValidationFailed(f"首期合并天数须为0至{limit}天", "mergeFirstStubDays")


def _multiples(terms: LoanTerms) -> Problems:
    # A settlement calendar has odd ends by nature; only periods counted from the start must fit.
    step = terms.period_months
    if terms.due_day_rule not in STEP_OF_RULE and terms.term_months % step:
        yield ValidationFailed(f"期限须为还款间隔({step}个月)的整数倍", "termMonths")


def _size(terms: LoanTerms, count: int) -> Problems:
    smallest = Fen(PRINCIPAL_PER_INSTALMENT_MIN * count)
    if terms.amount < smallest:
        least = grouped_yuan(smallest)
        yield ValidationFailed(f"分{count}期归还时贷款金额不得低于{least}元", "amount")


def _grace(terms: LoanTerms, count: int) -> Problems:
    step, grace = terms.period_months, terms.grace_months
    if terms.method not in WITH_GRACE:
        if grace is not None:
            yield ValidationFailed("该还款方式没有宽限期", "graceMonths")
    elif grace is None or not 0 < grace < terms.term_months or grace // step >= count:
        yield ValidationFailed("宽限期须大于0且短于贷款期限", "graceMonths")
    elif grace % step:
        yield ValidationFailed(f"宽限期须为还款间隔({step}个月)的整数倍", "graceMonths")


def _balloon(terms: LoanTerms) -> Problems:
    step, months = terms.period_months, terms.amortisation_months
    if terms.method is not RepaymentMethod.BALLOON:
        if months is not None:
            yield ValidationFailed("只有气球贷需要摊还期限", "amortisationMonths")
    elif months is None or not terms.term_months < months <= TERM_MONTHS_MAX:
        limit = TERM_MONTHS_MAX
        yield ValidationFailed(f"摊还期限须长于贷款期限且不超过{limit}个月", "amortisationMonths")
    elif months % step:
        yield ValidationFailed(f"摊还期限须为还款间隔({step}个月)的整数倍", "amortisationMonths")


def _plan(terms: LoanTerms, count: int) -> Problems:
    plan = terms.principal_plan
    if terms.method is not RepaymentMethod.PLAN:
        if plan:
            yield ValidationFailed("该还款方式没有还本计划", "principalPlan")
        return
    numbers = [entry.no for entry in plan]
    if not plan:
        yield ValidationFailed("请填写还本计划", "principalPlan")
    elif any(not 1 <= number <= count for number in numbers):
        yield ValidationFailed(f"还本计划的期次须为1至{count}", "principalPlan")
    elif len(set(numbers)) < len(numbers):
        yield ValidationFailed("还本计划的期次不能重复", "principalPlan")
    elif any(entry.amount <= 0 for entry in plan):
        yield ValidationFailed("还本计划的金额须大于0", "principalPlan")
    else:
        yield from _plan_sum(terms, ends=count in numbers)


def _plan_sum(terms: LoanTerms, *, ends: bool) -> Problems:
    planned = Fen(sum(entry.amount for entry in terms.principal_plan))
    amounts = f"(计划{grouped_yuan(planned)}元,贷款{grouped_yuan(terms.amount)}元)"
    if ends and planned != terms.amount:
        yield ValidationFailed(f"还本计划合计须等于贷款金额{amounts}", "principalPlan")
    elif not ends and planned >= terms.amount:
        yield ValidationFailed(f"末期须有本金归还{amounts}", "principalPlan")


def _fees(terms: LoanTerms) -> Problems:
    if len(terms.fees) > FEES_MAX:
        yield ValidationFailed(f"费用不得超过{FEES_MAX}项", "fees")
        return
    last = _last_day(terms)
    for number, fee in enumerate(terms.fees):
        if not 0 < fee.amount <= AMOUNT_MAX:
            yield ValidationFailed("费用金额须大于0", "fees", str(number), "amount")
        if fee.paid_on and not terms.start_date <= fee.paid_on <= last:
            problem = "费用的收取日须在起息日与到期日之间"
            yield ValidationFailed(problem, "fees", str(number), "paidOn")
    if upfront_fees(terms) >= terms.amount > 0:
        yield ValidationFailed("放款时收取的费用须小于贷款金额", "fees")


def upfront_fees(terms: LoanTerms) -> Fen:
    """Add up what the borrower pays on the day of disbursement."""
    days = (None, terms.start_date)
    return Fen(sum(fee.amount for fee in terms.fees if fee.paid_on in days))


def _last_day(terms: LoanTerms) -> date:
    sane = terms.start_date.year in START_YEARS and 1 <= terms.term_months <= TERM_MONTHS_MAX
    return maturity_date(terms) if sane else date.max


def _plain(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
