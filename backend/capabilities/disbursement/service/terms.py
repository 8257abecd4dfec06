"""The terms of a disbursement's schedule, and whether it is still what was signed."""

from datetime import date

from backend.capabilities.calculator.rules import DueDayRule, LoanTerms, RepaymentMethod
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.disbursement.rules import check_signed, check_value_date
from backend.kit.money import Rate


def terms_of(row: Disbursement) -> LoanTerms:
    """Read the words that decide the schedule from the row."""
    return LoanTerms(
        amount=row.amount_fen,
        annual_rate=Rate(row.annual_rate),
        term_months=row.term_months,
        method=RepaymentMethod(row.repayment_method),
        start_date=row.value_date,
        due_day_rule=DueDayRule(row.due_day_rule),
        due_day=row.due_day,
    )


async def check_ready(row: Disbursement, today: date) -> None:
    """Insist that today is the value date and the schedule the signed one (INV-46).

    Raises:
        ValueDatePassed: it is another day.
        ScheduleChanged: the engine would lay it out differently now.
    """
    check_value_date(row.value_date, today)
    check_signed(terms_of(row), row.engine_version, row.schedule_sha256)
