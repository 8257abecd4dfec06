import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.capabilities.contract.rules import LIMIT_FEN, amount_in_words
from backend.kit.money import Fen, fen


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("120000.00", "人民币壹拾贰万元整"),
        ("80000.05", "人民币捌万元零伍分"),
        ("100001.10", "人民币壹拾万零壹元壹角整"),
        ("0.50", "人民币伍角整"),
        ("0.05", "人民币伍分"),
        ("0.55", "人民币伍角伍分"),
        ("0.00", "人民币零元整"),
        ("1.00", "人民币壹元整"),
        ("10.00", "人民币壹拾元整"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("100100.00", "人民币壹拾万零壹佰元整"),
        ("1000000.00", "人民币壹佰万元整"),
        ("100000000.00", "人民币壹亿元整"),
        ("100000001.00", "人民币壹亿零壹元整"),
        ("100001000.00", "人民币壹亿零壹仟元整"),
        ("100010000.00", "人民币壹亿零壹万元整"),
        ("1234567890.12", "人民币壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
    ],
)
def test_an_amount_is_written_as_banks_print_it(yuan: str, words: str) -> None:
    assert amount_in_words(fen(yuan)) == words


@pytest.mark.parametrize("amount", [-1, LIMIT_FEN])
def test_an_amount_outside_the_numerals_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match=str(amount)):
        amount_in_words(Fen(amount))


def test_the_largest_amount_is_written() -> None:
    written = amount_in_words(Fen(LIMIT_FEN - 1))

    nines = "玖仟玖佰玖拾玖"
    assert written == f"人民币{nines}亿{nines}万{nines}元玖角玖分"


@given(st.integers(0, LIMIT_FEN - 1))
def test_the_words_say_the_amount_and_no_zero_is_doubled(amount: int) -> None:
    written = amount_in_words(Fen(amount))

    assert _read(written) == amount
    assert "零零" not in written
    assert not re.search("零[拾佰仟万亿角分]", written)
    assert written.endswith("整") == (amount % 10 == 0)


def _read(written: str) -> int:
    """Read the words back by a way of its own: every digit times its units."""
    digits = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    small = {"拾": 10, "佰": 100, "仟": 1000}
    yuan = section = digit = fraction = 0
    for char in written.removeprefix("人民币").removesuffix("整"):
        if char in digits:
            digit = digits[char]
        elif char in small:
            section, digit = section + digit * small[char], 0
        elif char in "万亿元":
            unit = {"万": 10**4, "亿": 10**8, "元": 1}[char]
            yuan, section, digit = yuan + (section + digit) * unit, 0, 0
        else:
            fraction, digit = fraction + digit * {"角": 10, "分": 1}[char], 0
    return yuan * 100 + fraction
