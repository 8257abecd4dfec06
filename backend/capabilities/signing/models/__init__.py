"""Tables of signing."""

from backend.capabilities.signing.models.guards import GUARDS
from backend.capabilities.signing.models.task import (
    Signer,
    SignerDocument,
    SigningDocument,
    SigningTask,
)
from backend.capabilities.signing.models.trail import (
    CostDisclosureConfirmation,
    FaceAttempt,
    MediaRecording,
    PhoneReplacement,
    SignatureEvidence,
    SigningRevision,
    SmsCode,
)

APPEND_ONLY = (
    "signing_evidence",
    "signing_document_revision",
    "signing_disclosure_confirmation",
    "signing_media_recording",
)

__all__ = [
    "APPEND_ONLY",
    "GUARDS",
    "CostDisclosureConfirmation",
    "FaceAttempt",
    "MediaRecording",
    "PhoneReplacement",
    "SignatureEvidence",
    "Signer",
    "SignerDocument",
    "SigningDocument",
    "SigningRevision",
    "SigningTask",
    "SmsCode",
]
