"""Verbs of evidence, and what those above call to make and keep files."""

from backend.capabilities.evidence.service.attaching import (
    AttachEvidence,
    RemoveEvidence,
    attach_evidence,
    place_of,
    remove_evidence,
)
from backend.capabilities.evidence.service.cards import (
    ConfirmCardReading,
    ReadCard,
    RecordIdentityCheck,
    confirm_card_reading,
    read_card,
    record_identity_check,
)
from backend.capabilities.evidence.service.delivery import (
    Delivery,
    Variant,
    deliver_file,
    visible_documents,
)
from backend.capabilities.evidence.service.documents import (
    RenderedFile,
    keep_document,
    keep_file,
    read_file,
    render_document,
    revise_document,
    store_bytes,
    stored_of,
    void_document,
)
from backend.capabilities.evidence.service.judging import judge, judge_upload
from backend.capabilities.evidence.service.subjects import (
    SubjectFacts,
    SubjectKeeper,
    register_file_reader,
    register_subject,
    share_case,
)
from backend.capabilities.evidence.service.uploads import (
    ConfirmUpload,
    RequestUpload,
    confirm_upload,
    request_upload,
    take_in,
    upload_url,
)

__all__ = [
    "AttachEvidence",
    "ConfirmCardReading",
    "ConfirmUpload",
    "Delivery",
    "ReadCard",
    "RecordIdentityCheck",
    "RemoveEvidence",
    "RenderedFile",
    "RequestUpload",
    "SubjectFacts",
    "SubjectKeeper",
    "Variant",
    "attach_evidence",
    "confirm_card_reading",
    "confirm_upload",
    "deliver_file",
    "judge",
    "judge_upload",
    "keep_document",
    "keep_file",
    "place_of",
    "read_card",
    "read_file",
    "record_identity_check",
    "register_file_reader",
    "register_subject",
    "remove_evidence",
    "render_document",
    "request_upload",
    "revise_document",
    "share_case",
    "store_bytes",
    "stored_of",
    "take_in",
    "upload_url",
    "visible_documents",
    "void_document",
]
