"""The store over any S3 server, through the MinIO SDK.

The SDK blocks, so every call runs in a thread of an own, bounded pool.
"""

import asyncio
import io
import urllib.parse
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, TypeVar

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE, CopySource
from minio.error import MinioException
from minio.retention import Retention

from storage import probe
from storage.s3_failures import failure_of
from storage.store import Capabilities, CapabilityMissing, ObjectMissing, ObjectStat

T = TypeVar("T")

READ_BYTES = 256 * 1024
PART_BYTES = 16 * 1024 * 1024
PAGE_OBJECTS = 200


@dataclass(frozen=True, slots=True)
class S3Config:
    """How to reach an S3 server; ``endpoint`` is a URL without a path.

    ``public_path`` is the same-origin path (for instance ``/objects``) under which a proxy
    hands presigned requests on to ``endpoint``, with ``Host`` set to it: the signature
    covers the host. Without it presigned addresses are absolute.
    """

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    public_path: str | None = None
    connect_seconds_max: float = 1.5
    read_seconds_max: float = 4.0
    threads: int = 16

    def __post_init__(self) -> None:
        """Refuse an address that the SDK would read differently."""
        parts = urllib.parse.urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise ValueError(f"not the URL of an S3 server: {self.endpoint!r}")


class S3Store:
    """An ObjectStore; close it when done."""

    def __init__(self, config: S3Config) -> None:
        """Prepare connections; nothing is sent yet."""
        self._config = config
        self._http = urllib3.PoolManager(
            maxsize=config.threads,
            timeout=urllib3.Timeout(
                connect=config.connect_seconds_max, read=config.read_seconds_max
            ),
            # A connection that was never made may be tried again without harm; all other
            # retries belong to the worker, or an outage would hold a request for a minute.
            retries=urllib3.Retry(connect=1, read=0, redirect=0, status=0, other=0),
        )
        address = urllib.parse.urlsplit(config.endpoint)
        self.client = Minio(
            endpoint=address.netloc,
            access_key=config.access_key,
            secret_key=config.secret_key,
            secure=address.scheme == "https",
            # Given, or the SDK asks the server for it before the first call.
            region=config.region,
            http_client=self._http,
        )
        self._lockable: set[str] = set()
        self._threads = ThreadPoolExecutor(config.threads, thread_name_prefix="s3")

    def close(self) -> None:
        """Give connections and threads back."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._http.clear()

    async def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run one blocking SDK call in the pool, its errors turned into ours."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, partial(function, *args, **kwargs))
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise failure_of(error) from error

    async def put(
        self,
        bucket: str,
        key: str,
        content: BinaryIO | bytes,
        *,
        content_type: str = "application/octet-stream",
        retain_until: datetime | None = None,
    ) -> ObjectStat:
        """Write an object; see ObjectStore."""
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        size = _size_of(body)
        result = await self.call(
            self.client.put_object,
            bucket_name=bucket,
            object_name=key,
            data=body,
            length=size,
            content_type=content_type,
            part_size=PART_BYTES,
            retention=Retention(COMPLIANCE, retain_until) if retain_until else None,
        )
        return ObjectStat(
            bucket,
            key,
            size,
            etag=result.etag,
            version_id=result.version_id,
            content_type=content_type,
            retain_until=retain_until,
        )

    async def get(
        self,
        bucket: str,
        key: str,
        *,
        size_max: int,
        offset: int = 0,
        version_id: str | None = None,
    ) -> bytes:
        """Read a part of an object into memory; see ObjectStore."""
        stream = self.open(bucket, key, offset=offset, length=size_max, version_id=version_id)
        return b"".join([piece async for piece in stream])

    async def open(
        self,
        bucket: str,
        key: str,
        *,
        offset: int = 0,
        length: int | None = None,
        version_id: str | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """Stream an object; see ObjectStore."""
        response = await self.call(
            self.client.get_object,
            bucket_name=bucket,
            object_name=key,
            offset=offset,
            length=length or 0,
            version_id=version_id,
        )
        whole = False
        try:
            while piece := await self.call(response.read, READ_BYTES):
                yield piece
            whole = True
        finally:
            # A connection that was not read to its end cannot serve the next request.
            response.release_conn() if whole else response.close()

    async def stat(self, bucket: str, key: str, *, version_id: str | None = None) -> ObjectStat:
        """Describe an object; see ObjectStore."""
        found = await self.call(
            self.client.stat_object, bucket_name=bucket, object_name=key, version_id=version_id
        )
        return _stat_of(bucket, key, found)

    async def exists(self, bucket: str, key: str) -> bool:
        """Tell whether an object is there; see ObjectStore."""
        try:
            await self.stat(bucket, key)
        except ObjectMissing:
            return False
        return True

    async def copy(self, bucket: str, key: str, to_bucket: str, to_key: str) -> None:
        """Copy inside the store; see ObjectStore."""
        await self.call(
            self.client.copy_object,
            bucket_name=to_bucket,
            object_name=to_key,
            source=CopySource(bucket, key),
        )

    async def delete(self, bucket: str, key: str, *, version_id: str | None = None) -> None:
        """Delete an object or one version; see ObjectStore."""
        # Some servers answer the deletion of nothing with 404, others with 204.
        with suppress(ObjectMissing):
            await self.call(
                self.client.remove_object,
                bucket_name=bucket,
                object_name=key,
                version_id=version_id,
            )

    async def list(self, bucket: str, prefix: str = "") -> AsyncIterator[ObjectStat]:
        """List objects below a prefix; see ObjectStore."""
        found = self.client.list_objects(bucket_name=bucket, prefix=prefix, recursive=True)
        while page := await self.call(_take, found, PAGE_OBJECTS):
            for item in page:
                yield _stat_of(bucket, item.object_name, item)

    async def retain(
        self, bucket: str, key: str, until: datetime, *, version_id: str | None = None
    ) -> None:
        """Forbid deletion until a moment; see ObjectStore."""
        # A server without locks takes the order for an upload, and puts it in the object's place.
        if bucket not in self._lockable and not await probe.has_object_lock(
            self.client, self.call, bucket
        ):
            raise CapabilityMissing(f"{bucket} has no object lock")
        self._lockable.add(bucket)
        await self.call(
            self.client.set_object_retention,
            bucket_name=bucket,
            object_name=key,
            config=Retention(COMPLIANCE, until),
            version_id=version_id,
        )

    async def presign_put(self, bucket: str, key: str, *, lifetime: timedelta) -> str:
        """Make an upload address; see ObjectStore."""
        return await self._presign("PUT", bucket, key, lifetime, {})

    async def presign_get(
        self,
        bucket: str,
        key: str,
        *,
        lifetime: timedelta,
        content_type: str,
        file_name: str,
    ) -> str:
        """Make a download address; see ObjectStore."""
        name = urllib.parse.quote(file_name, safe="")
        # Stated in the request: some servers forget the type of an object when restarted,
        # and nothing a client uploaded may ever open as a page of ours.
        headers = {
            "response-content-type": content_type,
            "response-content-disposition": f"attachment; filename*=UTF-8''{name}",
        }
        return await self._presign("GET", bucket, key, lifetime, headers)

    async def capabilities(self, bucket: str) -> Capabilities:
        """Probe what the endpoint can do for a bucket; see ObjectStore."""
        return await probe.probe(self.client, self.call, self._http, bucket)

    async def _presign(
        self, method: str, bucket: str, key: str, lifetime: timedelta, headers: dict[str, str]
    ) -> str:
        url = await self.call(
            self.client.get_presigned_url,
            method,
            bucket_name=bucket,
            object_name=key,
            expires=lifetime,
            response_headers=headers,
        )
        if self._config.public_path is None:
            return str(url)
        parts = urllib.parse.urlsplit(url)
        return f"{self._config.public_path}{parts.path}?{parts.query}"


def _take(found: Any, count: int) -> list[Any]:
    return [item for _, item in zip(range(count), found, strict=False)]


def _size_of(body: BinaryIO) -> int:
    start = body.tell()
    end = body.seek(0, io.SEEK_END)
    body.seek(start)
    return end - start


def _stat_of(bucket: str, key: str, found: Any) -> ObjectStat:
    metadata = found.metadata or {}
    return ObjectStat(
        bucket,
        key,
        found.size,
        etag=(found.etag or "").strip('"') or None,
        version_id=found.version_id,
        content_type=found.content_type,
        modified_at=found.last_modified,
        retain_until=_moment(metadata.get("x-amz-object-lock-retain-until-date")),
    )


def _moment(text: str | None) -> datetime | None:
    """Read a retention date; Ceph writes nine digits of fractions, Python reads six."""
    if not text:
        return None
    return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
