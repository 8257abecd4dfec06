"""The rules of evidence: what others may call."""

from backend.capabilities.evidence.rules.states import (
    DOCUMENT_MACHINE,
    UPLOAD_MACHINE,
    DocumentStatus,
    UploadStatus,
)
from backend.capabilities.evidence.rules.words import (
    CardOutcome,
    CheckAnswer,
    EvidenceFlag,
    EvidenceKind,
    EvidenceSource,
    FileKind,
)

__all__ = [
    "DOCUMENT_MACHINE",
    "UPLOAD_MACHINE",
    "CardOutcome",
    "CheckAnswer",
    "DocumentStatus",
    "EvidenceFlag",
    "EvidenceKind",
    "EvidenceSource",
    "FileKind",
    "UploadStatus",
]
