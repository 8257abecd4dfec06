"""Where papers belong, what must be there, and what may follow what."""

from backend.capabilities.archive.rules import (
    ARCHIVE_MACHINE,
    ArchiveStatus,
    Found,
    completeness,
    file_name,
    missing_codes,
    place,
)
from backend.capabilities.product.rules import ArchiveCatalogue, ArchiveCategory

CATALOGUE = ArchiveCatalogue(
    code="T",
    version=1,
    categories=(
        ArchiveCategory("1", "申请资料", ("F01", "T03"), "R"),
        ArchiveCategory("3", "调查资料", ("SITE_MEDIA",), "R"),
        ArchiveCategory("9", "变更终止", ("T14",), "R"),
    ),
)


def a_file(code: str, title: str = "文件", number: str = "1") -> Found:
    """A file of a case."""
    return Found(code, title, number, number * 64, suffix=".pdf")


def test_files_stand_in_the_catalogues_order_and_nothing_is_left_out() -> None:
    found = [a_file("X99", number="4"), a_file("M04.FIELD_PHOTO", number="3"), a_file("T03"),
             a_file("F01", number="2")]  # fmt: skip

    placed = place(CATALOGUE, found)

    assert [(one.category, one.code, one.seq) for one in placed] == [
        ("1", "F01", 1),
        ("1", "T03", 2),
        ("3", "SITE_MEDIA", 1),
        ("9", "X99", 1),
    ]


def test_a_customers_title_never_becomes_part_of_a_path() -> None:
    (placed,) = place(CATALOGUE, [a_file("F01", '../..\\a:b*"c')])

    assert file_name(placed) == "originals/01_申请资料/001_F01__.._a_b__c.pdf"


def test_what_is_missing_is_named_and_measured() -> None:
    placed = place(CATALOGUE, [a_file("F01")])

    missing = missing_codes(("F01", "T03", "T14"), placed)

    assert missing == ("T03", "T14")
    assert completeness(("F01", "T03", "T14"), missing) == 33
    assert completeness((), ()) == 100


def test_only_a_checked_archive_is_sealed_and_a_sealed_one_is_only_added_to() -> None:
    sealing = [s for s in ArchiveStatus if "seal" in ARCHIVE_MACHINE.allowed(s)]

    assert sealing == [ArchiveStatus.CHECKED]
    assert ARCHIVE_MACHINE.allowed(ArchiveStatus.SEALED) == ["supplement"]
