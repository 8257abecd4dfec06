"""Documents: structured clauses + values → PDF/A-2a, HTML and signature anchors.

    template JSON ─ read_template ─┐
    values ────────────────────────┴─ fill ─┬─ typeset ─ Rendered (PDF, anchors)
                                            └─ to_html

Never true: a value becomes markup; a blank box stands where a character should be;
            a variable stays unfilled.
"""

from storage.documents.documents import Documents
from storage.documents.failures import (
    DocumentFailure,
    FontsMissing,
    LayoutFailed,
    MissingGlyphs,
    TemplateDefect,
    VariablesMismatch,
)
from storage.documents.render import Anchor, Rendered, values_sha256
from storage.documents.template import Template, read_template

__all__ = [
    "Anchor",
    "DocumentFailure",
    "Documents",
    "FontsMissing",
    "LayoutFailed",
    "MissingGlyphs",
    "Rendered",
    "Template",
    "TemplateDefect",
    "VariablesMismatch",
    "read_template",
    "values_sha256",
]
