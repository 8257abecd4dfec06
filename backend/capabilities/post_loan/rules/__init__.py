"""Pure decisions of post-loan care."""

from backend.capabilities.post_loan.rules.checks import (
    CHECK_MACHINE,
    EVIDENCE_MIN,
    PostLoanCheckKind,
    PostLoanCheckStatus,
    Report,
    is_late,
    next_due,
    problems_of,
)

__all__ = [
    "CHECK_MACHINE",
    "EVIDENCE_MIN",
    "PostLoanCheckKind",
    "PostLoanCheckStatus",
    "Report",
    "is_late",
    "next_due",
    "problems_of",
]
