"""How a loan stands on a day (存量): what was due is taken as paid, the rest is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.kit.money import Fen
from backend.kit.refusal import ValidationFailed

from .rounding import half_up, interest_of_days
from .schedule import Instalment, Period, PrincipalRule, grace_periods, principal_rule
from .terms import WITH_GRACE, LoanTerms, RepaymentMethod


@dataclass(frozen=True, slots=True)
class Standing:
    """The balance on a day and the instalments due after it.

    ``balance`` in fen; ``elapsed`` days of the current period have passed.
    """

    terms: LoanTerms
    on: date
    balance: Fen
    elapsed: int
    rows: tuple[Instalment, ...]

    @property
    def current(self) -> Instalment:
        """Give the instalment whose period is running."""
        return self.rows[0]

    @property
    def periods(self) -> list[Period]:
        """List the periods still to come, the running one as a whole."""
        return [Period(row.start_date, row.due_date) for row in self.rows]

    def accrued(self, part: Fen) -> Fen:
        """Charge the elapsed days on a part of the balance.

        Equal principal and interest (等本等息) charges its instalment's interest in proportion.
        Source: conventions CN-2026.1, C10.
        """
        if self.terms.method is RepaymentMethod.FLAT:
            interest = self.current.interest * self.elapsed * part
            return half_up(interest, self.current.days * self.balance)
        terms = self.terms
        return interest_of_days(part, terms.annual_rate, self.elapsed, terms.day_basis)


def standing(terms: LoanTerms, schedule: Sequence[Instalment], on: date) -> Standing:
    """See how a loan stands; an instalment due that very day counts as paid.

    ``schedule`` may be the first one or the rows left by an earlier change.

    Raises:
        ValidationFailed: the day lies before the schedule's first or after its last day.
    """
    rows = tuple(row for row in schedule if row.due_date > on)
    if not rows or on < rows[0].start_date:
        raise ValidationFailed("日期须在起息日与到期日之间", "on")
    current = rows[0]
    balance = Fen(current.balance + current.principal)
    return Standing(terms, on, balance, (on - current.start_date).days, rows)


def remaining_rule(loan: Standing, principal: Fen) -> PrincipalRule:
    """Choose anew how the instalments still to come repay a principal.

    Grace and amortisation that have passed are spent; planned amounts shrink in proportion.
    """
    terms, count, paid = loan.terms, len(loan.rows), loan.current.no - 1
    if terms.method is RepaymentMethod.PLAN:
        planned = [row.principal * principal // loan.balance for row in loan.rows]
        return lambda number, _balance, _interest: planned[number - 1]
    if terms.method is RepaymentMethod.BALLOON:
        spent = (terms.amortisation_months or 0) - paid * terms.period_months
        return principal_rule(replace(terms, amortisation_months=spent), principal, count)
    if terms.method in WITH_GRACE:
        left = max(0, grace_periods(terms) - paid)
        terms = replace(terms, grace_months=left * terms.period_months)
    return principal_rule(terms, principal, count)
