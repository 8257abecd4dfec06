"""Direct uploads (上传): grant an address, confirm what arrived, take it in.

grant    -> the client PUTs into tmp by itself
confirm  -> size, hash and type are what was declared; still in tmp
take_in  -> scanned, kept encrypted as the original, with its viewing copies (a worker's job)
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from storage import images
from storage.content import ContentType, accept_type, check_content, check_size
from storage.hashing import is_sha256, sha256_hex
from storage.images import ImageEvidence
from storage.names import Kind, upload_key
from storage.refusals import HashDiffers, SizeDiffers, UploadMissing, UploadRefused
from storage.store import ObjectMissing
from storage.vault import StoredObject, Vault
from storage.workers import Workers

GRANT_LIFETIME = timedelta(minutes=5)

Scan = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a client says it is about to upload."""

    content_type: ContentType
    size: int
    sha256: str

    @classmethod
    def of(cls, content_type: str, size: int, sha256: str) -> "Declared":
        """Accept a declaration.

        Raises:
            TypeNotAccepted: the type is none of ours.
            SizeNotAccepted: nothing, or more than the type's limit.
            HashDiffers: the hash has not the form of a SHA-256.
        """
        kind = accept_type(content_type)
        check_size(kind, size)
        if not is_sha256(sha256):
            raise HashDiffers
        return cls(kind, size, sha256)


@dataclass(frozen=True, slots=True)
class UploadGrant:
    """Permission to PUT one object, once made known only to its owner."""

    key: str
    url: str
    content_type: str
    size_max: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An upload that was kept: the original, and for a picture its copies and evidence."""

    original: StoredObject
    view: StoredObject | None = None
    thumbnail: StoredObject | None = None
    evidence: ImageEvidence | None = None


async def grant(
    vault: Vault, declared: Declared, *, owner: UUID, upload: UUID, now: datetime
) -> UploadGrant:
    """Give an address that accepts one PUT target for five minutes.

    The address does not bind the size; a proxy in front caps the body at ``size_max`` and
    ``confirm`` refuses what differs. ``upload`` is the id of the caller's own row.
    """
    key = upload_key(owner, upload)
    url = await vault.store.presign_put(vault.buckets.tmp, key, lifetime=GRANT_LIFETIME)
    return UploadGrant(key, url, declared.content_type, declared.size, now + GRANT_LIFETIME)


async def confirm(vault: Vault, key: str, declared: Declared) -> None:
    """Check that what arrived is what was declared; it stays in tmp for ``take_in``.

    Raises:
        UploadMissing: nothing arrived, or it was swept away.
        SizeDiffers, HashDiffers, TypeDiffers, ActiveContent: not what was declared; deleted.
    """
    async with _refusal_discards(vault, key):
        await _checked(vault, key, declared)


async def take_in(
    vault: Vault,
    key: str,
    declared: Declared,
    *,
    workers: Workers,
    scan: Scan | None = None,
    retain_until: datetime | None = None,
) -> TakenIn:
    """Check again, scan, keep the original encrypted and make the viewing copies.

    Everything is checked anew, for the address may have been used twice before it expired.
    May be done twice without harm: content is kept by its hash, and tmp is left as it is;
    ``discard`` it when the row that names the result is written. ``scan`` raises to refuse.

    Raises:
        UploadRefused: see ``confirm``; also ImageUnreadable and ImageTooLarge.
    """
    async with _refusal_discards(vault, key):
        content = await _checked(vault, key, declared)
        if scan is not None:
            await scan(content)
        if not declared.content_type.is_image:
            return TakenIn(await _keep(vault, content, declared, retain_until))
        made = await workers.run(images.ingest, content)
    return TakenIn(
        original=await _keep(vault, content, declared, retain_until),
        view=await vault.put_sealed(made.view, Kind.DERIVED, content_type="image/jpeg"),
        thumbnail=await vault.put_sealed(made.thumbnail, Kind.DERIVED, content_type="image/webp"),
        evidence=made.evidence,
    )


async def discard(vault: Vault, key: str) -> None:
    """Delete an upload that was refused or given up; no harm if it is gone."""
    await vault.store.delete(vault.buckets.tmp, key)


@asynccontextmanager
async def _refusal_discards(vault: Vault, key: str) -> AsyncIterator[None]:
    try:
        yield
    except UploadRefused:
        await discard(vault, key)
        raise


async def _keep(
    vault: Vault, content: bytes, declared: Declared, retain_until: datetime | None
) -> StoredObject:
    return await vault.put_sealed(
        content, Kind.ORIGINAL, content_type=declared.content_type, retain_until=retain_until
    )


async def _checked(vault: Vault, key: str, declared: Declared) -> bytes:
    tmp = vault.buckets.tmp
    try:
        found = await vault.store.stat(tmp, key)
        if found.size != declared.size:
            raise SizeDiffers(declared=declared.size, size=found.size)
        content = await vault.store.get(tmp, key, size_max=declared.size)
    except ObjectMissing:
        raise UploadMissing from None
    if await asyncio.to_thread(sha256_hex, content) != declared.sha256:
        raise HashDiffers
    await asyncio.to_thread(check_content, declared.content_type, content)
    return content
