"""Verbs of evidence, and what those above call to make and keep files."""

from backend.capabilities.evidence.service.documents import (
    RenderedFile,
    keep_document,
    keep_file,
    read_file,
    render_document,
    revise_document,
    store_bytes,
    stored_of,
    void_document,
)

__all__ = [
    "RenderedFile",
    "keep_document",
    "keep_file",
    "read_file",
    "render_document",
    "revise_document",
    "store_bytes",
    "stored_of",
    "void_document",
]
