"""Passwords, lockout and how long a session lasts."""

from datetime import datetime, timedelta
from enum import StrEnum

from backend.kit.refusal import ValidationFailed


class ClientKind(StrEnum):
    """终端类型"""

    PAD = "PAD"
    PC = "PC"
    PHONE = "PHONE"
    INTEGRATOR = "INTEGRATOR"


ACCESS_LIFE = timedelta(minutes=15)
REFRESH_LIFE = timedelta(hours=12)
IDLE_LIFE = timedelta(minutes=60)
FAILURES_BEFORE_DELAY = 5
FAILURES_BEFORE_LOCK = 10
DELAY = timedelta(seconds=30)
LOCK = timedelta(minutes=15)
PASSWORD_MIN = 12
PASSWORD_MAX = 128


def lock_after_failure(failures: int, now: datetime) -> datetime | None:
    """Say until when sign-in is closed after so many failures in a row; None is not closed."""
    if failures >= FAILURES_BEFORE_LOCK:
        return now + LOCK
    if failures >= FAILURES_BEFORE_DELAY:
        return now + DELAY
    return None


def check_password_strength(password: str, login_name: str) -> None:
    """Refuse a password that is too short, too long, or contains the login name.

    Raises:
        ValidationFailed: with what is wrong.
    """
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        problem = f"口令长度须为 {PASSWORD_MIN} 到 {PASSWORD_MAX} 位"
        raise ValidationFailed(problem, "new_password")
    if login_name.lower() in password.lower():
        raise ValidationFailed("口令不能包含登录名", "new_password")
    if len(set(password)) < 6:
        raise ValidationFailed("口令过于简单", "new_password")
