"""What uploaded bytes are, told from the bytes alone."""

import io
import re
import zipfile
from enum import StrEnum

from storage.refusals import (
    ActiveContent,
    SizeNotAccepted,
    TypeDiffers,
    TypeNotAccepted,
)

MEGABYTE = 1024 * 1024


class ContentType(StrEnum):
    """The types that are accepted from outside."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def size_max(self) -> int:
        """How many bytes one file of this type may have."""
        return (20 if self is ContentType.PDF else 10) * MEGABYTE

    @property
    def is_image(self) -> bool:
        return self is not ContentType.PDF


# A file that is two things at once: whoever stores it sees a picture, whoever opens it
# under another name sees a page or a program.
_PAGE = re.compile(rb"<\s*(script|html|svg|iframe|!doctype|\?php)", re.IGNORECASE)
_PDF_ACTION = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|EmbeddedFile|XFA|Encrypt)\b")
_PDF_TAIL_BYTES = 2048


def accept_type(content_type: str) -> ContentType:
    """Read a declared type.

    Raises:
        TypeNotAccepted: it is none of ours.
    """
    try:
        return ContentType(content_type)
    except ValueError:
        raise TypeNotAccepted(content_type=content_type[:64]) from None


def check_size(kind: ContentType, size: int) -> None:
    """Refuse nothing and too much.

    Raises:
        SizeNotAccepted: with the limit of this type.
    """
    if not 1 <= size <= kind.size_max:
        raise SizeNotAccepted(megabytes_max=kind.size_max // MEGABYTE, size=size)


def sniff(content: bytes) -> ContentType | None:
    """Tell the type from the first bytes; none if it is not one of ours."""
    if content.startswith(b"\xff\xd8\xff"):
        return ContentType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ContentType.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ContentType.WEBP
    if content.startswith(b"%PDF-"):
        return ContentType.PDF
    return None


def check_content(kind: ContentType, content: bytes) -> None:
    """Refuse bytes that are not what they were declared to be, or more than that.

    Raises:
        TypeDiffers: another type, or a PDF without its end.
        ActiveContent: a page, a program, an archive, or a PDF that acts or hides.
    """
    if sniff(content) is not kind:
        raise TypeDiffers(content_type=kind.value)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise ActiveContent(found="压缩包")
    if kind is ContentType.PDF:
        _check_pdf(content)
    elif page := _PAGE.search(content):
        raise ActiveContent(found=page.group(1).decode().lower())
    elif b"%PDF-" in content:
        raise ActiveContent(found="PDF")


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-_PDF_TAIL_BYTES:]:
        raise TypeDiffers(content_type=ContentType.PDF.value)
    if action := _PDF_ACTION.search(content):
        raise ActiveContent(found=action.group(1).decode())
