"""Pictures as cameras and forgers make them."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageDraw, ImageFont

BASE = ExifTags.Base
GPS = ExifTags.GPS


def scene(width: int = 400, height: int = 300) -> Image.Image:
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 3, height // 2), fill="navy")
    draw.ellipse((width // 2, height // 3, width - 10, height - 10), fill="crimson")
    return picture


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def photo(**gps: Any) -> bytes:
    """A photo with all that a phone writes into it, taken sideways."""
    exif = Image.Exif()
    exif[BASE.Make] = "Acme"
    exif[BASE.Model] = "Phone\t9"
    exif[BASE.Orientation] = 6
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[BASE.DateTimeOriginal] = "2026:11:16 09:30:05"
    details[BASE.OffsetTimeOriginal] = "+08:00"
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    position[GPS.GPSLatitudeRef] = gps.get("north", "N")
    position[GPS.GPSLatitude] = gps.get("latitude", (28.0, 13.0, 30.0))
    position[GPS.GPSLongitudeRef] = "E"
    position[GPS.GPSLongitude] = (112.0, 56.0, 15.0)
    return encoded(scene(), exif=exif, comment=b"written by the phone")


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that claim to be a very large picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b""))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def latin_font(folder: Path) -> Path:
    """Write Pillow's own face to a file."""
    face = ImageFont.load_default(20)
    assert isinstance(face, ImageFont.FreeTypeFont)
    path = folder / "latin.ttf"
    path.write_bytes(face.font_bytes)
    return path
