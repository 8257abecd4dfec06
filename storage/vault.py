"""The vault: the door through which the rest of the system keeps and reads objects.

``put_sealed`` names content by its hash, encrypts it and puts it where its kind belongs;
the caller keeps the StoredObject with its own row, for the store forgets types and names.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, BinaryIO, cast

from storage import crypto
from storage.crypto import Header, Keyring, KeyUnknown, Opener
from storage.hashing import sha256_hex
from storage.names import Buckets, Kind, content_key
from storage.store import CapabilityMissing, IntegrityFailed, ObjectMissing, ObjectStat, ObjectStore

GET_BYTES_MAX = 64 * 1024 * 1024
SPOOL_MEMORY_BYTES = 8 * 1024 * 1024

Content = bytes | AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class StoredObject:
    """Where content is kept and how to know it again; size and hash are of the content."""

    sha256: str
    size: int
    bucket: str
    key: str
    content_type: str
    encryption_key_id: str | None
    version_id: str | None = None


class Vault:
    """Keep content under its hash, encrypted, and give it back proved."""

    def __init__(
        self, store: ObjectStore, buckets: Buckets, keyring: Keyring, *, has_object_lock: bool
    ) -> None:
        """Bring store, buckets and master keys together, and what the probe found."""
        self.store = store
        self.buckets = buckets
        self.keyring = keyring
        self.has_object_lock = has_object_lock

    async def put_sealed(
        self,
        content: Content,
        kind: Kind,
        *,
        content_type: str,
        retain_until: datetime | None = None,
    ) -> StoredObject:
        """Keep content once, however often it is put; doing it twice does no harm.

        Equal content shares one object, so an object may be deleted only when no row
        names it any more. ``retain_until`` forbids deletion from the first moment and
        prolongs the retention of what is already there; where the store has no object
        lock it has no effect, which the archive page must say.

        Raises:
            StorageFailure: not kept; put it again.
        """
        locked_until = retain_until if self.has_object_lock else None
        with tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES) as spool:
            sha256, size = await _spool(content, spool)
            wanted = StoredObject(
                sha256,
                size,
                self.buckets.for_kind(kind),
                content_key(sha256, is_encrypted=kind.is_encrypted),
                content_type,
                self.keyring.active_id if kind.is_encrypted else None,
            )
            kept = await self._find(wanted)
            if kept is None:
                return await self._write(wanted, cast("BinaryIO", spool), locked_until)
        if locked_until is not None:
            await self.retain(kept, locked_until)
        return kept

    async def get(self, stored: StoredObject) -> bytes:
        """Read whole content into memory, at most 64 MiB.

        Raises:
            ObjectMissing: it is gone.
            IntegrityFailed: it is not what was put.
            ValueError: too large; use ``open``.
        """
        if stored.size > GET_BYTES_MAX:
            raise ValueError(f"{stored.size} bytes: open it as a stream")
        return b"".join([piece async for piece in self.open(stored)])

    async def open(
        self, stored: StoredObject, *, offset: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Stream content or a part of it.

        A sealed object proves every piece before it is given out. The hash of the whole is
        compared at the end, so a reader of plain objects must not trust before the end.

        Raises:
            ObjectMissing: it is gone.
            IntegrityFailed: it is not what was put.
            ValueError: the part lies outside the content.
        """
        end = stored.size if length is None else offset + length
        if not 0 <= offset <= end <= stored.size:
            raise ValueError(f"{offset}..{end} is outside of {stored.size} bytes")
        reader = self._plain if stored.encryption_key_id is None else self._unsealed
        is_whole = (offset, end) == (0, stored.size)

        digest = hashlib.sha256()
        seen = 0
        async with aclosing(reader(stored, offset, end)) as pieces:
            async for piece in pieces:
                digest.update(piece)
                seen += len(piece)
                yield piece
        if seen != end - offset or (is_whole and digest.hexdigest() != stored.sha256):
            raise IntegrityFailed(f"{stored.bucket}/{stored.key} is not what was put")

    async def retain(self, stored: StoredObject, until: datetime) -> None:
        """Forbid deletion until a moment, unless it is already forbidden for longer.

        Raises:
            CapabilityMissing: the store has no object lock.
        """
        if not self.has_object_lock:
            raise CapabilityMissing(f"{stored.bucket} has no object lock")
        now = await self.store.stat(stored.bucket, stored.key, version_id=stored.version_id)
        if now.retain_until is None or now.retain_until < until:
            await self.store.retain(stored.bucket, stored.key, until, version_id=stored.version_id)

    async def rewrap(self, stored: StoredObject) -> StoredObject:
        """Move an object to the active master key; keep the returned object in its row.

        The chunks are copied as they are. In a locked bucket the old version stays until
        its retention ends, and so must the old master key.
        """
        if stored.encryption_key_id in (None, self.keyring.active_id):
            return stored
        header, body_start = await self._header(stored)
        fresh = crypto.rewrap(header, self.keyring)
        now = await self.store.stat(stored.bucket, stored.key, version_id=stored.version_id)
        with tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES) as spool:
            spool.write(fresh.encode())
            async for piece in self.store.open(
                stored.bucket, stored.key, offset=body_start, version_id=stored.version_id
            ):
                spool.write(piece)
            spool.seek(0)
            written = await self.store.put(
                stored.bucket, stored.key, cast("BinaryIO", spool), retain_until=now.retain_until
            )
        return replace(stored, encryption_key_id=fresh.key_id, version_id=written.version_id)

    async def _find(self, wanted: StoredObject) -> StoredObject | None:
        """Find the same content already kept in a form that this keyring can open."""
        try:
            found = await self.store.stat(wanted.bucket, wanted.key)
            if wanted.encryption_key_id is None:
                is_same = found.size == wanted.size
                return replace(wanted, version_id=found.version_id) if is_same else None
            return await self._find_sealed(wanted, found)
        except ObjectMissing:
            return None

    async def _find_sealed(self, wanted: StoredObject, found: ObjectStat) -> StoredObject | None:
        there = replace(wanted, version_id=found.version_id)
        try:
            header, _ = await self._header(there)
            Opener(header, self.keyring)
        except (IntegrityFailed, KeyUnknown):
            # Nobody could read it: write it anew.
            return None
        if found.size != header.sealed_size:
            return None
        return replace(there, encryption_key_id=header.key_id)

    async def _write(
        self, wanted: StoredObject, source: BinaryIO, retain_until: datetime | None
    ) -> StoredObject:
        source.seek(0)
        if wanted.encryption_key_id is None:
            return await self._put(wanted, source, retain_until)
        with tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES) as sealed:
            await asyncio.to_thread(self._seal, wanted, source, sealed)
            return await self._put(wanted, cast("BinaryIO", sealed), retain_until)

    async def _put(
        self, wanted: StoredObject, body: BinaryIO, retain_until: datetime | None
    ) -> StoredObject:
        # A sealed object is no picture and no page, whatever it holds.
        outside = (
            wanted.content_type if wanted.encryption_key_id is None else "application/octet-stream"
        )
        written = await self.store.put(
            wanted.bucket, wanted.key, body, content_type=outside, retain_until=retain_until
        )
        return replace(wanted, version_id=written.version_id)

    def _seal(self, wanted: StoredObject, source: BinaryIO, target: IO[bytes]) -> None:
        for piece in crypto.seal(
            source, sha256=wanted.sha256, size=wanted.size, keyring=self.keyring
        ):
            target.write(piece)
        target.seek(0)

    async def _header(self, stored: StoredObject) -> tuple[Header, int]:
        start = await self.store.get(
            stored.bucket,
            stored.key,
            size_max=crypto.HEADER_BYTES_MAX,
            version_id=stored.version_id,
        )
        header, body_start = Header.parse(start)
        # Else one sealed object could be laid over another.
        if (header.sha256, header.size) != (stored.sha256, stored.size):
            raise IntegrityFailed(f"{stored.bucket}/{stored.key} holds other content")
        return header, body_start

    async def _plain(
        self, stored: StoredObject, start: int, end: int
    ) -> AsyncGenerator[bytes, None]:
        if start == end:
            return
        async for piece in self.store.open(
            stored.bucket,
            stored.key,
            offset=start,
            length=end - start,
            version_id=stored.version_id,
        ):
            yield piece

    async def _unsealed(
        self, stored: StoredObject, start: int, end: int
    ) -> AsyncGenerator[bytes, None]:
        header, body_start = await self._header(stored)
        opener = Opener(header, self.keyring)
        number = start // header.chunk_bytes
        last = max(number, (end - 1) // header.chunk_bytes)
        sealed = self.store.open(
            stored.bucket,
            stored.key,
            offset=body_start + header.chunk_start(number),
            length=header.chunk_start(last + 1) - header.chunk_start(number),
            version_id=stored.version_id,
        )
        async for piece in _recut(sealed, header.chunk_start(1)):
            plain = opener.chunk(number, piece)
            at = number * header.chunk_bytes
            yield plain[max(0, start - at) : max(0, end - at)]
            number += 1


async def _spool(content: Content, spool: IO[bytes]) -> tuple[str, int]:
    if isinstance(content, bytes):
        spool.write(content)
        return await asyncio.to_thread(sha256_hex, content), len(content)
    digest = hashlib.sha256()
    size = 0
    async for piece in content:
        digest.update(piece)
        size += len(piece)
        spool.write(piece)
    return digest.hexdigest(), size


async def _recut(pieces: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    """Cut a stream into pieces of one size; the last may be shorter."""
    buffer = bytearray()
    async for piece in pieces:
        buffer += piece
        while len(buffer) >= size:
            yield bytes(buffer[:size])
            del buffer[:size]
    if buffer:
        yield bytes(buffer)
