"""The words of evidence."""

from enum import StrEnum

from backend.capabilities.product.rules import EvidenceKind

__all__ = [
    "CardOutcome",
    "CheckAnswer",
    "EvidenceFlag",
    "EvidenceKind",
    "EvidenceSource",
    "FileKind",
]


class FileKind(StrEnum):
    """What a file is; decides its bucket and protection."""

    ORIGINAL = "ORIGINAL"
    DERIVED = "DERIVED"
    DOCUMENT = "DOCUMENT"
    BUNDLE = "BUNDLE"
    ASSET = "ASSET"


class EvidenceSource(StrEnum):
    CAMERA = "CAMERA"
    ALBUM = "ALBUM"
    SCAN = "SCAN"


class EvidenceFlag(StrEnum):
    """What is doubtful about a piece of evidence; people see it, nothing is hidden."""

    FROM_ALBUM = "FROM_ALBUM"
    NOT_SCANNED = "NOT_SCANNED"
    TIME_DIFFERS = "TIME_DIFFERS"
    PLACE_DIFFERS = "PLACE_DIFFERS"
    NO_CAMERA_DATA = "NO_CAMERA_DATA"
    EDITED = "EDITED"
    REUSED = "REUSED"
    LOOKS_REUSED = "LOOKS_REUSED"
    REFUSED = "REFUSED"


class CheckAnswer(StrEnum):
    """What a register answered; UNAVAILABLE is no answer and never a pass."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    NOT_FOUND = "NOT_FOUND"
    UNAVAILABLE = "UNAVAILABLE"


class CardOutcome(StrEnum):
    READ = "READ"
    WRONG_KIND = "WRONG_KIND"
    BLURRED = "BLURRED"
    NOTHING_FOUND = "NOTHING_FOUND"
