"""What an archive bundle says of itself: every file, chained, under one hash."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from storage.hashing import GENESIS, Json, canonical_json, chain_hash, is_sha256, sha256_hex

FORMAT = "sealed-bundle/1"
MANIFEST_NAME = "manifest.json"
SUMS_NAME = "SHA256SUMS"
OWN_NAMES = frozenset({MANIFEST_NAME, SUMS_NAME})
NAME_CHARS_MAX = 200
# Drive letters, control characters and what a Windows desk cannot write to disk.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')


class ManifestUnreadable(Exception):
    """The manifest is missing, damaged or of another format."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of a bundle."""

    name: str
    size: int
    sha256: str

    def as_json(self) -> dict[str, Json]:
        return {"name": self.name, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of a bundle, made by ``of`` or read by ``parse``.

    ``previous`` is the hash of the manifest that this one supplements; a first one has none.
    ``head`` is the last link of the chain over the files, so order counts too.
    """

    title: str
    sealed_at: datetime
    files: tuple[FileRecord, ...]
    head: str
    previous: str | None = None
    facts: Mapping[str, Json] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        files: Iterable[FileRecord],
        *,
        title: str,
        sealed_at: datetime,
        previous: str | None = None,
        facts: Mapping[str, Json] | None = None,
    ) -> "Manifest":
        """Chain the files under one head."""
        listed = tuple(files)
        head = chain_head(listed, previous)
        return cls(title, sealed_at, listed, head, previous, facts or {})

    @property
    def sha256(self) -> str:
        """The one hash that stands for the bundle: time-stamp it, write it down elsewhere."""
        return sha256_hex(self.encode())

    def encode(self) -> bytes:
        """Write the manifest as it stands in the bundle, in canonical JSON."""
        return canonical_json(
            {
                "format": FORMAT,
                "title": self.title,
                "sealed_at": self.sealed_at.isoformat(timespec="seconds"),
                "previous": self.previous,
                "facts": self.facts,
                "files": [record.as_json() for record in self.files],
                "head": self.head,
            }
        )

    def sums(self) -> bytes:
        """Write SHA256SUMS, so that ``sha256sum -c`` proves a bundle without this program."""
        lines = [f"{record.sha256}  {record.name}\n" for record in self.files]
        return "".join([*lines, f"{self.sha256}  {MANIFEST_NAME}\n"]).encode()

    @classmethod
    def parse(cls, content: bytes) -> "Manifest":
        """Read a manifest.

        Raises:
            ManifestUnreadable: damaged, of another format, or its chain does not hold.
        """
        try:
            facts = json.loads(content)
            manifest = cls(
                title=str(facts["title"]),
                sealed_at=datetime.fromisoformat(facts["sealed_at"]),
                files=tuple(_record(item) for item in facts["files"]),
                head=str(facts["head"]),
                previous=facts["previous"],
                facts=facts["facts"],
            )
            # Written anew it must be the same bytes: format, order and spelling included.
            is_whole = (
                manifest.encode() == content
                and chain_head(manifest.files, manifest.previous) == manifest.head
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ManifestUnreadable(str(error)) from error
        if not is_whole:
            raise ManifestUnreadable("the chain does not hold")
        return manifest


def chain_head(files: Iterable[FileRecord], previous: str | None) -> str:
    """Chain the files one after the other; a supplement goes on from what it supplements."""
    head = previous or GENESIS
    for record in files:
        head = chain_hash(head, record.as_json())
    return head


def check_name(name: str) -> str:
    """Refuse a name that could leave the folder it is unpacked into, or be lost there.

    Raises:
        ValueError: names the name.
    """
    path = PurePosixPath(name)
    is_plain = str(path) == name and not path.is_absolute() and ".." not in path.parts
    is_own = name in OWN_NAMES
    if not is_plain or is_own or _UNSAFE.search(name) or not 0 < len(name) <= NAME_CHARS_MAX:
        raise ValueError(f"not a name for a file of a bundle: {name!r}")
    return name


def _record(item: Mapping[str, object]) -> FileRecord:
    name, size, sha256 = item["name"], item["size"], item["sha256"]
    if not isinstance(name, str) or not isinstance(size, int) or not isinstance(sha256, str):
        raise TypeError("a file has a name, a size and a hash")
    if size < 0 or not is_sha256(sha256):
        raise ValueError(f"not the record of a file: {name!r}")
    return FileRecord(check_name(name), size, sha256)
