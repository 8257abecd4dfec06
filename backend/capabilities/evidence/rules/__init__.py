"""The rules of evidence: what others may call."""

from backend.capabilities.evidence.rules.judging import (
    LOOKS_ALIKE_BITS,
    Claim,
    Picture,
    Reuse,
    flags_of,
)
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
    "LOOKS_ALIKE_BITS",
    "UPLOAD_MACHINE",
    "CardOutcome",
    "CheckAnswer",
    "Claim",
    "DocumentStatus",
    "EvidenceFlag",
    "EvidenceKind",
    "EvidenceSource",
    "FileKind",
    "Picture",
    "Reuse",
    "UploadStatus",
    "flags_of",
]
