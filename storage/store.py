"""ObjectStore: what a store can do, and how it fails.

StorageFailure
├─ StoreUnavailable   no answer, or nonsense: try again later
├─ AccessRefused      the key is wrong or may not do this
├─ ObjectMissing      no such object, version or bucket
├─ ObjectLocked       retention forbids it
├─ CapabilityMissing  this endpoint cannot do it
└─ IntegrityFailed    the bytes are not those that were stored
"""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol


class StorageFailure(Exception):
    """Not done; the object is as it was before."""


class StoreUnavailable(StorageFailure):
    """The store gave no usable answer in time; whether it acted is unknown."""


class AccessRefused(StorageFailure):
    pass


class ObjectMissing(StorageFailure):
    pass


class ObjectLocked(StorageFailure):
    pass


class CapabilityMissing(StorageFailure):
    pass


class IntegrityFailed(StorageFailure):
    pass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an endpoint proved able to do for one bucket."""

    versioning: bool
    object_lock: bool
    checksum: bool

    @property
    def is_complete(self) -> bool:
        return self.versioning and self.object_lock and self.checksum


@dataclass(frozen=True, slots=True)
class ObjectStat:
    """What the store says of an object; its type and size are not proof of anything."""

    bucket: str
    key: str
    size: int
    etag: str | None = None
    version_id: str | None = None
    content_type: str | None = None
    modified_at: datetime | None = None
    retain_until: datetime | None = None


class ObjectStore(Protocol):
    """Keep bytes under names; every call ends within seconds, one way or the other."""

    async def put(
        self,
        bucket: str,
        key: str,
        content: BinaryIO | bytes,
        *,
        content_type: str = "application/octet-stream",
        retain_until: datetime | None = None,
    ) -> ObjectStat:
        """Write an object, whole or not at all; retention from the first moment if asked."""
        ...

    async def get(
        self,
        bucket: str,
        key: str,
        *,
        size_max: int,
        offset: int = 0,
        version_id: str | None = None,
    ) -> bytes:
        """Read at most ``size_max`` bytes from ``offset``."""
        ...

    def open(
        self,
        bucket: str,
        key: str,
        *,
        offset: int = 0,
        length: int | None = None,
        version_id: str | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """Stream an object or a part of it."""
        ...

    async def stat(self, bucket: str, key: str, *, version_id: str | None = None) -> ObjectStat:
        """Describe an object without reading it."""
        ...

    async def exists(self, bucket: str, key: str) -> bool:
        """Tell whether an object is there; an outage is a failure, not a no."""
        ...

    async def copy(self, bucket: str, key: str, to_bucket: str, to_key: str) -> None:
        """Copy inside the store."""
        ...

    async def delete(self, bucket: str, key: str, *, version_id: str | None = None) -> None:
        """Delete; in a versioned bucket without a version only a marker is set."""
        ...

    def list(self, bucket: str, prefix: str = "") -> AsyncIterator[ObjectStat]:
        """List the objects below a prefix, by name."""
        ...

    async def retain(
        self, bucket: str, key: str, until: datetime, *, version_id: str | None = None
    ) -> None:
        """Forbid deletion until a moment; may be prolonged, never shortened."""
        ...

    async def presign_put(self, bucket: str, key: str, *, lifetime: timedelta) -> str:
        """Make an address to which whoever holds it may PUT this one object."""
        ...

    async def presign_get(
        self,
        bucket: str,
        key: str,
        *,
        lifetime: timedelta,
        content_type: str,
        file_name: str,
    ) -> str:
        """Make an address from which whoever holds it may download this one object."""
        ...

    async def capabilities(self, bucket: str) -> Capabilities:
        """Probe what the endpoint can do for a bucket."""
        ...
