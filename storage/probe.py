"""Find out at start what an S3 endpoint can do; what it merely claims does not count."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED

from storage.store import (
    Capabilities,
    CapabilityMissing,
    ObjectMissing,
    ObjectStore,
    StorageFailure,
    StoreUnavailable,
)

Call = Callable[..., Awaitable[Any]]
_NAMES_ZH = {"versioning": "版本控制", "object_lock": "对象锁定", "checksum": "上传校验"}
# The MD5 of nothing: wrong for every body that has a byte.
_WRONG_MD5 = "1B2M2Y8AsgTpgAmY7PhCfg=="


async def probe(client: Minio, call: Call, http: urllib3.PoolManager, bucket: str) -> Capabilities:
    """Ask for versioning and object lock, and send a body with a wrong checksum.

    Raises:
        ObjectMissing: there is no such bucket.
        StoreUnavailable: no answer; an outage says nothing about capabilities.
    """
    if not await call(client.bucket_exists, bucket_name=bucket):
        raise ObjectMissing(bucket)
    return Capabilities(
        versioning=await _answers(call, lambda: _is_versioned(client, bucket)),
        object_lock=await has_object_lock(client, call, bucket),
        checksum=await _refuses_wrong_checksum(client, call, http, bucket),
    )


async def has_object_lock(client: Minio, call: Call, bucket: str) -> bool:
    """Tell whether retention set on an object of this bucket binds the server.

    Raises:
        StoreUnavailable: no answer.
    """
    return await _answers(call, lambda: _is_locked(client, bucket))


async def require(store: ObjectStore, buckets: tuple[str, ...]) -> None:
    """Refuse to start where kept objects could be changed or deleted (for production).

    Raises:
        CapabilityMissing: names each bucket and what it lacks, in Chinese.
    """
    problems = []
    for bucket in buckets:
        able = await store.capabilities(bucket)
        problems += [
            f"存储桶 {bucket} 缺少{name_zh}能力"
            for name, name_zh in _NAMES_ZH.items()
            if not getattr(able, name)
        ]
    if problems:
        raise CapabilityMissing(";".join(problems))


def _is_versioned(client: Minio, bucket: str) -> bool:
    return bool(client.get_bucket_versioning(bucket_name=bucket).status == ENABLED)


def _is_locked(client: Minio, bucket: str) -> bool:
    # Raises when the bucket was made without lock; an empty default rule is no lack.
    client.get_object_lock_config(bucket_name=bucket)
    # A server that does not know the question answers it with a list of objects. Locks
    # need versions, and of those it cannot pretend to have any.
    return _is_versioned(client, bucket)


async def _answers(call: Call, question: Callable[[], bool]) -> bool:
    try:
        return bool(await call(question))
    except StoreUnavailable:
        raise
    except StorageFailure:
        return False


async def _refuses_wrong_checksum(
    client: Minio, call: Call, http: urllib3.PoolManager, bucket: str
) -> bool:
    key = f"probe/{secrets.token_hex(16)}"
    url = await call(client.presigned_put_object, bucket, key, timedelta(minutes=1))
    answer = await call(
        http.request, "PUT", url, body=b"probe", headers={"Content-MD5": _WRONG_MD5}
    )
    if answer.status == HTTPStatus.OK:
        await call(client.remove_object, bucket_name=bucket, object_name=key)
        return False
    return bool(answer.status == HTTPStatus.BAD_REQUEST)
