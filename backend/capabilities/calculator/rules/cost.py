"""What a loan costs per year, all in (年化综合融资成本)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

from backend.kit.money import RATE_STEP, Rate

from .annual_rate import CashFlow, growth_per_unit
from .due_dates import whole_months
from .schedule import Instalment
from .terms import Fee, LoanTerms

_PRECISION = Context(prec=34)
_YEAR_DAYS = 365


class CostBasis(StrEnum):
    """By which cash-flow times the cost was found."""

    LEVEL_PERIODS = "LEVEL_PERIODS"
    ACTUAL_DAYS = "ACTUAL_DAYS"


@dataclass(frozen=True, slots=True)
class AnnualCost:
    """The all-in cost in percent per year, six decimals; people see two.

    ``compound`` is the headline (复利, IRR 法): a year's worth of interest on interest.
    ``simple`` (单利) is the nominal yearly rate r x m that compounds to it in m periods a year.
    """

    compound: Rate
    simple: Rate
    basis: CostBasis


def annual_cost(
    terms: LoanTerms,
    schedule: Sequence[Instalment],
    fees: Sequence[Fee] | None = None,
    basis: CostBasis | None = None,
) -> AnnualCost:
    """Find the annual cost of all that the borrower receives and pays.

    Level periods (interest by whole periods, fees on due dates) give the periodic IRR r:
    simple = r m, compound = (1+r)^m - 1. Anything else gives XIRR by ACT/365 as compound,
    and simple = m ((1 + XIRR)^(1/m) - 1) with m = 12 / step, its nominal counterpart.
    ``fees`` of None takes those of the terms; ``basis`` forces one way, to compare like
    with like. Source: conventions CN-2026.1, cost disclosure; 中国人民银行公告〔2021〕第3号.

    Raises:
        AnnualCostUndefined: no rate between -90 % and 1000 % explains the flows.
    """
    charged = terms.fees if fees is None else fees
    if basis is None:
        level = _is_level(terms, schedule, charged)
        basis = CostBasis.LEVEL_PERIODS if level else CostBasis.ACTUAL_DAYS
    if basis is CostBasis.ACTUAL_DAYS:
        return _by_days(terms, schedule, charged)
    with localcontext(_PRECISION):
        number_of = {row.due_date: index for index, row in enumerate(schedule, 1)}
        number_of[terms.start_date] = 0
        flows = _flows(terms, schedule, charged, number_of)
        per_year = Decimal(12) / terms.period_months
        growth = growth_per_unit(flows, 1, 1 + terms.annual_rate / 100 / per_year)
        compound = growth**per_year - 1
        return AnnualCost(_rate(compound), _rate((growth - 1) * per_year), CostBasis.LEVEL_PERIODS)


def xirr(
    terms: LoanTerms, schedule: Sequence[Instalment], fees: Sequence[Fee] | None = None
) -> Rate:
    """Find the annual cost by calendar days, ACT/365, however level the periods are.

    Raises:
        AnnualCostUndefined: no rate between -90 % and 1000 % explains the flows.
    """
    return _by_days(terms, schedule, terms.fees if fees is None else fees).compound


def _by_days(terms: LoanTerms, schedule: Sequence[Instalment], fees: Sequence[Fee]) -> AnnualCost:
    with localcontext(_PRECISION):
        days = [row.due_date for row in schedule] + [_paid_on(terms, fee) for fee in fees]
        days_until = {day: (day - terms.start_date).days for day in [terms.start_date, *days]}
        flows = _flows(terms, schedule, fees, days_until)
        growth = growth_per_unit(flows, _YEAR_DAYS, 1 + terms.annual_rate / 100) ** _YEAR_DAYS
        per_year = Decimal(12) / terms.period_months
        simple = (growth ** (1 / per_year) - 1) * per_year
        return AnnualCost(_rate(growth - 1), _rate(simple), CostBasis.ACTUAL_DAYS)


def _flows(
    terms: LoanTerms,
    schedule: Sequence[Instalment],
    fees: Sequence[Fee],
    units: dict[date, int],
) -> list[CashFlow]:
    amounts: dict[int, int] = {0: -terms.amount}
    for row in schedule:
        amounts[units[row.due_date]] = row.total
    for fee in fees:
        when = units[_paid_on(terms, fee)]
        amounts[when] = amounts.get(when, 0) + fee.amount
    return [CashFlow(when, amounts[when]) for when in sorted(amounts)]


def _is_level(terms: LoanTerms, schedule: Sequence[Instalment], fees: Sequence[Fee]) -> bool:
    dues = {terms.start_date, *(row.due_date for row in schedule)}
    return all(_paid_on(terms, fee) in dues for fee in fees) and all(
        whole_months(terms, row.start_date, row.due_date) for row in schedule
    )


def _paid_on(terms: LoanTerms, fee: Fee) -> date:
    return fee.paid_on or terms.start_date


def _rate(share: Decimal) -> Rate:
    return Rate((share * 100).quantize(RATE_STEP, ROUND_HALF_UP))
