"""The cost disclosure of a limit: as if all of it were drawn at once for the longest term."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.capabilities.calculator.rules import (
    CostDisclosure,
    Fee,
    LoanCalculation,
    LoanTerms,
    RepaymentMethod,
    calculate,
    disclose_cost,
)
from backend.kit.money import Fen, Rate
from backend.kit.refusal import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee that the customer pays, at most so many percent of the amount per year."""

    name: str
    collector: str
    max_annual_rate: Decimal


@dataclass(frozen=True, slots=True)
class Priced:
    """What a disclosure is worked out from."""

    amount: Fen
    rate: Decimal
    months: int
    start: date
    methods: tuple[RepaymentMethod, ...]
    charges: tuple[Charge, ...]
    penalty_pct: int
    misuse_pct: int
    lender: str
    min_read_seconds: int


def disclosed(priced: Priced) -> tuple[CostDisclosure, RepaymentMethod]:
    """Work out the disclosure by the first agreed method that needs no further agreement.

    A plan or a grace period is agreed for each drawdown, whose own disclosure shows it.
    """
    calculation = _first(priced)
    cost = disclose_cost(
        calculation,
        lender=priced.lender,
        penalty_markup=Rate(Decimal(priced.penalty_pct)),
        misuse_markup=Rate(Decimal(priced.misuse_pct)),
        min_read_seconds=priced.min_read_seconds,
    )
    return cost, calculation.terms.method


def _first(priced: Priced) -> LoanCalculation:
    for method in priced.methods:
        try:
            return calculate(_terms(priced, method))
        except (Refusal, Refused):
            continue
    return calculate(_terms(priced, RepaymentMethod.EPI))


def _terms(priced: Priced, method: RepaymentMethod) -> LoanTerms:
    return LoanTerms(
        amount=priced.amount,
        annual_rate=Rate(priced.rate),
        term_months=priced.months,
        method=method,
        start_date=priced.start,
        fees=tuple(_fee(charge, priced) for charge in priced.charges),
    )


def _fee(charge: Charge, priced: Priced) -> Fee:
    amount = priced.amount * charge.max_annual_rate / 100 * priced.months / 12
    return Fee(name=charge.name, collector=charge.collector, amount=Fen(int(amount)))
