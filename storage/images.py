"""Pictures (影像): what a picture tells, and the copies made of it.

Everything here is plain CPU work on bytes, meant for worker processes or threads.
The original stays as it came, for what the camera wrote into it is evidence; people see
copies without it.
"""

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import ExifTags, Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from storage.refusals import ImageTooLarge, ImageUnreadable

PIXELS_MAX = 40_000_000
VIEW_SIDE_MAX = 2560
THUMBNAIL_SIDE_MAX = 320
TEXT_CHARS_MAX = 64
_FORMATS = ("JPEG", "PNG", "WEBP")
_DEGREES = (1, 60, 3600)
_HASH_SIDE = 8
_WATERMARK_TILT_DEGREES = 28


@dataclass(frozen=True, slots=True)
class Position:
    """Where the camera says it was, WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class ImageEvidence:
    """What a picture tells of itself; a camera can be made to lie, so it flags, not proves.

    ``taken_at`` is the camera's local time, with an offset only where it wrote one.
    ``perceptual_hash`` is 16 hexadecimal digits; pictures that look alike differ in few bits.
    """

    width: int
    height: int
    perceptual_hash: str
    taken_at: datetime | None = None
    position: Position | None = None
    maker: str | None = None
    model: str | None = None
    software: str | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """A picture's evidence and its copies for people: JPEG to view, WebP for lists."""

    evidence: ImageEvidence
    view: bytes
    thumbnail: bytes


def ingest(content: bytes) -> Ingested:
    """Read a picture's evidence and make its copies, upright and without metadata.

    Raises:
        ImageTooLarge: more than 40 megapixels, refused before a pixel is decoded.
        ImageUnreadable: damaged, or no picture.
    """
    with _opened(content) as image:
        size = image.size
        exif = image.getexif()
        # Lets a JPEG be decoded at a fraction of its size: a quarter of the time.
        image.draft("RGB", (VIEW_SIDE_MAX, VIEW_SIDE_MAX))
        upright = _flat(ImageOps.exif_transpose(image))
        view = _shrunk(upright, VIEW_SIDE_MAX)
        return Ingested(
            evidence=_evidence(size, exif, _difference_hash(upright)),
            view=_jpeg(view),
            thumbnail=_webp(_shrunk(view, THUMBNAIL_SIDE_MAX)),
        )


