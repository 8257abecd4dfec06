import io
import zipfile

import pytest

from storage.content import MEGABYTE, ContentType, accept_type, check_content, check_size, sniff
from storage.refusals import ActiveContent, SizeNotAccepted, TypeDiffers, TypeNotAccepted
from tests.storage.pictures import encoded, photo, scene

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = photo()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (ContentType.JPEG, JPEG),
        (ContentType.PNG, encoded(scene(), "PNG")),
        (ContentType.WEBP, encoded(scene(), "WEBP")),
        (ContentType.PDF, PDF),
    ],
)
def test_honest_files_pass(kind: ContentType, content: bytes) -> None:
    check_content(kind, content)

    assert sniff(content) is kind


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (ContentType.JPEG, encoded(scene(), "PNG")),
        (ContentType.JPEG, encoded(scene(), "GIF")),
        (ContentType.PNG, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        (ContentType.PDF, b"<html><body>%PDF-1.7 %%EOF"),
        (ContentType.PDF, b"\n" + PDF),
        (ContentType.PDF, PDF[: -len(b"%%EOF\n")]),
        (ContentType.WEBP, b""),
    ],
)
def test_another_type_than_declared_is_refused(kind: ContentType, content: bytes) -> None:
    with pytest.raises(TypeDiffers):
        check_content(kind, content)


@pytest.mark.parametrize(
    ("kind", "content", "found"),
    [
        (ContentType.JPEG, JPEG + b"<SCRIPT>alert(1)</SCRIPT>", "script"),
        (ContentType.JPEG, JPEG + b"<?php system(1);", "?php"),
        (ContentType.PNG, encoded(scene(), "PNG") + b"< svg onload=a>", "svg"),
        (ContentType.JPEG, JPEG + zipped(), "压缩包"),
        (ContentType.PDF, PDF + zipped() + b"%%EOF", "压缩包"),
        (ContentType.JPEG, JPEG + PDF, "PDF"),
        (
            ContentType.PDF,
            PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"),
            "JavaScript",
        ),
        (ContentType.PDF, PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "Encrypt"),
        (ContentType.PDF, PDF.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>"), "Launch"),
    ],
)
def test_a_file_that_is_two_things_is_refused(
    kind: ContentType, content: bytes, found: str
) -> None:
    with pytest.raises(ActiveContent) as refused:
        check_content(kind, content)

    assert refused.value.facts == {"found": found}


@pytest.mark.parametrize(
    "content_type", ["image/svg+xml", "text/html", "image/gif", "", "IMAGE/JPEG", "image/heic"]
)
def test_other_types_are_not_accepted(content_type: str) -> None:
    with pytest.raises(TypeNotAccepted):
        accept_type(content_type)


@pytest.mark.parametrize(
    ("kind", "megabytes"), [(ContentType.PNG, 10), (ContentType.JPEG, 10), (ContentType.PDF, 20)]
)
def test_each_type_has_its_limit(kind: ContentType, megabytes: int) -> None:
    check_size(kind, 1)
    check_size(kind, megabytes * MEGABYTE)

    for size in (0, -1, megabytes * MEGABYTE + 1):
        with pytest.raises(SizeNotAccepted) as refused:
            check_size(kind, size)
        assert f"{megabytes} MB" in refused.value.message_zh
