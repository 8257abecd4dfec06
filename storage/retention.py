"""How long objects stay (保管): versions, locks and what sweeps itself away.

    tmp                             emptied after a day, no versions
    originals, documents, archive   every version kept, locked object by object

Locks are set per object when it is put, never as a bucket's default: how long is a
question of the law that applies to the content.
"""

from collections.abc import Callable
from dataclasses import dataclass

from minio.commonconfig import ENABLED, Filter
from minio.lifecycleconfig import (
    AbortIncompleteMultipartUpload,
    Expiration,
    LifecycleConfig,
    Rule,
)
from minio.versioningconfig import VersioningConfig

from storage.names import Buckets
from storage.s3 import S3Store
from storage.store import Capabilities, StorageFailure, StoreUnavailable

TMP_DAYS_MAX = 1


@dataclass(frozen=True, slots=True)
class Provisioned:
    """A bucket that is ready, and what it can do; ``sweeps`` if it empties itself."""

    bucket: str
    capabilities: Capabilities
    sweeps: bool


async def provision(store: S3Store, buckets: Buckets) -> list[Provisioned]:
    """Make the buckets as well as the endpoint can; doing it again changes nothing.

    An endpoint without versions or locks gets plain buckets; ``probe.require`` refuses
    those in production.

    Raises:
        StoreUnavailable: no answer.
        AccessRefused: this key may not make buckets.
    """
    ready = []
    for bucket in buckets.kept:
        await _make(store, bucket, is_locked=True)
        await _attempt(store, _keep_versions, bucket)
        ready.append(Provisioned(bucket, await store.capabilities(bucket), sweeps=False))
    await _make(store, buckets.tmp, is_locked=False)
    sweeps = await _attempt(store, _sweep, buckets.tmp)
    ready.append(Provisioned(buckets.tmp, await store.capabilities(buckets.tmp), sweeps=sweeps))
    return ready


async def _make(store: S3Store, bucket: str, *, is_locked: bool) -> None:
    if await store.call(store.client.bucket_exists, bucket_name=bucket):
        return
    try:
        await store.call(store.client.make_bucket, bucket_name=bucket, object_lock=is_locked)
    except StorageFailure:
        # Two replicas may start at once; the slower one finds the bucket made.
        if not await store.call(store.client.bucket_exists, bucket_name=bucket):
            raise


def _keep_versions(store: S3Store, bucket: str) -> None:
    if store.client.get_bucket_versioning(bucket_name=bucket).status != ENABLED:
        store.client.set_bucket_versioning(bucket_name=bucket, config=VersioningConfig(ENABLED))


def _sweep(store: S3Store, bucket: str) -> None:
    rule = Rule(
        status=ENABLED,
        rule_id="sweep",
        rule_filter=Filter(prefix=""),
        expiration=Expiration(days=TMP_DAYS_MAX),
        abort_incomplete_multipart_upload=AbortIncompleteMultipartUpload(
            days_after_initiation=TMP_DAYS_MAX
        ),
    )
    store.client.set_bucket_lifecycle(bucket_name=bucket, config=LifecycleConfig([rule]))


async def _attempt(store: S3Store, ask: Callable[[S3Store, str], None], bucket: str) -> bool:
    try:
        await store.call(ask, store, bucket)
    except StoreUnavailable:
        raise
    except StorageFailure:
        return False
    return True