def watermark(content: bytes, text: str, font: Path) -> bytes:
    """Tile a text over a picture, tilted, so that no part of it can be used elsewhere.

    The answer is a JPEG. ``font`` must have every character of the text.

    Raises:
        ImageTooLarge: see ``ingest``.
        ImageUnreadable: see ``ingest``.
    """
    with _opened(content) as image:
        picture = _flat(ImageOps.exif_transpose(image))
    tile = _tile(text, font, letter_px=max(18, picture.width // 34))
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    step_x, step_y = max(1, tile.width * 9 // 10), max(1, tile.height * 11 // 20)
    for row in range(math.ceil((picture.height + tile.height) / step_y)):
        # Every second row is shifted, or a clean stripe would remain between the tiles.
        left = -(row % 2) * tile.width // 2
        for column in range(math.ceil((picture.width - left) / step_x)):
            layer.paste(tile, (left + column * step_x, row * step_y - tile.height), tile)
    picture.paste(layer, (0, 0), layer)
    return _jpeg(picture)


def hash_distance(one: str, other: str) -> int:
    """Count the bits in which two perceptual hashes differ; up to 10 of 64 look alike."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures and reads them all the same; our limit is below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
        if image.width * image.height > PIXELS_MAX:
            raise ImageTooLarge(
                width=image.width, height=image.height, megapixels_max=PIXELS_MAX // 1_000_000
            )
        with image:
            yield image
    except Image.DecompressionBombError as error:
        raise ImageTooLarge(
            width="?", height="?", megapixels_max=PIXELS_MAX // 1_000_000
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ImageUnreadable from error


def _flat(image: Image.Image) -> Image.Image:
    """Lay a picture on white: a hidden layer must not show in one viewer only."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def _shrunk(image: Image.Image, side_max: int) -> Image.Image:
    copy = image.copy()
    copy.thumbnail((side_max, side_max), Image.Resampling.LANCZOS)
    # Pillow hands EXIF, comments and profiles of the source on to what it writes.
    copy.info.clear()
    return copy


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=75)
    return out.getvalue()


def _tile(text: str, font: Path, *, letter_px: int) -> Image.Image:
    face = ImageFont.truetype(font, letter_px)
    width = int(face.getlength(text)) + 3 * letter_px
    tile = Image.new("RGBA", (width, 5 * letter_px), (0, 0, 0, 0))
    # Grey letters with a light edge stay readable on dark and on white ground.
    ImageDraw.Draw(tile).text(
        (letter_px, letter_px),
        text,
        font=face,
        fill=(120, 120, 120, 116),
        stroke_width=1,
        stroke_fill=(255, 255, 255, 56),
    )
    return tile.rotate(_WATERMARK_TILT_DEGREES, expand=True, resample=Image.Resampling.BICUBIC)


def _difference_hash(image: Image.Image) -> str:
    """Hash which of two neighbouring areas is lighter: survives scaling and re-encoding."""
    small = image.convert("L").resize((_HASH_SIDE + 1, _HASH_SIDE), Image.Resampling.BOX)
    pixels = small.tobytes()
    bits = 0
    for row in range(_HASH_SIDE):
        start = row * (_HASH_SIDE + 1)
        for left, right in zip(
            pixels[start : start + _HASH_SIDE], pixels[start + 1 :], strict=False
        ):
            bits = bits << 1 | (left > right)
    return f"{bits:016x}"


def _evidence(size: tuple[int, int], exif: Image.Exif, perceptual_hash: str) -> ImageEvidence:
    base = ExifTags.Base
    details = exif.get_ifd(ExifTags.IFD.Exif)
    return ImageEvidence(
        width=size[0],
        height=size[1],
        perceptual_hash=perceptual_hash,
        taken_at=_taken_at(
            details.get(base.DateTimeOriginal), details.get(base.OffsetTimeOriginal)
        ),
        position=_position(exif.get_ifd(ExifTags.IFD.GPSInfo)),
        maker=_text(exif.get(base.Make)),
        model=_text(exif.get(base.Model)),
        software=_text(exif.get(base.Software)),
    )


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return "".join(letter for letter in value if letter.isprintable())[:TEXT_CHARS_MAX] or None


def _taken_at(moment: object, offset: object) -> datetime | None:
    text = _text(moment)
    if text is None:
        return None
    for written, form in (
        (f"{text}{_text(offset)}", "%Y:%m:%d %H:%M:%S%z"),
        (text, "%Y:%m:%d %H:%M:%S"),
    ):
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007 (a camera may write no offset)
        except ValueError:
            continue
    return None


def _position(gps: dict[int, object]) -> Position | None:
    tags = ExifTags.GPS
    latitude = _degrees(gps.get(tags.GPSLatitude), gps.get(tags.GPSLatitudeRef), limit=90)
    longitude = _degrees(gps.get(tags.GPSLongitude), gps.get(tags.GPSLongitudeRef), limit=180)
    if latitude is None or longitude is None:
        return None
    return Position(latitude, longitude)


def _degrees(parts: object, hemisphere: object, *, limit: int) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != len(_DEGREES):
        return None
    try:
        degrees = sum(float(part) / unit for part, unit in zip(parts, _DEGREES, strict=True))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    # A camera without a fix writes 0/0, which Pillow reads as not-a-number.
    if not 0 <= degrees <= limit:
        return None
    return round(-degrees if hemisphere in ("S", "W") else degrees, 6)
