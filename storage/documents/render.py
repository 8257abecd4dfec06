"""Render a filled document to PDF/A-2a and say where each party signs."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.documents.fill import fill
from storage.documents.fonts import fonts_sha256, refuse_missing_glyphs
from storage.documents.template import read_template
from storage.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class Anchor:
    """A signature box: whose, on which page (from 1), where in PDF points from bottom left."""

    key: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A frozen document and everything needed to prove how it was made."""

    pdf: bytes
    sha256: str
    page_count: int
    anchors: tuple[Anchor, ...]
    fonts_sha256: str
    template_sha256: str
    values_sha256: str


def render(
    source: Mapping[str, Any],
    values: Mapping[str, Any],
    issuer: str,
    fonts: Path,
    at: dt.datetime,
) -> Rendered:
    """Fill a template and typeset it; `issuer` stands in the page header.

    Same template, values, fonts and time: same bytes.

    Raises:
        TemplateDefect: the template is wrong.
        VariablesMismatch: values are missing or unused.
        MissingGlyphs: a character cannot be printed.
        FontsMissing: the font directory is incomplete.
        LayoutFailed: typst refused.
    """
    template = read_template(source)
    refuse_missing_glyphs(values, fonts)
    document = {"author": issuer, **fill(template, values)}
    refuse_missing_glyphs(document, fonts, template.code)
    page = typeset("document.typ", document, fonts, at)
    return Rendered(
        pdf=page.pdf,
        sha256=hashlib.sha256(page.pdf).hexdigest(),
        page_count=page.facts["pages"],
        anchors=tuple(_anchor(box, page.facts["height"]) for box in page.facts["signatures"]),
        fonts_sha256=fonts_sha256(fonts),
        template_sha256=template.sha256,
        values_sha256=values_sha256(values),
    )


def values_sha256(values: Mapping[str, Any]) -> str:
    """Fingerprint the values a document was made from (canonical JSON)."""
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _anchor(box: Mapping[str, Any], page_height: float) -> Anchor:
    # Typst measures from the top of the page, PDF from the bottom.
    return Anchor(
        key=box["key"],
        page=box["page"],
        x=round(box["x"], 2),
        y=round(page_height - box["y"] - box["h"], 2),
        width=round(box["w"], 2),
        height=round(box["h"], 2),
    )
