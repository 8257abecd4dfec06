"""What every S3 endpoint must do for us; run it against yours (see conftest)."""

import asyncio
import secrets
import time
import urllib.parse
from datetime import UTC, datetime, timedelta

import pytest
import urllib3

from storage import probe
from storage.names import Buckets
from storage.retention import Provisioned, provision
from storage.s3 import S3Config, S3Store
from storage.store import (
    AccessRefused,
    CapabilityMissing,
    ObjectLocked,
    ObjectMissing,
    StorageFailure,
    StoreUnavailable,
)

MINUTE = timedelta(minutes=1)


async def http(method: str, url: str, body: bytes | None = None) -> urllib3.BaseHTTPResponse:
    return await asyncio.to_thread(urllib3.request, method, url, body=body)


@pytest.fixture
def bucket(provisioned: dict[str, Provisioned], buckets: Buckets) -> str:
    return buckets.tmp


@pytest.fixture
def locked(provisioned: dict[str, Provisioned], buckets: Buckets, has_object_lock: None) -> str:
    return buckets.archive


@pytest.fixture
def key() -> str:
    return f"contract/{secrets.token_hex(8)}/借款合同 1.pdf"


async def test_what_was_put_is_given_back(store: S3Store, bucket: str, key: str) -> None:
    content = "合同正文".encode() * 50_000

    put = await store.put(bucket, key, content, content_type="application/pdf")

    assert await store.get(bucket, key, size_max=len(content)) == content
    stat = await store.stat(bucket, key)
    assert (put.size, stat.size) == (len(content), len(content))
    assert stat.content_type == "application/pdf"


async def test_an_empty_object_is_an_object(store: S3Store, bucket: str, key: str) -> None:
    await store.put(bucket, key, b"")

    assert (await store.stat(bucket, key)).size == 0
    assert [piece async for piece in store.open(bucket, key)] == []


async def test_a_large_object_goes_up_in_parts(store: S3Store, bucket: str, key: str) -> None:
    content = secrets.token_bytes(20 * 1024 * 1024)

    await store.put(bucket, key, content)

    assert await store.get(bucket, key, size_max=len(content)) == content


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ((0, 1), b"0"),
        ((3, 4), b"3456"),
        ((9, 1), b"9"),
        ((4, None), b"456789"),
        ((8, 99), b"89"),
    ],
)
async def test_a_part_can_be_read(
    store: S3Store, bucket: str, key: str, part: tuple[int, int | None], expected: bytes
) -> None:
    await store.put(bucket, key, b"0123456789")

    stream = store.open(bucket, key, offset=part[0], length=part[1])

    assert b"".join([piece async for piece in stream]) == expected


async def test_a_stream_may_be_left_early(store: S3Store, bucket: str, key: str) -> None:
    await store.put(bucket, key, secrets.token_bytes(4 * 1024 * 1024))

    for _ in range(40):
        stream = store.open(bucket, key)
        await anext(stream)
        await stream.aclose()

    assert await store.exists(bucket, key)


async def test_what_is_not_there_is_missing(store: S3Store, bucket: str, key: str) -> None:
    assert not await store.exists(bucket, key)
    with pytest.raises(ObjectMissing):
        await store.stat(bucket, key)
    with pytest.raises(ObjectMissing):
        await store.get(bucket, key, size_max=1)
    with pytest.raises(ObjectMissing):
        await store.copy(bucket, key, bucket, f"{key}.copy")
    with pytest.raises(ObjectMissing):
        await store.get("no-such-bucket-here", key, size_max=1)


async def test_a_copy_stays_when_its_source_is_deleted(
    store: S3Store, bucket: str, key: str
) -> None:
    await store.put(bucket, key, b"one")

    await store.copy(bucket, key, bucket, f"{key}.copy")
    await store.delete(bucket, key)

    assert not await store.exists(bucket, key)
    assert await store.get(bucket, f"{key}.copy", size_max=3) == b"one"


async def test_deleting_nothing_is_no_failure(store: S3Store, bucket: str, key: str) -> None:
    await store.delete(bucket, key)

    assert not await store.exists(bucket, key)


async def test_a_list_has_all_names_below_a_prefix_and_no_others(
    store: S3Store, bucket: str
) -> None:
    prefix = f"list/{secrets.token_hex(4)}"
    names = [f"{prefix}/{folder}/{number}" for folder in ("甲", "乙") for number in range(3)]
    for name in [*names, f"{prefix}x/other"]:
        await store.put(bucket, name, b"x")

    listed = [found.key async for found in store.list(bucket, f"{prefix}/")]

    assert sorted(listed) == sorted(names)


async def test_a_presigned_put_takes_one_object(store: S3Store, bucket: str, key: str) -> None:
    url = await store.presign_put(bucket, key, lifetime=MINUTE)

    answer = await http("PUT", url, b"from a tablet")

    assert answer.status == 200
    assert await store.get(bucket, key, size_max=99) == b"from a tablet"


async def test_a_presigned_get_downloads_under_its_chinese_name(
    store: S3Store, bucket: str, key: str
) -> None:
    await store.put(bucket, key, b"%PDF-", content_type="text/html")

    url = await store.presign_get(
        bucket, key, lifetime=MINUTE, content_type="application/pdf", file_name='合同"1.pdf'
    )
    answer = await http("GET", url)

    assert (answer.status, answer.data) == (200, b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C%221.pdf"
    )


