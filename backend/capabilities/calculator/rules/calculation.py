"""The calculator's answer: rows, totals and the annual cost."""

from dataclasses import dataclass

from backend.kit.money import Fen, Rate

from .cost import AnnualCost, annual_cost
from .fingerprint import ENGINE_VERSION
from .schedule import Instalment, build_schedule
from .terms import LoanTerms


@dataclass(frozen=True, slots=True)
class LoanCalculation:
    """A schedule with its totals (试算结果); ``total_payment`` leaves the fees out."""

    engine_version: str
    terms: LoanTerms
    instalments: tuple[Instalment, ...]
    total_interest: Fen
    total_payment: Fen
    annual_cost: AnnualCost

    @property
    def annual_cost_compound(self) -> Rate:
        """Tell the headline cost in percent per year, fees included."""
        return self.annual_cost.compound

    @property
    def annual_cost_simple(self) -> Rate:
        """Tell the nominal cost in percent per year, fees included."""
        return self.annual_cost.simple


def calculate(terms: LoanTerms) -> LoanCalculation:
    """Work out a loan: its schedule, what it costs in sum and per year.

    Raises:
        Refused: everything that is wrong with the terms, at once.
        AnnualCostUndefined: the fees eat the loan.
    """
    rows = build_schedule(terms)
    interest = Fen(sum(row.interest for row in rows))
    return LoanCalculation(
        engine_version=ENGINE_VERSION,
        terms=terms,
        instalments=rows,
        total_interest=interest,
        total_payment=Fen(terms.amount + interest),
        annual_cost=annual_cost(terms, rows),
    )
