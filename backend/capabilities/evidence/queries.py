"""Reads of evidence that others may ask."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.evidence.models import (
    Evidence,
    FileObject,
    GeneratedDocument,
    IdentityCheck,
)
from backend.kit.refusal import NotFound
from backend.ports.identity_check import CheckKind


async def file_of(file_id: UUID) -> FileObject:
    """Find a file.

    Raises:
        NotFound: there is none.
    """
    found = await FileObject.filter(id=file_id).first()
    if found is None:
        raise NotFound(path=("file_id",))
    return found


async def files_by_ids(file_ids: Iterable[UUID]) -> dict[UUID, FileObject]:
    """Find several files at once."""
    return {row.id: row for row in await FileObject.filter(id__in=list(file_ids))}


async def document_of(document_id: UUID) -> GeneratedDocument:
    """Find a document.

    Raises:
        NotFound: there is none.
    """
    found = await GeneratedDocument.filter(id=document_id).first()
    if found is None:
        raise NotFound(path=("document_id",))
    return found


async def documents_of(subject_type: str, subject_id: UUID) -> list[GeneratedDocument]:
    """List the documents of a subject, the oldest first."""
    rows = GeneratedDocument.filter(subject_type=subject_type, subject_id=subject_id)
    return await rows.order_by("id")


async def documents_of_all(
    subject_type: str, subject_ids: Iterable[UUID]
) -> list[GeneratedDocument]:
    """List the documents of several subjects of a kind, the oldest first."""
    rows = GeneratedDocument.filter(subject_type=subject_type, subject_id__in=list(subject_ids))
    return await rows.order_by("id")


async def evidence_of(subject_type: str, subject_id: UUID) -> list[Evidence]:
    """List the evidence of a subject that was not removed, the oldest first."""
    rows = Evidence.filter(
        subject_type=subject_type, subject_id=subject_id, removed_at__isnull=True
    )
    return await rows.order_by("id")


async def documents_about(subject_ids: Iterable[UUID]) -> list[GeneratedDocument]:
    """List the documents of several subjects, the oldest first."""
    return await GeneratedDocument.filter(subject_id__in=list(subject_ids)).order_by("id")


async def evidence_about(subject_ids: Iterable[UUID]) -> list[Evidence]:
    """List the evidence of several subjects that was not removed, the oldest first."""
    rows = Evidence.filter(subject_id__in=list(subject_ids), removed_at__isnull=True)
    return await rows.order_by("id")


async def files_for(subject_type: str, subject_id: UUID) -> list[FileObject]:
    """List all files of a subject: its documents' last revisions and its evidence."""
    documents = await documents_of(subject_type, subject_id)
    evidence = await evidence_of(subject_type, subject_id)
    ids = [row.file_id for row in documents] + [row.file_id for row in evidence if row.file_id]
    found = await files_by_ids(ids)
    return [found[file_id] for file_id in dict.fromkeys(ids)]


async def latest_identity_check(id_no_hash: str, kind: CheckKind) -> IdentityCheck | None:
    """Find the newest answer of a register about an id number."""
    rows = IdentityCheck.filter(id_no_hash=id_no_hash, kind=kind)
    return await rows.order_by("-checked_at", "-id").first()
