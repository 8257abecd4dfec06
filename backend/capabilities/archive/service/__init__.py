"""Verbs of archive."""

from backend.capabilities.archive.service.access import (
    DecideArchiveDownload,
    OpenArchiveDownload,
    Opened,
    RequestArchiveDownload,
    decide_archive_download,
    download,
    open_archive_download,
    request_archive_download,
)
from backend.capabilities.archive.service.collect import build
from backend.capabilities.archive.service.seal import (
    ChangeArchive,
    CheckArchive,
    ExceptionGiven,
    check_archive,
    seal_archive,
    supplement_archive,
    verify_archive,
)

__all__ = [
    "ChangeArchive",
    "CheckArchive",
    "DecideArchiveDownload",
    "ExceptionGiven",
    "OpenArchiveDownload",
    "Opened",
    "RequestArchiveDownload",
    "build",
    "check_archive",
    "decide_archive_download",
    "download",
    "open_archive_download",
    "request_archive_download",
    "seal_archive",
    "supplement_archive",
    "verify_archive",
]
