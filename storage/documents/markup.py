"""The little markup of template text: ``{{path}}`` and ``**bold**``, nothing else.

Only template text is read this way. A value is never scanned, so nothing in it can
become markup.
"""

import re
from dataclasses import dataclass

_MARK = re.compile(r"\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*\}\}|(\*\*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of template text: literal, or the path of a variable."""

    text: str
    path: str | None
    bold: bool


class MarkupError(ValueError):
    """The text has a brace or a star that closes nothing."""


def pieces(source: str) -> list[Piece]:
    """Cut template text into literal stretches and variables.

    Raises:
        MarkupError: an unclosed ``**`` or a malformed ``{{ }}``.
    """
    found: list[Piece] = []
    bold, end = False, 0
    for mark in _MARK.finditer(source):
        _literal(found, source[end : mark.start()], bold=bold)
        end = mark.end()
        if mark[1]:
            found.append(Piece("", mark[1], bold))
        else:
            bold = not bold
    _literal(found, source[end:], bold=bold)
    if bold:
        raise MarkupError(f"“{source[:20]}”的 ** 没有成对")
    return found


def _literal(found: list[Piece], text: str, *, bold: bool) -> None:
    if "{{" in text or "}}" in text:
        raise MarkupError(f"“{text[:20]}”的变量写法不正确")
    if text:
        found.append(Piece(text, None, bold))
