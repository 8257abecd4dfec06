"""The lives of an upload and of a document."""

from enum import StrEnum

from backend.kit.transitions import Machine


class UploadStatus(StrEnum):
    GRANTED = "GRANTED"
    CONFIRMED = "CONFIRMED"
    TAKEN_IN = "TAKEN_IN"
    REFUSED = "REFUSED"


UPLOAD_MACHINE = Machine[UploadStatus](
    {
        (UploadStatus.GRANTED, "confirm"): UploadStatus.CONFIRMED,
        (UploadStatus.GRANTED, "refuse"): UploadStatus.REFUSED,
        (UploadStatus.CONFIRMED, "take_in"): UploadStatus.TAKEN_IN,
        (UploadStatus.CONFIRMED, "refuse"): UploadStatus.REFUSED,
    }
)


class DocumentStatus(StrEnum):
    DRAFT = "DRAFT"
    FROZEN = "FROZEN"
    SIGNED = "SIGNED"
    VOID = "VOID"


DOCUMENT_MACHINE = Machine[DocumentStatus](
    {
        (DocumentStatus.DRAFT, "void"): DocumentStatus.VOID,
        (DocumentStatus.FROZEN, "sign"): DocumentStatus.SIGNED,
        (DocumentStatus.FROZEN, "void"): DocumentStatus.VOID,
        (DocumentStatus.SIGNED, "void"): DocumentStatus.VOID,
    }
)
