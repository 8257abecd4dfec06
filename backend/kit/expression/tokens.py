"""Cut the text of an expression into words."""

import re
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<text>"[^"\\]*"|'[^'\\]*')
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<range>\.\.)
    | (?P<sign>==|!=|<=|>=|\?\?|[<>+\-*/%?:.,()\[\]\#])
    )""",
    re.VERBOSE | re.ASCII,
)
MAX_LENGTH = 2000
_WORDS = frozenset({"and", "or", "not", "in"})


class TokenKind(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    at: int


class Unreadable(ValueError):
    """The text is not an expression; says why and where."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


def tokens(text: str) -> list[Token]:
    """Cut the text; the last token marks the end.

    Raises:
        Unreadable: too long, a sign the language does not have, or a range. A range such
            as [1..20000000] would be materialised and hold the process.
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"表达式不能超过 {MAX_LENGTH} 个字符", MAX_LENGTH)
    found: list[Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unreadable(f"无法识别的符号“{text[at:].strip()[:1]}”", at)
        kind, word = str(match.lastgroup), match.group(str(match.lastgroup))
        if kind == "range":
            raise Unreadable("不允许使用区间“..”,请用比较运算代替", match.start(kind))
        sign = kind == "sign" or word in _WORDS
        found.append(Token(TokenKind.SIGN if sign else TokenKind(kind), word, match.start(kind)))
        at = match.end()
    return [*found, Token(TokenKind.END, "", end)]
