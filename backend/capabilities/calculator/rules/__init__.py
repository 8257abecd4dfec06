"""The calculator's rules, conventions CN-2026.1: what others may call."""

from .calculation import LoanCalculation, calculate
from .cost import AnnualCost, CostBasis, annual_cost, xirr
from .due_dates import add_months, due_dates, maturity_date, next_business_day
from .fingerprint import ENGINE_VERSION, schedule_sha256
from .rounding import half_up, interest_of_days, interest_of_months, level_payment
from .schedule import Instalment, build_schedule
from .terms import (
    METHOD_NAMES_ZH,
    DueDayRule,
    Fee,
    FirstPeriodMode,
    LoanTerms,
    PlannedPrincipal,
    RepaymentMethod,
)
from .validation import check_terms

__all__ = [
    "ENGINE_VERSION",
    "METHOD_NAMES_ZH",
    "AnnualCost",
    "CostBasis",
    "DueDayRule",
    "Fee",
    "FirstPeriodMode",
    "Instalment",
    "LoanCalculation",
    "LoanTerms",
    "PlannedPrincipal",
    "RepaymentMethod",
    "add_months",
    "annual_cost",
    "build_schedule",
    "calculate",
    "check_terms",
    "due_dates",
    "half_up",
    "interest_of_days",
    "interest_of_months",
    "level_payment",
    "maturity_date",
    "next_business_day",
    "schedule_sha256",
    "xirr",
]
