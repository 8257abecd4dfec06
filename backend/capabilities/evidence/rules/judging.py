"""What is doubtful about a piece of evidence; pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.capabilities.evidence.rules.words import EvidenceFlag, EvidenceKind, EvidenceSource
from backend.kit.places import Position, distance_m

# Perceptual hashes of 64 bits: pictures that look alike differ in few of them.
LOOKS_ALIKE_BITS = 10
TIME_DIFFERS = timedelta(minutes=30)
PLACE_DIFFERS_M = 500
EDITORS = re.compile(r"photoshop|lightroom|gimp|snapseed|picsart|meitu|美图|醒图", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the person who attached the evidence says of it."""

    kind: EvidenceKind
    source: EvidenceSource
    taken_at: datetime | None = None
    place: Position | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture says of itself."""

    maker: str = ""
    software: str = ""
    taken_at: datetime | None = None
    place: Position | None = None


@dataclass(frozen=True, slots=True)
class Reuse:
    """Whether another case has the same bytes, or a picture that looks alike (INV-22)."""

    same: bool = False
    alike: bool = False


def flags_of(
    claim: Claim, picture: Picture | None, reuse: Reuse, *, is_scanned: bool
) -> list[EvidenceFlag]:
    """List what is doubtful; an empty list proves nothing, for a camera can be made to lie."""
    flag = EvidenceFlag
    found = {
        flag.FROM_ALBUM: claim.source is EvidenceSource.ALBUM,
        flag.NOT_SCANNED: not is_scanned,
        flag.REUSED: reuse.same,
        flag.LOOKS_REUSED: reuse.alike and not reuse.same,
    }
    if picture is not None:
        found |= {
            flag.NO_CAMERA_DATA: claim.source is EvidenceSource.CAMERA and not picture.maker,
            flag.EDITED: bool(EDITORS.search(picture.software)),
            flag.TIME_DIFFERS: _time_differs(claim.taken_at, picture.taken_at),
            flag.PLACE_DIFFERS: _place_differs(claim.place, picture.place),
        }
    return [name for name in EvidenceFlag if found.get(name)]


def _time_differs(claimed: datetime | None, told: datetime | None) -> bool:
    return claimed is not None and told is not None and abs(claimed - told) > TIME_DIFFERS


def _place_differs(claimed: Position | None, told: Position | None) -> bool:
    return claimed is not None and told is not None and distance_m(claimed, told) > PLACE_DIFFERS_M
