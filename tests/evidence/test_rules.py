"""What is doubtful about a piece of evidence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from backend.capabilities.evidence.rules import (
    Claim,
    EvidenceFlag,
    EvidenceKind,
    EvidenceSource,
    Picture,
    Reuse,
    flags_of,
)
from backend.kit.places import Position

F = EvidenceFlag
AT = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
FIELD = Position.read("28.225", "112.9375")
HONEST = Picture("Acme", "", AT, FIELD)


def a_claim(
    source: EvidenceSource = EvidenceSource.CAMERA,
    taken_at: datetime | None = AT,
    place: Position | None = FIELD,
) -> Claim:
    return Claim(EvidenceKind.PHOTO, source, taken_at, place)


def test_an_honest_photo_has_no_flag() -> None:
    assert flags_of(a_claim(), HONEST, Reuse(), is_scanned=True) == []


def test_what_was_not_scanned_says_so() -> None:
    assert flags_of(a_claim(), HONEST, Reuse(), is_scanned=False) == [F.NOT_SCANNED]


def test_inv_21_a_picture_from_the_album_is_flagged() -> None:
    album = a_claim(EvidenceSource.ALBUM)

    assert flags_of(album, HONEST, Reuse(), is_scanned=True) == [F.FROM_ALBUM]


@pytest.mark.parametrize(
    ("minutes", "flags"), [(-30, []), (30, []), (31, [F.TIME_DIFFERS]), (-31, [F.TIME_DIFFERS])]
)
def test_half_an_hour_between_clock_and_camera_is_let_pass(
    minutes: int, flags: list[EvidenceFlag]
) -> None:
    claim = a_claim(taken_at=AT + timedelta(minutes=minutes))

    assert flags_of(claim, HONEST, Reuse(), is_scanned=True) == flags


@pytest.mark.parametrize(("north", "flags"), [("0.004", []), ("0.005", [F.PLACE_DIFFERS])])
def test_half_a_kilometre_between_two_places_is_let_pass(
    north: str, flags: list[EvidenceFlag]
) -> None:
    claim = a_claim(place=Position(FIELD.latitude + Decimal(north), FIELD.longitude))

    assert flags_of(claim, HONEST, Reuse(), is_scanned=True) == flags


def test_an_edited_picture_without_a_camera_shows_both() -> None:
    edited = Picture("", "Adobe Photoshop 2026")

    flags = flags_of(a_claim(), edited, Reuse(), is_scanned=True)

    assert flags == [F.NO_CAMERA_DATA, F.EDITED]


@pytest.mark.parametrize(
    ("reuse", "flags"),
    [
        (Reuse(same=True, alike=True), [F.REUSED]),
        (Reuse(alike=True), [F.LOOKS_REUSED]),
        (Reuse(), []),
    ],
)
def test_inv_22_a_reused_picture_is_flagged(reuse: Reuse, flags: list[EvidenceFlag]) -> None:
    assert flags_of(a_claim(), HONEST, reuse, is_scanned=True) == flags


def test_a_paper_is_judged_by_its_source_and_reuse_alone() -> None:
    scan = Claim(EvidenceKind.DOC, EvidenceSource.SCAN)

    assert flags_of(scan, None, Reuse(same=True), is_scanned=True) == [F.REUSED]
