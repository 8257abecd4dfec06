"""When a loan is visited, and what a report of the visit must say."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from backend.capabilities.post_loan.errors import CheckEvidenceMissing
from backend.kit.refusal import Refusal, ValidationFailed
from backend.kit.transitions import Machine


class PostLoanCheckKind(StrEnum):
    """贷后检查种类"""

    FIRST = "FIRST"
    REGULAR = "REGULAR"


class PostLoanCheckStatus(StrEnum):
    """贷后检查状态"""

    OPEN = "OPEN"
    DONE = "DONE"


EVIDENCE_MIN = 1
EVIDENCE_MAX = 50
CHECK_MACHINE: Machine[PostLoanCheckStatus] = Machine(
    {(PostLoanCheckStatus.OPEN, "record"): PostLoanCheckStatus.DONE}
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found on a visit."""

    place: str
    checked_at: datetime
    use_of_funds: str
    findings: str
    evidence: int


def next_due(last: date, days: int, maturity: date) -> date | None:
    """Tell when to go next; None where the loan ends before."""
    due = last + timedelta(days=days)
    return due if due < maturity else None


def is_late(status: PostLoanCheckStatus, due_on: date, today: date) -> bool:
    """Tell whether a check should have been made; its day itself is in time."""
    return status is PostLoanCheckStatus.OPEN and today > due_on


def problems_of(report: Report, paid_at: datetime, now: datetime) -> list[Refusal]:
    """List everything that a report lacks."""
    wrong: list[Refusal] = []
    if not 2 <= len(report.place.strip()) <= 200:
        wrong.append(ValidationFailed("请填写检查地点,2 到 200 字", "place"))
    if not paid_at <= report.checked_at <= now:
        wrong.append(ValidationFailed("检查时间须在放款之后且不晚于现在", "checked_at"))
    if not 5 <= len(report.use_of_funds.strip()) <= 1000:
        wrong.append(ValidationFailed("请说明资金实际用途,5 到 1000 字", "use_of_funds"))
    if len(report.findings) > 2000:
        wrong.append(ValidationFailed("检查情况最多 2000 字", "findings"))
    if report.evidence < EVIDENCE_MIN:
        wrong.append(CheckEvidenceMissing(path=("evidence_ids",), minimum=EVIDENCE_MIN))
    if report.evidence > EVIDENCE_MAX:
        wrong.append(ValidationFailed(f"影像资料最多 {EVIDENCE_MAX} 份", "evidence_ids"))
    return wrong
