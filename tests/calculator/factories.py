"""Builders that say what matters and default the rest."""

from datetime import date
from typing import Any

from backend.capabilities.calculator.rules import (
    DueDayRule,
    Instalment,
    LoanTerms,
    PlannedPrincipal,
    RepaymentMethod,
)
from backend.kit.money import fen, rate


def a_loan(
    amount: str = "100000.00",
    annual_rate: str = "5.2",
    term_months: int = 12,
    method: RepaymentMethod = RepaymentMethod.EPI,
    start: str = "2026-03-15",
    **more: Any,
) -> LoanTerms:
    return LoanTerms(
        amount=fen(amount),
        annual_rate=rate(annual_rate),
        term_months=term_months,
        method=method,
        start_date=date.fromisoformat(start),
        **more,
    )


EX1 = a_loan()
EX2 = a_loan("200000", "6", 24, RepaymentMethod.EP, due_day_rule=DueDayRule.FIXED_DAY, due_day=20)
EX3 = a_loan(
    "300000",
    "5.85",
    12,
    RepaymentMethod.IO_Q,
    "2026-04-10",
    due_day_rule=DueDayRule.QUARTER_END,
)
EX4 = a_loan("50000", "5.45", 12, RepaymentMethod.BULLET, "2026-05-08")
EX5 = a_loan("60000", "4.8", 12, RepaymentMethod.FLAT)
EX6 = a_loan("120000", "5", 6, RepaymentMethod.IO_M, "2026-01-31")
EX8 = a_loan(
    "300000",
    "5.6",
    36,
    RepaymentMethod.PLAN,
    "2026-06-01",
    step=3,
    principal_plan=(PlannedPrincipal(4, fen("60000")), PlannedPrincipal(8, fen("90000"))),
)
NOTE_1 = a_loan(
    "80000", term_months=30, start="2026-11-27", due_day_rule=DueDayRule.FIXED_DAY, due_day=21
)
NOTE_2 = a_loan(
    "40000",
    method=RepaymentMethod.IO_Q,
    start="2026-12-10",
    due_day_rule=DueDayRule.QUARTER_END,
)


def as_table(schedule: tuple[Instalment, ...]) -> list[dict[str, str]]:
    """Write a schedule the way the golden files do."""
    return [
        {
            "no": str(row.no),
            "start": row.start_date.isoformat(),
            "due": row.due_date.isoformat(),
            "days": str(row.days),
            "principal": _yuan(row.principal),
            "interest": _yuan(row.interest),
            "total": _yuan(row.total),
            "balance": _yuan(row.balance),
        }
        for row in schedule
    ]


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
