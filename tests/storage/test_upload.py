import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import urllib3

from storage import upload
from storage.hashing import sha256_hex
from storage.refusals import (
    ActiveContent,
    HashDiffers,
    ImageUnreadable,
    SizeDiffers,
    SizeNotAccepted,
    TypeDiffers,
    TypeNotAccepted,
    UploadMissing,
    UploadRefused,
)
from storage.s3 import S3Config, S3Store
from storage.upload import Declared, TakenIn
from storage.vault import Vault
from storage.workers import Workers
from tests.storage.pictures import photo

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
OWNER = UUID("01930000-0000-7000-8000-000000000001")
PHOTO = photo()
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def declared(content: bytes, content_type: str = "image/jpeg") -> Declared:
    return Declared.of(content_type, len(content), sha256_hex(content))


async def uploaded(vault: Vault, content: bytes, said: Declared) -> str:
    """Ask for an address and PUT to it, as a tablet does."""
    permit = await upload.grant(vault, said, owner=OWNER, upload=uuid4(), now=NOW)
    answer = await asyncio.to_thread(urllib3.request, "PUT", permit.url, body=content)
    assert answer.status == 200
    return permit.key


async def test_a_grant_names_ids_only_and_ends_after_five_minutes(vault: Vault) -> None:
    row = UUID("01930000-0000-7000-8000-000000000002")

    permit = await upload.grant(vault, declared(PHOTO), owner=OWNER, upload=row, now=NOW)

    assert permit.key == f"{OWNER}/{row}"
    assert permit.expires_at == datetime(2026, 11, 16, 9, 35, tzinfo=UTC)
    assert "X-Amz-Expires=300" in permit.url
    assert (permit.content_type, permit.size_max) == ("image/jpeg", len(PHOTO))


async def test_behind_a_proxy_the_address_has_the_page_s_own_origin(
    s3_config: S3Config, vault: Vault
) -> None:
    config = S3Config(
        s3_config.endpoint, s3_config.access_key, s3_config.secret_key, public_path="/objects"
    )
    store = S3Store(config)
    proxied = Vault(store, vault.buckets, vault.keyring, has_object_lock=False)

    permit = await upload.grant(proxied, declared(PHOTO), owner=OWNER, upload=uuid4(), now=NOW)

    assert permit.url.startswith(f"/objects/{vault.buckets.tmp}/{OWNER}/")
    direct = s3_config.endpoint + permit.url.removeprefix("/objects")
    answer = await asyncio.to_thread(urllib3.request, "PUT", direct, body=PHOTO)
    assert answer.status == 200
    store.close()


async def test_a_photo_is_taken_in_with_its_copies_and_evidence(
    vault: Vault, workers: Workers
) -> None:
    said = declared(PHOTO)
    key = await uploaded(vault, PHOTO, said)

    await upload.confirm(vault, key, said)
    taken = await upload.take_in(vault, key, said, workers=workers)

    assert taken.original.bucket == vault.buckets.originals
    assert await vault.get(taken.original) == PHOTO
    assert taken.evidence is not None
    assert taken.evidence.maker == "Acme"
    assert taken.view is not None
    assert taken.thumbnail is not None
    for copy, content_type in ((taken.view, "image/jpeg"), (taken.thumbnail, "image/webp")):
        assert (copy.bucket, copy.content_type) == (vault.buckets.documents, content_type)
        assert b"Acme" not in await vault.get(copy)


async def test_taking_in_twice_does_no_harm(vault: Vault, workers: Workers) -> None:
    said = declared(PHOTO)
    key = await uploaded(vault, PHOTO, said)

    first = await upload.take_in(vault, key, said, workers=workers)
    again = await upload.take_in(vault, key, said, workers=workers)
    await upload.discard(vault, key)

    assert again == first
    assert not await vault.store.exists(vault.buckets.tmp, key)


