"""Paying back before it is due (提前还款), in part or in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.kit.money import Fen, grouped_yuan
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all

from .rounding import half_up, interest_of_months
from .schedule import (
    Instalment,
    Period,
    PrincipalRule,
    amortise,
    annuity_rule,
    grace_periods,
)
from .standing import Standing, remaining_rule, standing
from .terms import WITH_GRACE, FirstPeriodMode, LoanTerms, RepaymentMethod

NO_FEE = Fen(0)


class EarlyRepaymentEffect(StrEnum):
    """What becomes smaller after a partial repayment: the term or the instalment."""

    REDUCE_TERM = "REDUCE_TERM"
    REDUCE_INSTALMENT = "REDUCE_INSTALMENT"


class InterestScope(StrEnum):
    """On what interest to date is collected with it: the part repaid or the whole balance."""

    REPAID = "REPAID"
    WHOLE = "WHOLE"


@dataclass(frozen=True, slots=True)
class PartialRepayment:
    """What is paid on the day (部分提前还款) and the rows that remain; amounts in fen."""

    on: date
    principal: Fen
    interest: Fen
    total: Fen
    interest_saved: Fen
    schedule: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class FullRepayment:
    """What settles the loan on the day (提前结清); amounts in fen."""

    on: date
    principal: Fen
    interest: Fen
    fee: Fen
    total: Fen
    interest_saved: Fen


_WITH_TERM = frozenset(
    {RepaymentMethod.EPI, RepaymentMethod.EP, RepaymentMethod.FLAT, RepaymentMethod.PLAN}
)


def repay_in_full(
    terms: LoanTerms, schedule: Sequence[Instalment], *, on: date, fee: Fen = NO_FEE
) -> FullRepayment:
    """Settle the loan: balance, interest by days since the last due date, and the fee.

    All instalments due until ``on``, that day included, are taken as paid.
    Source: conventions CN-2026.1, C10.

    Raises:
        ValidationFailed: nothing is owed on that day, or the fee is negative.
    """
    loan = standing(terms, schedule, on)
    if fee < 0:
        raise ValidationFailed("提前还款费用不得小于0", "fee")
    interest = loan.accrued(loan.balance)
    return FullRepayment(
        on=on,
        principal=loan.balance,
        interest=interest,
        fee=fee,
        total=Fen(loan.balance + interest + fee),
        interest_saved=Fen(_interest(loan.rows) - interest),
    )


def repay_part(
    terms: LoanTerms,
    schedule: Sequence[Instalment],
    *,
    on: date,
    amount: Fen,
    effect: EarlyRepaymentEffect,
    scope: InterestScope = InterestScope.WHOLE,
) -> PartialRepayment:
    """Repay a part of the balance and lay out the rest anew.

    REDUCE_TERM keeps the instalment and ends earlier (a plan is shortened from its end),
    REDUCE_INSTALMENT keeps the due dates. Instalments due until ``on`` are taken as paid.
    Source: conventions CN-2026.1, C10.

    Raises:
        Refused: not below the balance, or the method has no instalment to keep.
        ValidationFailed: the day lies outside the loan.
    """
    loan = standing(terms, schedule, on)
    refuse_all(_problems(loan, amount, effect))
    rest = Fen(loan.balance - amount)
    whole = scope is InterestScope.WHOLE
    interest = loan.accrued(loan.balance if whole else amount)
    periods = loan.periods
    if whole:
        periods[0] = Period(on, loan.current.due_date)
    keeps_instalment = effect is EarlyRepaymentEffect.REDUCE_TERM
    rows = amortise(
        terms,
        rest,
        periods,
        _kept_rule(loan) if keeps_instalment else remaining_rule(loan, rest),
        paid=loan.current.no - 1,
        first_interest=_rest_of_flat_interest(loan, rest) if whole else None,
        flat_interest=_flat_interest(loan, rest),
    )
    return PartialRepayment(
        on=on,
        principal=amount,
        interest=interest,
        total=Fen(amount + interest),
        interest_saved=Fen(_interest(loan.rows) - interest - _interest(rows)),
        schedule=rows,
    )


def _problems(loan: Standing, amount: Fen, effect: EarlyRepaymentEffect) -> list[Refusal]:
    problems: list[Refusal] = []
    if not 0 < amount < loan.balance:
        owed = grouped_yuan(loan.balance)
        problem = f"部分提前还款金额须大于0且小于剩余本金{owed}元"
        problems.append(ValidationFailed(problem, "amount"))
    if effect is EarlyRepaymentEffect.REDUCE_TERM and not _has_kept_instalment(loan):
        problem = "该还款方式或宽限期内只能减少每期还款,不能缩短期限"
        problems.append(ValidationFailed(problem, "effect"))
    return problems


def _has_kept_instalment(loan: Standing) -> bool:
    if loan.terms.method in WITH_GRACE:
        return loan.current.no > grace_periods(loan.terms)
    return loan.terms.method in _WITH_TERM


def _kept_rule(loan: Standing) -> PrincipalRule:
    terms, current = loan.terms, loan.current
    if terms.method is RepaymentMethod.PLAN:
        planned = [row.principal for row in loan.rows]
        return lambda number, _balance, _interest: planned[number - 1]
    if terms.method not in {RepaymentMethod.EPI, RepaymentMethod.GRACE_EPI}:
        return lambda _number, _balance, _interest: current.principal
    if terms.first_mode is FirstPeriodMode.LEVEL_PAYMENT:
        return annuity_rule(terms, current.total)
    step = terms.period_months
    standard = interest_of_months(loan.balance, terms.annual_rate, step)
    return annuity_rule(terms, Fen(current.principal + standard))


def _flat_interest(loan: Standing, rest: Fen) -> Fen | None:
    # It falls as the balance falls. The last row is never a cut one while others follow.
    if loan.terms.method is not RepaymentMethod.FLAT:
        return None
    return half_up(loan.rows[-1].interest * rest, loan.balance)


def _rest_of_flat_interest(loan: Standing, rest: Fen) -> Fen | None:
    # It knows no days of its own, so what is collected to date must not be charged twice.
    if loan.terms.method is not RepaymentMethod.FLAT:
        return None
    current = loan.current
    left = current.days - loan.elapsed
    return half_up(current.interest * left * rest, current.days * loan.balance)


def _interest(rows: Sequence[Instalment]) -> int:
    return sum(row.interest for row in rows)
