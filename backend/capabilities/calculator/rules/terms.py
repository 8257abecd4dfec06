"""What a loan is agreed to be: the words of the contract that decide its schedule."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from backend.kit.money import Fen, Rate


class RepaymentMethod(StrEnum):
    """How principal and interest come back (还款方式).

    EPI and EP repay level instalments or equal principal; GRACE_ puts interest-only periods
    before them, whole periods charged as such; BALLOON pays as over a longer term and the rest
    at the end; FLAT charges the first amount to the last day. IO_, PLAN, BULLET and REVOLVING
    count days. A REVOLVING note is laid out as if nothing were repaid before maturity.
    Source: conventions CN-2026.1, table of methods.
    """

    EPI = "EPI"
    EP = "EP"
    FLAT = "FLAT"
    IO_M = "IO_M"
    IO_Q = "IO_Q"
    IO_H = "IO_H"
    IO_Y = "IO_Y"
    BULLET = "BULLET"
    PLAN = "PLAN"
    GRACE_EPI = "GRACE_EPI"
    GRACE_EP = "GRACE_EP"
    BALLOON = "BALLOON"
    REVOLVING = "REVOLVING"


class DueDayRule(StrEnum):
    """On which days an instalment falls due (还款日规则)."""

    SAME_DAY = "SAME_DAY"
    FIXED_DAY = "FIXED_DAY"
    QUARTER_END = "QUARTER_END"
    MONTH_20 = "MONTH_20"
    HALF_YEAR_END = "HALF_YEAR_END"
    YEAR_END = "YEAR_END"


class FirstPeriodMode(StrEnum):
    """What gives way when an annuity has an odd period (首期计息方式)."""

    STANDARD_PRINCIPAL = "STANDARD_PRINCIPAL"
    LEVEL_PAYMENT = "LEVEL_PAYMENT"


RATE_CEILING = Rate(Decimal(24))

METHOD_NAMES_ZH = {
    RepaymentMethod.EPI: "等额本息",
    RepaymentMethod.EP: "等额本金",
    RepaymentMethod.FLAT: "等本等息",
    RepaymentMethod.IO_M: "按月付息,到期还本",
    RepaymentMethod.IO_Q: "按季付息,到期还本",
    RepaymentMethod.IO_H: "按半年付息,到期还本",
    RepaymentMethod.IO_Y: "按年付息,到期还本",
    RepaymentMethod.BULLET: "一次性还本付息",
    RepaymentMethod.PLAN: "按期付息,按计划还本",
    RepaymentMethod.GRACE_EPI: "宽限期后等额本息",
    RepaymentMethod.GRACE_EP: "宽限期后等额本金",
    RepaymentMethod.BALLOON: "气球贷",
    RepaymentMethod.REVOLVING: "随借随还",
}

STEP_OF_METHOD = {
    RepaymentMethod.IO_M: 1,
    RepaymentMethod.IO_Q: 3,
    RepaymentMethod.IO_H: 6,
    RepaymentMethod.IO_Y: 12,
}
STEP_OF_RULE = {
    DueDayRule.MONTH_20: 1,
    DueDayRule.QUARTER_END: 3,
    DueDayRule.HALF_YEAR_END: 6,
    DueDayRule.YEAR_END: 12,
}
ANNUITY = frozenset({RepaymentMethod.EPI, RepaymentMethod.GRACE_EPI, RepaymentMethod.BALLOON})
WITH_GRACE = frozenset({RepaymentMethod.GRACE_EPI, RepaymentMethod.GRACE_EP})
BY_DAYS = frozenset(
    {*STEP_OF_METHOD, RepaymentMethod.BULLET, RepaymentMethod.PLAN, RepaymentMethod.REVOLVING}
)


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that the borrower pays for the loan (费用), to whomever.

    ``paid_on`` of None means: on the day of disbursement.
    """

    name: str
    collector: str
    amount: Fen
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedPrincipal:
    """An amount of principal agreed for the instalment ``no``, counted from 1 (计划还本)."""

    no: int
    amount: Fen


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """All that decides a schedule (贷款要素).

    Amounts in fen, rates in percent per year. ``step`` is the length of a period in months;
    None takes it from the method or the due-day rule, else one month. ``due_day`` is read for
    FIXED_DAY only. ``holidays`` are all days on which the bank does not collect, week-ends
    included; empty leaves every due date as it is.
    """

    amount: Fen
    annual_rate: Rate
    term_months: int
    method: RepaymentMethod
    start_date: date
    due_day_rule: DueDayRule = DueDayRule.SAME_DAY
    due_day: int | None = None
    step: int | None = None
    day_basis: int = 360
    first_mode: FirstPeriodMode = FirstPeriodMode.STANDARD_PRINCIPAL
    grace_months: int | None = None
    amortisation_months: int | None = None
    principal_plan: tuple[PlannedPrincipal, ...] = ()
    fees: tuple[Fee, ...] = ()
    min_first_days: int = 15
    merge_first_stub_days: int = 0
    holidays: frozenset[date] = frozenset()
    rate_ceiling: Rate = RATE_CEILING
    bullet_months_max: int = 12

    @property
    def period_months(self) -> int:
        """Tell how many months lie between two due dates."""
        if self.method is RepaymentMethod.BULLET:
            return self.term_months
        return (
            STEP_OF_METHOD.get(self.method) or STEP_OF_RULE.get(self.due_day_rule) or self.step or 1
        )
