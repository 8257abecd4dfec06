"""Documents and files for those above: rendered and stored outside a transaction, kept inside."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence.errors import DocumentUnprintable, StoreUnavailable
from backend.capabilities.evidence.models import DocumentRevision, FileObject, GeneratedDocument
from backend.capabilities.evidence.rules import DOCUMENT_MACHINE, DocumentStatus, FileKind
from backend.kit.work import Work
from backend.ports import Ports
from storage.documents import Anchor, DocumentFailure
from storage.names import Kind
from storage.store import StorageFailure
from storage.vault import StoredObject

if TYPE_CHECKING:
    from backend.capabilities.product.models import DocumentTemplate

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A document that is made and stored but not yet anybody's row."""

    template_id: UUID
    template_code: str
    template_version: int
    title: str
    stored: StoredObject
    page_count: int
    anchors: tuple[Anchor, ...]
    fonts_sha256: str
    values_sha256: str
    is_frozen: bool
    certificate_serial: str = ""


async def render_document(
    ports: Ports,
    template: "DocumentTemplate",
    values: Mapping[str, Any],
    *,
    issuer: str,
    at: datetime,
    freeze: bool = True,
) -> RenderedFile:
    """Make a PDF/A from a published template and store it, outside any unit of work.

    With ``freeze`` the bank certifies the text: from then on only signatures may be added.

    Raises:
        DocumentUnprintable: values are missing or unused, or a character has no glyph.
        StoreUnavailable: made but not kept; do it again.
    """
    try:
        # A PDF's time has whole seconds.
        moment = at.replace(microsecond=0)
        rendered = await ports.documents.render(template.content, values, issuer=issuer, at=moment)
    except DocumentFailure as failure:
        raise DocumentUnprintable(problem=str(failure)) from failure
    pdf, serial = rendered.pdf, ""
    if freeze:
        revision = await ports.signatures.freeze(rendered)
        pdf, serial = revision.pdf, revision.certificate_serial
    return RenderedFile(
        template_id=template.id,
        template_code=template.code,
        template_version=template.number,
        title=template.title,
        stored=await store_bytes(ports, pdf, Kind.DOCUMENT, PDF),
        page_count=rendered.page_count,
        anchors=rendered.anchors,
        fonts_sha256=rendered.fonts_sha256,
        values_sha256=rendered.values_sha256,
        is_frozen=freeze,
        certificate_serial=serial,
    )


async def store_bytes(ports: Ports, content: bytes, kind: Kind, content_type: str) -> StoredObject:
    """Keep bytes encrypted under their hash, outside any unit of work.

    Raises:
        StoreUnavailable: not kept; do it again.
    """
    try:
        return await ports.vault.put_sealed(content, Kind(kind), content_type=content_type)
    except StorageFailure as failure:
        raise StoreUnavailable from failure


async def read_file(ports: Ports, file: FileObject) -> bytes:
    """Read a whole file, proved against its hash, outside any unit of work.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    try:
        return await ports.vault.get(stored_of(file))
    except StorageFailure as failure:
        raise StoreUnavailable from failure


def stored_of(file: FileObject) -> StoredObject:
    """Tell the store which object a file is."""
    return StoredObject(
        sha256=file.sha256,
        size=file.size,
        bucket=file.bucket,
        key=file.key,
        content_type=file.content_type,
        encryption_key_id=file.encryption_key_id,
        version_id=file.version_id,
    )


async def keep_file(
    work: Work, stored: StoredObject, *, kind: Kind, name: str, view_of_id: UUID | None = None
) -> FileObject:
    """Give stored bytes a row of ours."""
    return await work.add(
        FileObject,
        **asdict(stored),
        kind=FileKind(kind.value),
        original_name=name[:160],
        view_of_id=view_of_id,
    )


async def keep_document(
    work: Work, rendered: RenderedFile, *, title: str = "", subject_type: str, subject_id: UUID
) -> GeneratedDocument:
    """Give a rendered document its row and first revision."""
    name = title or rendered.title
    file = await keep_file(work, rendered.stored, kind=Kind.DOCUMENT, name=f"{name}.pdf")
    status = DocumentStatus.FROZEN if rendered.is_frozen else DocumentStatus.DRAFT
    document = await work.add(
        GeneratedDocument,
        template_id=rendered.template_id,
        template_code=rendered.template_code,
        template_version=rendered.template_version,
        title=name,
        subject_type=subject_type,
        subject_id=subject_id,
        file_id=file.id,
        sha256=file.sha256,
        page_count=rendered.page_count,
        anchors=[asdict(anchor) for anchor in rendered.anchors],
        fonts_sha256=rendered.fonts_sha256,
        values_sha256=rendered.values_sha256,
        status=status,
    )
    await _add_revision(work, document, 1, file, rendered.certificate_serial)
    return document


async def revise_document(
    work: Work,
    document_id: UUID,
    stored: StoredObject,
    *,
    after_sha256: str,
    certificate_serial: str = "",
    signed: bool = False,
) -> GeneratedDocument:
    """Put the next revision of a frozen document in force; ``signed`` when it is the last.

    A repetition with the same bytes changes nothing.

    Raises:
        DocumentUnprintable: somebody revised it since ``after_sha256`` was read.
    """
    document = await work.lock(GeneratedDocument, document_id)
    if document.sha256 != stored.sha256:
        if document.sha256 != after_sha256:
            raise DocumentUnprintable(problem="文件已被修订,请重新读取")
        number = await DocumentRevision.filter(document_id=document_id).count() + 1
        file = await keep_file(work, stored, kind=Kind.DOCUMENT, name=f"{document.title}.pdf")
        await _add_revision(work, document, number, file, certificate_serial)
        await document.revise(work.actor.id, file_id=file.id, sha256=file.sha256)
    if signed and document.status == DocumentStatus.FROZEN:
        await audit.move(work, document, DOCUMENT_MACHINE, "sign")
    return document


async def void_document(work: Work, document_id: UUID, reason: str) -> None:
    """Take a document out of use; its files stay. A repetition changes nothing."""
    document = await work.lock(GeneratedDocument, document_id)
    if document.status != DocumentStatus.VOID:
        await audit.move(work, document, DOCUMENT_MACHINE, "void", reason=reason)


async def _add_revision(
    work: Work, document: GeneratedDocument, number: int, file: FileObject, serial: str
) -> None:
    await work.add(
        DocumentRevision,
        document_id=document.id,
        number=number,
        file_id=file.id,
        sha256=file.sha256,
        certificate_serial=serial,
    )
