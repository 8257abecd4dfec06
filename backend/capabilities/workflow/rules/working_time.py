"""When a task is due: hours count in working time only (办理时限)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DURATION = re.compile(r"P(?:([0-9]{1,3})D)?(?:T(?:([0-9]{1,4})H)?(?:([0-9]{1,4})M)?)?", re.ASCII)
MAX_DAYS = 3660


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The hours of a working day and which days are working days (工作日历).

    Times are those of the bank's own zone; the morning and the afternoon shift
    follow each other.
    """

    is_working_day: Callable[[date], bool]
    shifts: tuple[tuple[time, time], ...] = (
        (time(8, 30), time(12, 0)),
        (time(14, 0), time(17, 30)),
    )


def due_at(begun_at: datetime, hours: int, calendar: WorkingCalendar) -> datetime:
    """Add working hours to the moment a task was opened.

    Raises:
        ValueError: the calendar has no working time within ten years.
    """
    left = timedelta(hours=hours)
    day = begun_at.date()
    for _ in range(MAX_DAYS):
        if calendar.is_working_day(day):
            for opens, closes in calendar.shifts:
                shift_start = datetime.combine(day, opens, begun_at.tzinfo)
                shift_end = datetime.combine(day, closes, begun_at.tzinfo)
                from_here = max(begun_at, shift_start)
                if from_here >= shift_end:
                    continue
                if left <= shift_end - from_here:
                    return from_here + left
                left -= shift_end - from_here
        day += timedelta(days=1)
    raise ValueError(f"no working time after {begun_at}")


def parse_duration(text: str) -> timedelta | None:
    """Read an ISO 8601 duration of days, hours and minutes; None when it is none."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()) or text.endswith("T"):
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
