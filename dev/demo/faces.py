"""Draw a short film of a face, with a mark that the simulated face check obeys."""

import io
import secrets

from PIL import Image, ImageDraw

MARK = "lingli-demo-face:"
SIZE = (480, 640)


def draw_frames(scenario: str = "", count: int = 8) -> list[bytes]:
    """Draw JPEG frames of a head that turns.

    ``scenario`` is pass, spoof, low_score, no_face or down; empty leaves the mark out.
    """
    return [_frame(scenario, turn * 6 - count * 3) for turn in range(count)]


def _frame(scenario: str, shift: int) -> bytes:
    image = Image.new("RGB", SIZE, (222, 230, 226))
    canvas = ImageDraw.Draw(image)
    canvas.ellipse((120, 150, 360, 480), fill=(226, 205, 186))
    for left in (180, 270):
        canvas.ellipse((left + shift, 270, left + shift + 32, 290), fill=(40, 50, 48))
    canvas.arc((195 + shift, 350, 285 + shift, 420), 20, 160, fill=(150, 80, 70), width=6)
    canvas.text((20, 20), f"DEMO {shift}", fill=(90, 110, 100))
    file = io.BytesIO()
    # No camera takes the same picture twice, and a film seen before is refused as a replay.
    mark = f"{MARK}{scenario}" if scenario else ""
    image.save(file, "JPEG", quality=80, comment=f"{mark}#{secrets.token_hex(8)}")
    return file.getvalue()
