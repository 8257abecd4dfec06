"""Identity numbers."""

from datetime import date

import pytest

from backend.capabilities.customer.rules import (
    Gender,
    birth_date_of,
    gender_of,
    is_resident_id,
    is_uscc,
)


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "429999198503129919"]
)
def test_inv_01_a_published_number_passes(number: str) -> None:
    assert is_resident_id(number)


@pytest.mark.parametrize(
    ("_case", "number"),
    [
        ("wrong check character", "429999198503129910"),
        ("small x", "11010519491231002x"),
        ("no such day", "429999198502309919"),
        ("too short", "42999919850312991"),
        ("full-width digits", "4299991985031299１9"),
        ("empty", ""),
    ],
)
def test_inv_01_a_wrong_number_is_refused(_case: str, number: str) -> None:
    assert not is_resident_id(number)


def test_a_number_says_when_and_as_what_its_holder_was_born() -> None:
    assert birth_date_of("429999198706209927") == date(1987, 6, 20)
    assert gender_of("429999198706209927") is Gender.FEMALE


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "93429999DEMA00013J", "91429999DEMA00021K", "92429999DEMA000488"]
)
def test_inv_02_a_valid_credit_code_passes(code: str) -> None:
    assert is_uscc(code)


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100I43", "9135", ""])
def test_inv_02_a_wrong_credit_code_is_refused(code: str) -> None:
    assert not is_uscc(code)
