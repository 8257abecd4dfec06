import io
import pickle
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.TiffImagePlugin import IFDRational

from storage.images import Position, hash_distance, ingest, watermark
from storage.refusals import ImageTooLarge, ImageUnreadable
from tests.storage.pictures import encoded, latin_font, photo, png_of_size, scene


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photo_tells_when_where_and_with_what_it_was_taken() -> None:
    evidence = ingest(photo()).evidence

    assert evidence.taken_at == datetime(
        2026, 11, 16, 9, 30, 5, tzinfo=timezone(timedelta(hours=8))
    )
    assert evidence.position == Position(28.225, 112.9375)
    assert (evidence.maker, evidence.model, evidence.software) == ("Acme", "Phone9", None)
    assert (evidence.width, evidence.height) == (400, 300)


def test_south_is_negative() -> None:
    position = ingest(photo(north="S")).evidence.position

    assert position == Position(-28.225, 112.9375)


@pytest.mark.parametrize("latitude", [(91.0, 0.0, 0.0), (28.0, 13.0), (IFDRational(0, 0),) * 3])
def test_a_position_that_cannot_be_is_none(latitude: tuple[float | IFDRational, ...]) -> None:
    assert ingest(photo(latitude=latitude)).evidence.position is None


def test_a_picture_without_metadata_tells_its_size_alone() -> None:
    evidence = ingest(encoded(scene(), "PNG")).evidence

    assert (evidence.taken_at, evidence.position, evidence.maker) == (None, None, None)
    assert (evidence.width, evidence.height) == (400, 300)


def test_copies_stand_upright_and_keep_nothing_of_the_camera() -> None:
    made = ingest(photo())

    for copy, form, size in (
        (made.view, "JPEG", (300, 400)),
        (made.thumbnail, "WEBP", (240, 320)),
    ):
        picture = opened(copy)
        assert (picture.format, picture.size) == (form, size)
        assert not picture.getexif()
        assert b"Acme" not in copy
        assert b"written by the phone" not in copy


def test_a_large_photo_is_viewed_smaller() -> None:
    made = ingest(encoded(scene(5000, 2500)))

    assert opened(made.view).size == (2560, 1280)
    assert (made.evidence.width, made.evidence.height) == (5000, 2500)


def test_transparent_parts_become_white() -> None:
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))

    view = opened(ingest(encoded(glass, "PNG")).view)

    assert view.getpixel((20, 20)) == (255, 255, 255)


def test_a_scaled_and_recompressed_picture_is_recognised() -> None:
    """INV-22: the same photo in another application is found, though its bytes differ."""
    original = ingest(encoded(scene(1200, 900), "PNG")).evidence.perceptual_hash
    copy = ingest(encoded(scene(1200, 900).resize((640, 480)), quality=40)).evidence
    other = ingest(encoded(scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT))).evidence

    assert hash_distance(original, copy.perceptual_hash) <= 4
    assert hash_distance(original, other.perceptual_hash) > 10


@pytest.mark.parametrize("size", [(30_000, 30_000), (40_000_001, 1), (8_000, 5_001)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooLarge) as refused:
        ingest(png_of_size(*size))

    assert "40" in refused.value.message_zh


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a" + b"\0" * 50, encoded(scene())[:900], png_of_size(10, 10)]
)
def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(ImageUnreadable):
        ingest(content)


def test_a_refusal_comes_home_from_a_worker_process() -> None:
    refusal = ImageTooLarge(width=1, height=2, megapixels_max=40)

    copy = pickle.loads(pickle.dumps(refusal))  # noqa: S301 (our own bytes)

    assert copy.message_zh == refusal.message_zh
    assert copy.facts == {"width": 1, "height": 2, "megapixels_max": 40}


def test_a_watermark_covers_every_part_of_the_picture(tmp_path: Path) -> None:
    plain = Image.new("RGB", (900, 600), "white")

    marked = opened(watermark(encoded(plain), "FOR LOAN USE ONLY 2026-11-27", latin_font(tmp_path)))

    assert marked.size == (900, 600)
    difference = ImageChops.difference(plain, marked.convert("RGB"))
    for left in range(0, 900, 300):
        for top in range(0, 600, 300):
            part = difference.crop((left, top, left + 300, top + 300))
            assert ImageStat.Stat(part).sum[0] > 100_000, (left, top)
