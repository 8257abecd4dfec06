"""A card reader, simulated (模拟): it reads the note that our own demo cards carry.

``dev.demo.cards`` draws the cards and writes their fields into the file: a PNG text
chunk or a JPEG comment named "lingli-demo-card". It cannot read pixels, so of any
other picture it says that it recognises nothing.

    {"kind": "ID_FRONT", "fields": {"name": "…"}, "scenario": "exact"}

Scenarios: exact, low_confidence (with "unsure": [field, …]), blurred.
"""

import io
import json
from typing import Any

from PIL import Image, UnidentifiedImageError

from backend.adapters.simulation import refuse_production
from backend.ports.ocr import (
    CardKind,
    FieldName,
    NothingRecognised,
    OcrField,
    OcrResult,
    TooBlurred,
    WrongKind,
)

MARK = "lingli-demo-card"
SURE_PCT, UNSURE_PCT = 99, 42


class SimulatedCardReader:
    """Read demo cards, and say that it is a simulation."""

    def __init__(self, *, stage: str) -> None:
        """Refuse to exist in production."""
        refuse_production(stage, "ocr")

    async def read(self, image: bytes, kind: CardKind) -> OcrResult:
        """Read one picture; see the port."""
        note = _note(image)
        found = CardKind(note["kind"])
        if found is not kind:
            raise WrongKind(found)
        if note["scenario"] == "blurred":
            raise TooBlurred(found)
        unsure = note.get("unsure", [])
        fields = tuple(
            OcrField(FieldName(name), value, UNSURE_PCT if name in unsure else SURE_PCT)
            for name, value in note["fields"].items()
        )
        return OcrResult(kind, fields, "lingli-simulated", "1", simulated=True)


def _note(image: bytes) -> Any:
    try:
        with Image.open(io.BytesIO(image), formats=["PNG", "JPEG"]) as opened:
            text = opened.info.get(MARK) or _comment(opened.info.get("comment", b""))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise NothingRecognised from error
    if not text:
        raise NothingRecognised
    return json.loads(text)


def _comment(comment: bytes) -> str:
    head, _, text = comment.decode("utf-8", "replace").partition(":")
    return text if head == MARK else ""
