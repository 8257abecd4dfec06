"""The loan note (借据): its number, and the schedule that is signed and later recorded."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.capabilities.calculator.rules import (
    ENGINE_VERSION,
    Instalment,
    LoanTerms,
    build_schedule,
    schedule_sha256,
)
from backend.capabilities.disbursement.errors import ScheduleChanged, ValueDatePassed
from backend.kit.money import Fen


@dataclass(frozen=True, slots=True)
class SignedSchedule:
    """The rows that a note shows, the engine that laid them out, and their hash."""

    rows: tuple[Instalment, ...]
    engine_version: str
    sha256: str

    @property
    def total_interest(self) -> Fen:
        """All interest, in fen."""
        return Fen(sum(row.interest for row in self.rows))


def note_no(contract_no: str, drawdown: int) -> str:
    """Number a note within its contract: the third drawdown of X is X-003.

    Raises:
        ValueError: not the number of a drawdown.
    """
    if not 1 <= drawdown <= 999:
        raise ValueError(drawdown)
    return f"{contract_no}-{drawdown:03d}"


def schedule_of(terms: LoanTerms) -> SignedSchedule:
    """Lay out the schedule of a note (INV-61).

    Raises:
        Refused: everything that is wrong with the terms.
    """
    rows = build_schedule(terms)
    return SignedSchedule(rows, ENGINE_VERSION, schedule_sha256(rows))


def check_signed(terms: LoanTerms, engine_version: str, sha256: str) -> SignedSchedule:
    """Lay the schedule out again and hold it against the one on the signed note (INV-46).

    Raises:
        ScheduleChanged: another engine, or another row.
    """
    schedule = schedule_of(terms)
    if (schedule.engine_version, schedule.sha256) != (engine_version, sha256):
        raise ScheduleChanged
    return schedule


def check_value_date(value_date: date, today: date) -> None:
    """Release a note on the date that was signed, on no other.

    Raises:
        ValueDatePassed: it is another day.
    """
    if value_date != today:
        raise ValueDatePassed(value_date=value_date, today=today)


def row_to_json(row: Instalment) -> dict[str, Any]:
    """Write a row for a record or a document, amounts in fen."""
    return {
        "no": row.no,
        "start_date": row.start_date.isoformat(),
        "due_date": row.due_date.isoformat(),
        "pay_by": row.pay_by.isoformat(),
        "days": row.days,
        "principal": row.principal,
        "interest": row.interest,
        "total": row.total,
        "balance": row.balance,
    }


def row_from_json(row: dict[str, Any]) -> Instalment:
    """Read a row back."""
    return Instalment(
        no=row["no"],
        start_date=date.fromisoformat(row["start_date"]),
        due_date=date.fromisoformat(row["due_date"]),
        days=row["days"],
        principal=Fen(row["principal"]),
        interest=Fen(row["interest"]),
        total=Fen(row["total"]),
        balance=Fen(row["balance"]),
        pay_by=date.fromisoformat(row["pay_by"]),
    )
