"""Handing a file out: who may, in which form, and that it is written down."""

from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import queries
from backend.capabilities.evidence.models import (
    DocumentRevision,
    Evidence,
    FileObject,
    GeneratedDocument,
    Upload,
)
from backend.capabilities.evidence.service.documents import read_file
from backend.capabilities.evidence.service.subjects import keeper_of, reader_opens
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work
from backend.ports import Ports
from storage import images

CHINA = timezone(timedelta(hours=8))


class Variant(StrEnum):
    """In which form a file is handed out; pictures are watermarked unless original."""

    VIEW = "view"
    THUMBNAIL = "thumbnail"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Delivery:
    content: bytes
    content_type: str
    name: str


async def deliver_file(
    actor: Actor, file_id: UUID, variant: Variant, reason: str, ports: Ports
) -> Delivery:
    """Hand out a file that the actor may see; every look is written down.

    Raises:
        NotFound: not there, or not his to see.
        StoreUnavailable: try again.
    """
    file = await FileObject.filter(id=file_id).first()
    if file is None or not await _may_read(actor, file):
        raise NotFound
    form = await _form(file, variant)
    content = await read_file(ports, form)
    if variant is Variant.VIEW and form.content_type.startswith("image/"):
        text = f"{actor.name} {utc_now().astimezone(CHINA):%Y-%m-%d %H:%M}"
        content = await ports.workers.run(images.watermark, content, text, ports.documents.font)
    async with unit_of_work(actor) as work:
        await audit.note_view(work, "FileObject", file.id, [variant.value], reason[:200])
    return Delivery(content, form.content_type, file.original_name or f"{file.id}")


async def visible_documents(
    actor: Actor, subject_type: str, subject_id: UUID
) -> list[GeneratedDocument]:
    """List the documents of a subject, if the actor may see the subject."""
    keeper = keeper_of(subject_type)
    if keeper is not None and not await keeper.may_see(actor, subject_id):
        return []
    rows = await queries.documents_of(subject_type, subject_id)
    return [row for row in rows if row.legal_entity_id == actor.legal_entity_id]


async def _form(file: FileObject, variant: Variant) -> FileObject:
    if variant is Variant.ORIGINAL:
        return file
    copy = await FileObject.filter(view_of_id=file.id, original_name=variant.value).first()
    return copy or file


async def _may_read(actor: Actor, file: FileObject) -> bool:
    if await reader_opens(actor, file.id):
        return True
    if await Upload.filter(file_id=file.id, created_by=actor.id).exists():
        return True
    if "evidence:read" not in actor.powers:
        return False
    mine = rows_within(Evidence, actor, "evidence:read")
    return await Evidence.filter(mine, file_id=file.id).exists() or await _sees_document(
        actor, file
    )


async def _sees_document(actor: Actor, file: FileObject) -> bool:
    """A document is read by whoever may see its subject; other files go their own ways."""
    document = await GeneratedDocument.filter(file_id=file.id).first()
    if document is None:
        revision = await DocumentRevision.filter(file_id=file.id).select_related("document").first()
        document = revision.document if revision else None
    if document is None or document.legal_entity_id != actor.legal_entity_id:
        return False
    keeper = keeper_of(document.subject_type)
    return keeper is None or await keeper.may_see(actor, document.subject_id)
