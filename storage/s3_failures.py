"""Turn what the SDK raises into what our callers can act on, by HTTP status.

Not by the error's text: some servers answer in XML that the SDK cannot read.
"""

import re
from http import HTTPStatus

from minio.error import InvalidResponseError, S3Error, ServerError

from storage.store import (
    AccessRefused,
    CapabilityMissing,
    ObjectLocked,
    ObjectMissing,
    StorageFailure,
    StoreUnavailable,
)

_BY_STATUS: dict[int, type[StorageFailure]] = {
    HTTPStatus.UNAUTHORIZED: AccessRefused,
    HTTPStatus.FORBIDDEN: AccessRefused,
    HTTPStatus.NOT_FOUND: ObjectMissing,
    HTTPStatus.METHOD_NOT_ALLOWED: CapabilityMissing,
    HTTPStatus.NOT_IMPLEMENTED: CapabilityMissing,
}
_LOCKED = re.compile(r"object.?lock|worm|retention|retained", re.IGNORECASE)


def status_of(error: Exception) -> int | None:
    """Find the HTTP status of a failed call; none if no answer came."""
    if isinstance(error, S3Error):
        return int(error.response.status)
    if isinstance(error, ServerError):
        return int(error.status_code)
    if isinstance(error, InvalidResponseError):
        # The SDK keeps the status of an unreadable answer in the text only.
        match = re.search(r"\b([1-5]\d\d)\b", str(error))
        return int(match.group(1)) if match else None
    return None


def failure_of(error: Exception) -> StorageFailure:
    """Choose the failure that tells the caller what to do next."""
    status = status_of(error)
    if status == HTTPStatus.FORBIDDEN and _LOCKED.search(str(error)):
        return ObjectLocked(str(error))
    kind = _BY_STATUS.get(status or 0)
    if kind is None and status is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return StorageFailure(f"the store refused with {status}: {error}")
    return (kind or StoreUnavailable)(str(error))
