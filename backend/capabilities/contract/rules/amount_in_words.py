"""Write an amount as Chinese banks print it in contracts and notes."""

from backend.kit.money import Fen

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
LIMIT_FEN = Fen(10**12 * 100)


def amount_in_words(amount: Fen) -> str:
    """Write an amount in capital numerals (人民币大写): 12000000 is 人民币壹拾贰万元整.

    One 零 stands for any row of zeros between digits; where the rule leaves a 零 to the
    writer (a zero only at 万 or 元), none is written. 整 follows 元 and 角, never 分.
    Source: 支付结算办法, annex 正确填写票据和结算凭证的基本规定.

    Raises:
        ValueError: negative, or 1 000 000 000 000 yuan and more.
    """
    if not 0 <= amount < LIMIT_FEN:
        raise ValueError(amount)
    yuan, cents = divmod(amount, 100)
    jiao, fen = divmod(cents, 10)
    whole = f"{_integer(yuan)}元" if yuan or not cents else ""
    return f"人民币{whole}{_fraction(jiao, fen, after_yuan=bool(whole))}"


def _fraction(jiao: int, fen: int, *, after_yuan: bool) -> str:
    if not jiao and not fen:
        return "整"
    if not fen:
        return f"{_DIGITS[jiao]}角整"
    if jiao:
        return f"{_DIGITS[jiao]}角{_DIGITS[fen]}分"
    return f"{'零' if after_yuan else ''}{_DIGITS[fen]}分"


def _integer(yuan: int) -> str:
    """Join sections of four digits: 亿, 万 and the rest."""
    if not yuan:
        return "零"
    written, skipped = "", False
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = yuan // size % 10**4
        if section:
            gap = written and (skipped or section < 1000)
            written += f"{'零' if gap else ''}{_section(section)}{unit}"
        skipped = not section
    return written


def _section(number: int) -> str:
    """Write 1 to 9999."""
    written, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if pending and written else "") + _DIGITS[digit] + _PLACES[place]
        pending = not digit
    return written
