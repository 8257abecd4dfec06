"""An archive bundle (归档包): a ZIP that can be proved without this system.

``build`` streams it, ``verify`` reads it and names what was changed, lost or added.
"""

import hashlib
import tempfile
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from zipstream import ZIP_STORED, ZipStream

from storage.hashing import Json, sha256_hex
from storage.manifest import (
    MANIFEST_NAME,
    OWN_NAMES,
    SUMS_NAME,
    FileRecord,
    Manifest,
    ManifestUnreadable,
    check_name,
)
from storage.store import IntegrityFailed

SPOOL_MEMORY_BYTES = 8 * 1024 * 1024
READ_BYTES = 256 * 1024
MANIFEST_BYTES_MAX = 16 * 1024 * 1024
FILES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file to be put into a bundle; ``open`` streams it, ``sha256`` is what it must be."""

    name: str
    sha256: str
    open: Callable[[], AsyncIterator[bytes]]


class BundleBuilder:
    """Build one bundle; ``manifest`` is there when the stream has ended."""

    manifest: Manifest

    def __init__(
        self,
        files: Iterable[BundleFile],
        *,
        title: str,
        sealed_at: datetime,
        previous: str | None = None,
        facts: Mapping[str, Json] | None = None,
    ) -> None:
        """Take the list of files.

        Raises:
            ValueError: a name is unsafe or there twice, or there are too many files.
        """
        self._files = [(check_name(file.name), file) for file in files]
        # Desks that unpack it may not tell capital letters apart.
        names = Counter(name.casefold() for name, _ in self._files)
        twice = [name for name, count in names.items() if count > 1]
        if twice or len(self._files) > FILES_MAX:
            raise ValueError(f"twice in one bundle: {twice}, files: {len(self._files)}")
        self._title, self._sealed_at = title, sealed_at
        self._previous, self._facts = previous, facts

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the ZIP; at no time is more than one file held.

        Raises:
            IntegrityFailed: a file is not what it must be; nothing of it was yielded.
        """
        archive = ZipStream(compress_type=ZIP_STORED)
        records = []
        for name, file in self._files:
            with tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES) as spool:
                records.append(await _fetch(name, file, spool))
                archive.add(_pieces(spool), name)
                for piece in archive.file():
                    yield piece
        self.manifest = Manifest.of(
            records,
            title=self._title,
            sealed_at=self._sealed_at,
            previous=self._previous,
            facts=self._facts,
        )
        archive.add(self.manifest.encode(), MANIFEST_NAME)
        archive.add(self.manifest.sums(), SUMS_NAME)
        for piece in archive.finalize():
            yield piece


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a bundle turned out to be; each list names files."""

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    problem: str | None = None
    manifest: Manifest | None = None

    @property
    def is_intact(self) -> bool:
        return not (self.changed or self.missing or self.extra or self.problem)


def verify(bundle: Path | BinaryIO, *, manifest_sha256: str | None = None) -> Verdict:
    """Prove a bundle against its own manifest, and the manifest against a hash kept elsewhere.

    Without ``manifest_sha256`` a bundle that was made anew as a whole looks intact.
    """
    try:
        with zipfile.ZipFile(bundle) as archive:
            return _verify(archive, manifest_sha256)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        return Verdict(problem=f"不是完整的归档包:{error}")


def _verify(archive: zipfile.ZipFile, manifest_sha256: str | None) -> Verdict:
    # Two entries of one name: one program shows the first, another the last.
    present = Counter(archive.namelist())
    try:
        content = _read(archive, MANIFEST_NAME, MANIFEST_BYTES_MAX)
        manifest = Manifest.parse(content)
    except (KeyError, zipfile.BadZipFile, ManifestUnreadable):
        return Verdict(problem="清单 manifest.json 缺失或已损坏")
    if manifest_sha256 is not None and sha256_hex(content) != manifest_sha256:
        return Verdict(problem="清单与登记的摘要不一致", manifest=manifest)
    listed = {record.name: record for record in manifest.files}
    expected = [*listed, SUMS_NAME]
    changed = [
        record.name
        for record in manifest.files
        if record.name in present and not _is_unchanged(archive, record)
    ]
    if SUMS_NAME in present and not _has(archive, SUMS_NAME, manifest.sums()):
        changed.append(SUMS_NAME)
    return Verdict(
        changed=tuple(changed),
        missing=tuple(name for name in expected if name not in present),
        extra=tuple(
            name
            for name, count in present.items()
            if count > 1 or (name not in listed and name not in OWN_NAMES)
        ),
        manifest=manifest,
    )


def _is_unchanged(archive: zipfile.ZipFile, record: FileRecord) -> bool:
    digest = hashlib.sha256()
    seen = 0
    try:
        with archive.open(record.name) as source:
            # A forged entry may unpack to far more than it should: stop at the first byte.
            while seen <= record.size and (piece := source.read(READ_BYTES)):
                digest.update(piece)
                seen += len(piece)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError):
        return False
    return seen == record.size and digest.hexdigest() == record.sha256


def _has(archive: zipfile.ZipFile, name: str, content: bytes) -> bool:
    try:
        return _read(archive, name, len(content)) == content
    except zipfile.BadZipFile:
        return False


def _read(archive: zipfile.ZipFile, name: str, size_max: int) -> bytes:
    with archive.open(name) as source:
        content = source.read(size_max + 1)
    if len(content) > size_max:
        raise zipfile.BadZipFile(name)
    return content


async def _fetch(name: str, file: BundleFile, spool: IO[bytes]) -> FileRecord:
    digest = hashlib.sha256()
    async for piece in file.open():
        digest.update(piece)
        spool.write(piece)
    size = spool.tell()
    if digest.hexdigest() != file.sha256:
        raise IntegrityFailed(f"{name} is not what was put")
    spool.seek(0)
    return FileRecord(name, size, file.sha256)


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(READ_BYTES):
        yield piece
