"""Tables of disbursement."""

from backend.capabilities.disbursement.models.core import (
    CoreNews,
    DayEndDifference,
    DayEndReconciliation,
)
from backend.capabilities.disbursement.models.disbursement import (
    Disbursement,
    Payee,
    PayoutAttempt,
)
from backend.capabilities.disbursement.models.note import (
    LoanNote,
    RepaymentSchedule,
    ScheduleRow,
)

APPEND_ONLY = ("payout_attempt", "core_news", "day_end_difference")

__all__ = [
    "APPEND_ONLY",
    "CoreNews",
    "DayEndDifference",
    "DayEndReconciliation",
    "Disbursement",
    "LoanNote",
    "Payee",
    "PayoutAttempt",
    "RepaymentSchedule",
    "ScheduleRow",
]
