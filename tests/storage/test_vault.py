import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.crypto import CHUNK_BYTES, Keyring, KeyUnknown
from storage.hashing import sha256_hex
from storage.names import Kind
from storage.store import CapabilityMissing, IntegrityFailed, ObjectMissing
from storage.vault import StoredObject, Vault

PDF = "application/pdf"


def fresh(size: int = 1000) -> bytes:
    return secrets.token_bytes(size)


async def raw(vault: Vault, stored: StoredObject) -> bytes:
    return await vault.store.get(stored.bucket, stored.key, size_max=10**7)


async def overwrite(vault: Vault, stored: StoredObject, content: bytes) -> StoredObject:
    written = await vault.store.put(stored.bucket, stored.key, content)
    return replace(stored, version_id=written.version_id)


async def test_content_is_named_by_its_hash_and_given_back(vault: Vault) -> None:
    content = fresh()

    stored = await vault.put_sealed(content, Kind.DOCUMENT, content_type=PDF)

    digest = sha256_hex(content)
    assert stored == StoredObject(
        sha256=digest,
        size=1000,
        bucket=vault.buckets.documents,
        key=f"sha256/{digest[:2]}/{digest[2:4]}/{digest}.sealed",
        content_type=PDF,
        encryption_key_id="2026",
        version_id=stored.version_id,
    )
    assert await vault.get(stored) == content


@pytest.mark.parametrize("kind", [Kind.ORIGINAL, Kind.DERIVED, Kind.DOCUMENT, Kind.BUNDLE])
async def test_personal_information_is_not_readable_in_the_store(vault: Vault, kind: Kind) -> None:
    content = b"name on an identity card " + fresh(8).hex().encode()

    stored = await vault.put_sealed(content, kind, content_type=PDF)

    kept = await raw(vault, stored)
    assert b"identity card" not in kept
    assert stored.bucket == vault.buckets.for_kind(kind)


async def test_an_asset_is_kept_as_it_is(vault: Vault) -> None:
    content = fresh()

    stored = await vault.put_sealed(content, Kind.ASSET, content_type="font/ttf")

    assert await raw(vault, stored) == content
    assert await vault.get(stored) == content
    assert stored.encryption_key_id is None


async def test_equal_content_is_kept_once(vault: Vault) -> None:
    content = fresh()
    first = await vault.put_sealed(content, Kind.DOCUMENT, content_type=PDF)
    before = await raw(vault, first)

    again = await vault.put_sealed(content, Kind.DOCUMENT, content_type=PDF)

    assert again == first
    assert await raw(vault, again) == before


async def test_a_stream_is_kept_like_bytes(vault: Vault) -> None:
    pieces = [fresh(CHUNK_BYTES), fresh(17), b"", fresh(3)]

    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    stored = await vault.put_sealed(stream(), Kind.BUNDLE, content_type="application/zip")

    assert stored.sha256 == sha256_hex(b"".join(pieces))
    assert await vault.get(stored) == b"".join(pieces)


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
)
async def test_every_size_survives_the_edges_of_its_chunks(vault: Vault, size: int) -> None:
    content = fresh(size)

    stored = await vault.put_sealed(content, Kind.DOCUMENT, content_type=PDF)

    assert await vault.get(stored) == content


@pytest.mark.parametrize(
    ("offset", "length"),
    [(0, 5), (CHUNK_BYTES - 2, 4), (CHUNK_BYTES, 1), (2 * CHUNK_BYTES + 5, None), (7, 0)],
)
@pytest.mark.parametrize("kind", [Kind.DOCUMENT, Kind.ASSET])
async def test_a_part_can_be_read_alone(
    vault: Vault, kind: Kind, offset: int, length: int | None
) -> None:
    content = fresh(2 * CHUNK_BYTES + 100)
    stored = await vault.put_sealed(content, kind, content_type=PDF)

    part = b"".join([p async for p in vault.open(stored, offset=offset, length=length)])

    assert part == content[offset : None if length is None else offset + length]


@pytest.mark.parametrize(("offset", "length"), [(-1, 2), (999, 2), (1001, None)])
async def test_a_part_outside_the_content_is_refused(
    vault: Vault, offset: int, length: int | None
) -> None:
    stored = await vault.put_sealed(fresh(), Kind.DOCUMENT, content_type=PDF)

    with pytest.raises(ValueError, match="outside"):
        await anext(vault.open(stored, offset=offset, length=length))


