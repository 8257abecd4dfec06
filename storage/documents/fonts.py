"""The pinned font pair: which files, their fingerprint, which characters they can print.

Noto Serif SC for text and Noto Sans SC for headings (OFL 1.1), regular and bold.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from storage.documents.failures import FontsMissing, MissingGlyphs

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
FILES = (
    "NotoSansSC_400Regular.ttf",
    "NotoSansSC_700Bold.ttf",
    "NotoSerifSC_400Regular.ttf",
    "NotoSerifSC_700Bold.ttf",
)
# Control and direction marks print nothing but can turn a name round (U+202E).
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


@lru_cache(maxsize=4)
def font_files(directory: Path) -> tuple[Path, ...]:
    """Find the pinned files in a directory, at any depth (npm keeps one folder per weight).

    Raises:
        FontsMissing: some are not there.
    """
    found = {path.name: path for path in sorted(directory.rglob("*.ttf"), reverse=True)}
    lacking = tuple(name for name in FILES if name not in found)
    if lacking:
        raise FontsMissing(str(directory), lacking)
    return tuple(found[name] for name in FILES)


@lru_cache(maxsize=4)
def fonts_sha256(directory: Path) -> str:
    """Return one fingerprint of all font files; it is kept with every document."""
    digest = hashlib.sha256()
    for path in font_files(directory):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def printable(directory: Path) -> frozenset[int]:
    """Return the code points that every one of the fonts has a glyph for."""
    maps = []
    for path in font_files(directory):
        with TTFont(path, lazy=True) as font:
            maps.append(frozenset(font.getBestCmap() or ()))
    return frozenset.intersection(*maps)


def refuse_missing_glyphs(data: Any, directory: Path, path: str = "") -> None:
    """Look at every string in the data before it is printed.

    Raises:
        MissingGlyphs: the first place whose characters cannot all be printed.
    """
    glyphs = printable(directory)
    for place, text in _strings(data, path):
        lacking = {char for char in text if char != "\n" and not _prints(char, glyphs)}
        if lacking:
            raise MissingGlyphs("".join(sorted(lacking)), place)


def _prints(char: str, glyphs: frozenset[int]) -> bool:
    return ord(char) in glyphs and unicodedata.category(char) not in _INVISIBLE


def _strings(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            yield from _strings(value, f"{path}.{number}" if path else str(number))
