"""The one place that calls typst: a layout + data → PDF/A-2a, and where things landed.

Values reach typst as JSON in ``sys_inputs`` and never as source, so they cannot
become markup, read files or reach the network.
"""

import datetime as dt
import json
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from storage.documents.failures import LayoutFailed
from storage.documents.fonts import font_files

# 1.7 is for stamps that become part of a PDF/A page, where tags would be lost anyway.
Standard = Literal["a-2a", "1.7"]
LAYOUTS = Path(__file__).resolve().parent.parent / "layouts"


@dataclass(frozen=True, slots=True)
class Page:
    """What typst answers: the PDF and the layout's own facts (anchors, page count)."""

    pdf: bytes
    facts: Any


def typeset(
    layout: str, data: Any, fonts: Path, at: dt.datetime | None, standard: Standard = "a-2a"
) -> Page:
    """Compile a layout with the data.

    The same layout, data, fonts and time give the same bytes. A warning is a failure:
    it means that the page does not look as intended.

    Raises:
        LayoutFailed: typst refused or warned.
    """
    compiler = _compiler(layout, fonts)
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[standard],
            timestamp=at,
            pdf_tags=standard == "a-2a",
        )
        facts = json.loads(compiler.query("<facts>", field="value"))
    except typst.TypstError as error:
        raise LayoutFailed(error.message) from None
    if warnings:
        raise LayoutFailed(warnings[0].message)
    assert isinstance(pdf, bytes)
    return Page(pdf, facts[0] if facts else None)


@lru_cache(maxsize=16)
def _compiler(layout: str, fonts: Path) -> typst.Compiler:
    # An empty package folder: a layout that imports a package fails, offline and online.
    nothing = Path(tempfile.mkdtemp(prefix="no-packages-"))
    return typst.Compiler(
        LAYOUTS / layout,
        root=LAYOUTS,
        font_paths=_fonts(fonts),
        package_path=nothing,
        package_cache_path=nothing,
    )


@lru_cache(maxsize=4)
def _fonts(directory: Path) -> typst.Fonts:
    folders = sorted({path.parent for path in font_files(directory)})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
