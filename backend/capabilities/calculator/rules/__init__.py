"""The calculator's rules, conventions CN-2026.1: what others may call."""

from .calculation import (
    LoanCalculation,
    calculate,
)
from .cost import (
    AnnualCost,
    CostBasis,
    annual_cost,
    xirr,
)
from .disclosure import (
    NOTHING_ELSE_ZH,
    CostDisclosure,
    CostItem,
    DefaultCase,
    DefaultCaseItem,
    default_case_items,
    disclose_cost,
)
from .due_dates import (
    add_months,
    due_dates,
    maturity_date,
    next_business_day,
)
from .early_repayment import (
    EarlyRepaymentEffect,
    FullRepayment,
    InterestScope,
    PartialRepayment,
    repay_in_full,
    repay_part,
)
from .fingerprint import (
    ENGINE_VERSION,
    schedule_sha256,
)
from .overdue import (
    GRACE_DAYS_DEFAULT,
    MISUSE_MARKUP,
    PENALTY_MARKUP,
    OverdueCharge,
    overdue_charge,
    penalty_rate,
)
from .repricing import (
    reprice,
    split_at_reprice,
)
from .rounding import (
    half_up,
    interest_of_days,
    interest_of_months,
    level_payment,
)
from .schedule import (
    Instalment,
    build_schedule,
)
from .subsidy import (
    SubsidisedInterest,
    split_subsidy,
)
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
    "GRACE_DAYS_DEFAULT",
    "METHOD_NAMES_ZH",
    "MISUSE_MARKUP",
    "NOTHING_ELSE_ZH",
    "PENALTY_MARKUP",
    "AnnualCost",
    "CostBasis",
    "CostDisclosure",
    "CostItem",
    "DefaultCase",
    "DefaultCaseItem",
    "DueDayRule",
    "EarlyRepaymentEffect",
    "Fee",
    "FirstPeriodMode",
    "FullRepayment",
    "Instalment",
    "InterestScope",
    "LoanCalculation",
    "LoanTerms",
    "OverdueCharge",
    "PartialRepayment",
    "PlannedPrincipal",
    "RepaymentMethod",
    "SubsidisedInterest",
    "add_months",
    "annual_cost",
    "build_schedule",
    "calculate",
    "check_terms",
    "default_case_items",
    "disclose_cost",
    "due_dates",
    "half_up",
    "interest_of_days",
    "interest_of_months",
    "level_payment",
    "maturity_date",
    "next_business_day",
    "overdue_charge",
    "penalty_rate",
    "repay_in_full",
    "repay_part",
    "reprice",
    "schedule_sha256",
    "split_at_reprice",
    "split_subsidy",
    "xirr",
]