async def test_a_presigned_address_serves_no_other_object(
    store: S3Store, bucket: str, key: str
) -> None:
    await store.put(bucket, f"{key}.secret", b"secret")
    url = await store.presign_put(bucket, key, lifetime=MINUTE)
    path = urllib.parse.urlsplit(url).path

    other = await http("PUT", url.replace(path, f"{path}.secret"), b"overwritten")
    read = await http("GET", url)

    assert other.status in (400, 403)
    assert read.status in (400, 403)
    assert await store.get(bucket, f"{key}.secret", size_max=99) == b"secret"


async def test_a_presigned_address_ends(store: S3Store, bucket: str, key: str) -> None:
    url = await store.presign_put(bucket, key, lifetime=timedelta(seconds=1))

    await asyncio.sleep(2.2)
    answer = await http("PUT", url, b"too late")

    assert answer.status in (400, 403)
    assert not await store.exists(bucket, key)


async def test_a_stranger_is_refused(
    store: S3Store, s3_config: S3Config, bucket: str, key: str
) -> None:
    await store.put(bucket, key, b"secret")
    path = urllib.parse.quote(f"/{bucket}/{key}")

    answer = await http("GET", f"{s3_config.endpoint}{path}")

    assert answer.status in (400, 403)
    assert b"secret" not in answer.data


async def test_a_wrong_secret_is_refused(s3_config: S3Config, bucket: str, key: str) -> None:
    thief = S3Store(S3Config(s3_config.endpoint, s3_config.access_key, "wrong" * 4))

    with pytest.raises(AccessRefused):
        await thief.put(bucket, key, b"x")
    thief.close()


async def test_a_dead_store_is_unavailable_within_five_seconds(s3_config: S3Config) -> None:
    dead = S3Store(S3Config("http://127.0.0.1:1", "key", "secret-secret"))
    started = time.monotonic()

    with pytest.raises(StoreUnavailable):
        await dead.exists("bucket", "key")

    assert time.monotonic() - started < 5
    dead.close()


async def test_provisioning_again_changes_nothing(
    store: S3Store, buckets: Buckets, provisioned: dict[str, Provisioned]
) -> None:
    again = await provision(store, buckets)

    assert {ready.bucket: ready for ready in again} == provisioned


async def test_a_wrong_checksum_is_refused(
    provisioned: dict[str, Provisioned], buckets: Buckets
) -> None:
    assert all(provisioned[bucket].capabilities.checksum for bucket in buckets.kept)


async def test_production_refuses_a_bucket_that_keeps_no_versions(
    store: S3Store, buckets: Buckets, provisioned: dict[str, Provisioned]
) -> None:
    with pytest.raises(CapabilityMissing, match=f"{buckets.tmp} 缺少版本控制能力"):
        await probe.require(store, (buckets.tmp,))


async def test_production_accepts_buckets_with_every_capability(
    store: S3Store, buckets: Buckets, has_object_lock: None
) -> None:
    await probe.require(store, buckets.kept)


async def test_an_overwritten_version_can_still_be_read(
    store: S3Store, buckets: Buckets, key: str, has_versioning: None
) -> None:
    first = await store.put(buckets.documents, key, b"first")
    second = await store.put(buckets.documents, key, b"second")

    old = await store.get(buckets.documents, key, size_max=9, version_id=first.version_id)

    assert old == b"first"
    assert first.version_id != second.version_id
    await store.delete(buckets.documents, key)
    assert not await store.exists(buckets.documents, key)
    still = await store.get(buckets.documents, key, size_max=9, version_id=second.version_id)
    assert still == b"second"


async def test_a_locked_version_cannot_be_deleted_nor_its_time_shortened(
    store: S3Store, locked: str, key: str
) -> None:
    """INV-45: nothing signed can be deleted; INV-59."""
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=2)
    put = await store.put(locked, key, b"sealed", retain_until=until)

    with pytest.raises(ObjectLocked):
        await store.delete(locked, key, version_id=put.version_id)
    with pytest.raises(StorageFailure):
        await store.retain(locked, key, until - MINUTE, version_id=put.version_id)

    assert (await store.stat(locked, key)).retain_until == until
    assert await store.get(locked, key, size_max=9, version_id=put.version_id) == b"sealed"


async def test_a_lock_can_be_prolonged(store: S3Store, locked: str, key: str) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + MINUTE
    put = await store.put(locked, key, b"sealed", retain_until=until)

    await store.retain(locked, key, until + MINUTE, version_id=put.version_id)

    assert (await store.stat(locked, key)).retain_until == until + MINUTE


async def test_where_there_is_no_lock_retention_is_refused_and_harms_nothing(
    store: S3Store, buckets: Buckets, key: str, has_no_object_lock: None
) -> None:
    await store.put(buckets.archive, key, b"sealed")

    with pytest.raises(CapabilityMissing):
        await store.retain(buckets.archive, key, datetime.now(UTC) + MINUTE)

    assert await store.get(buckets.archive, key, size_max=99) == b"sealed"