async def test_any_flipped_bit_is_found(vault: Vault) -> None:
    stored = await vault.put_sealed(fresh(), Kind.DOCUMENT, content_type=PDF)
    kept = await raw(vault, stored)

    for position in (0, 8, 20, 60, 200, len(kept) - 1000, len(kept) - 1):
        forged = bytearray(kept)
        forged[position] ^= 1
        changed = await overwrite(vault, stored, bytes(forged))
        with pytest.raises((IntegrityFailed, KeyUnknown)):
            await vault.get(changed)


async def test_an_object_cut_short_is_found(vault: Vault) -> None:
    for kind in (Kind.DOCUMENT, Kind.ASSET):
        stored = await vault.put_sealed(fresh(2 * CHUNK_BYTES), kind, content_type=PDF)
        kept = await raw(vault, stored)

        cut = await overwrite(vault, stored, kept[: len(kept) - CHUNK_BYTES - 16])

        with pytest.raises(IntegrityFailed):
            await vault.get(cut)


async def test_one_object_cannot_stand_for_another(vault: Vault) -> None:
    one = await vault.put_sealed(fresh(), Kind.DOCUMENT, content_type=PDF)
    other = await vault.put_sealed(fresh(), Kind.DOCUMENT, content_type=PDF)

    exchanged = await overwrite(vault, one, await raw(vault, other))

    with pytest.raises(IntegrityFailed):
        await vault.get(exchanged)


async def test_a_changed_asset_is_found(vault: Vault) -> None:
    stored = await vault.put_sealed(fresh(), Kind.ASSET, content_type="font/ttf")

    changed = await overwrite(vault, stored, fresh())

    with pytest.raises(IntegrityFailed):
        await vault.get(changed)


async def test_a_lost_object_is_missing(vault: Vault) -> None:
    stored = await vault.put_sealed(fresh(), Kind.DOCUMENT, content_type=PDF)

    await vault.store.delete(stored.bucket, stored.key, version_id=stored.version_id)

    with pytest.raises(ObjectMissing):
        await vault.get(stored)


async def test_damage_is_mended_by_putting_the_content_again(vault: Vault) -> None:
    content = fresh()
    stored = await vault.put_sealed(content, Kind.DOCUMENT, content_type=PDF)
    await overwrite(vault, stored, b"rubbish")

    again = await vault.put_sealed(content, Kind.DOCUMENT, content_type=PDF)

    assert await vault.get(again) == content


async def test_a_new_master_key_opens_what_the_old_one_sealed(vault: Vault) -> None:
    content = fresh(CHUNK_BYTES + 1)
    stored = await vault.put_sealed(content, Kind.DOCUMENT, content_type=PDF)
    both = Keyring("2027", {**vault.keyring.keys, "2027": secrets.token_bytes(32)})
    rotated = Vault(vault.store, vault.buckets, both, has_object_lock=vault.has_object_lock)

    moved = await rotated.rewrap(stored)

    assert (moved.encryption_key_id, moved.sha256) == ("2027", stored.sha256)
    assert await rotated.get(moved) == content
    only_new = Keyring("2027", {"2027": both.keys["2027"]})
    later = Vault(vault.store, vault.buckets, only_new, has_object_lock=vault.has_object_lock)
    assert await later.get(moved) == content
    assert await later.rewrap(moved) == moved
    with pytest.raises(KeyUnknown):
        await vault.get(moved)


async def test_retention_without_a_lock_is_refused_and_said(
    vault: Vault, has_no_object_lock: None
) -> None:
    until = datetime.now(UTC) + timedelta(minutes=1)
    content = fresh()

    stored = await vault.put_sealed(content, Kind.BUNDLE, content_type=PDF, retain_until=until)

    with pytest.raises(CapabilityMissing):
        await vault.retain(stored, until)
    assert await vault.get(stored) == content


async def test_putting_again_prolongs_the_retention_and_never_shortens_it(
    vault: Vault, has_object_lock: None
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
    later = until + timedelta(minutes=1)
    content = fresh()

    for wanted, expected in ((until, until), (later, later), (until, later)):
        stored = await vault.put_sealed(content, Kind.BUNDLE, content_type=PDF, retain_until=wanted)
        found = await vault.store.stat(stored.bucket, stored.key, version_id=stored.version_id)
        assert found.retain_until == expected