async def test_a_pdf_is_kept_as_it_came(vault: Vault, workers: Workers) -> None:
    said = declared(PDF, "application/pdf")
    key = await uploaded(vault, PDF, said)

    taken = await upload.take_in(vault, key, said, workers=workers)

    assert taken == TakenIn(taken.original)
    assert await vault.get(taken.original) == PDF


async def test_nothing_uploaded_is_missing(vault: Vault) -> None:
    with pytest.raises(UploadMissing):
        await upload.confirm(vault, f"{OWNER}/{uuid4()}", declared(PHOTO))


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"


@pytest.mark.parametrize(
    ("sent", "said", "refusal"),
    [
        (PHOTO + b"x", declared(PHOTO), SizeDiffers),
        (PHOTO[:-1], declared(PHOTO), SizeDiffers),
        (b"", declared(PHOTO), SizeDiffers),
        (PHOTO[:-1] + b"x", declared(PHOTO), HashDiffers),
        (PHOTO, declared(PHOTO, "image/png"), TypeDiffers),
        (SVG, declared(SVG, "image/png"), TypeDiffers),
        (PHOTO + b"<html>", declared(PHOTO + b"<html>"), ActiveContent),
        (PHOTO + PDF, declared(PHOTO + PDF), ActiveContent),
    ],
)
async def test_what_differs_from_its_declaration_is_refused_and_deleted(
    vault: Vault, sent: bytes, said: Declared, refusal: type[UploadRefused]
) -> None:
    key = await uploaded(vault, sent, said)

    with pytest.raises(refusal):
        await upload.confirm(vault, key, said)

    assert not await vault.store.exists(vault.buckets.tmp, key)


async def test_what_was_exchanged_after_confirming_is_not_taken_in(
    vault: Vault, workers: Workers
) -> None:
    said = declared(PHOTO)
    key = await uploaded(vault, PHOTO, said)
    await upload.confirm(vault, key, said)
    await vault.store.put(vault.buckets.tmp, key, PHOTO[:-1] + b"x")

    with pytest.raises(HashDiffers):
        await upload.take_in(vault, key, said, workers=workers)


async def test_a_damaged_photo_is_refused_and_not_kept(vault: Vault, workers: Workers) -> None:
    damaged = PHOTO[: len(PHOTO) // 2]
    said = declared(damaged)
    key = await uploaded(vault, damaged, said)

    with pytest.raises(ImageUnreadable):
        await upload.take_in(vault, key, said, workers=workers)

    assert not await vault.store.exists(vault.buckets.tmp, key)
    assert not [
        found
        async for found in vault.store.list(vault.buckets.originals)
        if said.sha256 in found.key
    ]


async def test_what_the_scanner_refuses_is_not_kept(vault: Vault, workers: Workers) -> None:
    class Infected(UploadRefused):
        code = "UPLOAD_INFECTED"
        template_zh = "文件含有病毒"

    async def scan(content: bytes) -> None:
        assert content == infected
        raise Infected

    infected = PDF + b"% infected\n%%EOF"
    said = declared(infected, "application/pdf")
    key = await uploaded(vault, infected, said)

    with pytest.raises(Infected):
        await upload.take_in(vault, key, said, workers=workers, scan=scan)

    assert not await vault.store.exists(vault.buckets.tmp, key)
    assert not [
        found
        async for found in vault.store.list(vault.buckets.originals)
        if said.sha256 in found.key
    ]


@pytest.mark.parametrize(
    ("content_type", "size", "sha256", "refusal"),
    [
        ("image/svg+xml", 10, "a" * 64, TypeNotAccepted),
        ("image/png", 0, "a" * 64, SizeNotAccepted),
        ("image/png", 10 * 1024 * 1024 + 1, "a" * 64, SizeNotAccepted),
        ("image/png", 10, "A" * 64, HashDiffers),
    ],
)
def test_a_declaration_outside_the_limits_gets_no_address(
    content_type: str, size: int, sha256: str, refusal: type[UploadRefused]
) -> None:
    with pytest.raises(refusal):
        Declared.of(content_type, size, sha256)
