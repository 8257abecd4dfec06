"""When a text is held back."""

from backend.capabilities.notification.rules import (
    TEXTS_PER_PHONE_AND_DAY,
    TextStatus,
    first_status,
)


def test_the_last_text_of_the_day_is_sent_and_the_next_is_held_back() -> None:
    assert first_status(TEXTS_PER_PHONE_AND_DAY - 1, is_code=False) is TextStatus.QUEUED
    assert first_status(TEXTS_PER_PHONE_AND_DAY, is_code=False) is TextStatus.CAPPED


def test_a_code_is_not_news_and_is_never_held_back() -> None:
    assert first_status(TEXTS_PER_PHONE_AND_DAY + 5, is_code=True) is TextStatus.QUEUED
