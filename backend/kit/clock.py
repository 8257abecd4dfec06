"""Time: moments are UTC, business dates are Shanghai's, and only the door asks the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """Read the wall clock, in UTC."""
    return datetime.now(UTC)
