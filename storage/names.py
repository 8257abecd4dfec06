"""Where an object lives: by its content, in one of four buckets.

tmp         what clients upload directly, unchecked; emptied daily
originals   as received, with everything a camera wrote into it
documents   what the system made: contracts, reports, viewing copies
archive     sealed bundles
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from storage.hashing import is_sha256


class Kind(StrEnum):
    """What an object is, which decides its bucket and its protection."""

    ORIGINAL = "ORIGINAL"
    DERIVED = "DERIVED"
    DOCUMENT = "DOCUMENT"
    BUNDLE = "BUNDLE"
    ASSET = "ASSET"

    @property
    def is_encrypted(self) -> bool:
        """Everything that may carry personal information (C2, C3) is; fonts and seals are not."""
        return self is not Kind.ASSET


@dataclass(frozen=True, slots=True)
class Buckets:
    """The names of the four buckets of one installation."""

    tmp: str
    originals: str
    documents: str
    archive: str

    @classmethod
    def of(cls, prefix: str) -> "Buckets":
        """Name the buckets of an installation, for instance ``lingli-orig``."""
        return cls(f"{prefix}-tmp", f"{prefix}-orig", f"{prefix}-docs", f"{prefix}-archive")

    @property
    def kept(self) -> tuple[str, str, str]:
        """The buckets whose objects are kept under retention."""
        return self.originals, self.documents, self.archive

    def for_kind(self, kind: Kind) -> str:
        """Choose the bucket of an object."""
        match kind:
            case Kind.ORIGINAL:
                return self.originals
            case Kind.BUNDLE:
                return self.archive
            case Kind.DERIVED | Kind.DOCUMENT | Kind.ASSET:
                return self.documents


def content_key(sha256: str, *, is_encrypted: bool) -> str:
    """Name an object by its content, spread over 65 536 folders.

    A sealed object carries the hash of what is inside, so that equal content is kept once.

    Raises:
        ValueError: not a SHA-256.
    """
    if not is_sha256(sha256):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    suffix = ".sealed" if is_encrypted else ""
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}{suffix}"


def upload_key(owner: UUID, upload: UUID) -> str:
    """Name an upload by ids alone: a client's file name never becomes part of a path."""
    return f"{owner}/{upload}"
