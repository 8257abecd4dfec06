"""Pure decisions of archive."""

from backend.capabilities.archive.rules.catalogue import (
    Found,
    Placed,
    completeness,
    file_name,
    mandatory_codes,
    missing_codes,
    place,
)
from backend.capabilities.archive.rules.states import (
    ACCESS_MACHINE,
    ARCHIVE_MACHINE,
    AccessKind,
    AccessStatus,
    ArchiveStatus,
)

__all__ = [
    "ACCESS_MACHINE",
    "ARCHIVE_MACHINE",
    "AccessKind",
    "AccessStatus",
    "ArchiveStatus",
    "Found",
    "Placed",
    "completeness",
    "file_name",
    "mandatory_codes",
    "missing_codes",
    "place",
]
