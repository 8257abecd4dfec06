"""What a signature looks like on the page, drawn by typst to fit its box.

pyHanko's own text stamps load the whole Chinese font for each signature (0.6 s);
typst embeds the few glyphs needed.
"""

# pyHanko and asn1crypto have no types of their own; what pyright infers of them is wrong.
# pyright: reportIndexIssue=false, reportArgumentType=false

import io
import uuid
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from storage.documents.fonts import refuse_missing_glyphs
from storage.documents.typesetting import typeset

_WHOLE_BOX = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID)


class _StampPage(PdfContent):
    """A one-page PDF, imported as the appearance."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        name = f"/Stamp{uuid.uuid4().hex}"
        self.resources.xobject[name] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return f"{name} Do".encode()


def stamp(
    size: tuple[float, float],
    *,
    name: str,
    at: str,
    certificate: str,
    handwriting_png: bytes | None,
    fonts: Path,
) -> StaticStampStyle:
    """Draw a person's signature: handwriting (or the name), time and certificate number.

    Raises:
        MissingGlyphs: the name cannot be printed.
    """
    data = {"name": name, "at": at, "certificate": certificate}
    picture = list(handwriting_png) if handwriting_png else None
    return _drawn("stamp.typ", size, {**data, "handwriting": picture}, fonts)


def seal(
    size: tuple[float, float], bank: str, title: str, at: str, fonts: Path
) -> StaticStampStyle:
    """Draw a bank's round seal with its title, for instance 合同专用章.

    Raises:
        MissingGlyphs: the bank's name cannot be printed.
    """
    return _drawn("seal.typ", size, {"name": bank, "title": title, "at": at}, fonts)


def _drawn(
    layout: str, size: tuple[float, float], data: dict[str, Any], fonts: Path
) -> StaticStampStyle:
    refuse_missing_glyphs(data, fonts)
    sized = {**data, "width": size[0], "height": size[1]}
    page = typeset(layout, sized, fonts, at=None, standard="1.7")
    return StaticStampStyle(
        background=_StampPage(page.pdf), background_layout=_WHOLE_BOX, border_width=0
    )
