"""Reading: every document to its end, then the cost disclosure, by our clock."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as files
from backend.capabilities.signing import queries
from backend.capabilities.signing.models import (
    CostDisclosureConfirmation,
    Signer,
    SignerDocument,
)
from backend.capabilities.signing.rules import (
    SIGNER_MACHINE,
    Reading,
    SignerStatus,
    check_disclosure,
    check_reading,
    unread,
)
from backend.capabilities.signing.service.access import Part, any_part_of, own_part
from backend.capabilities.signing.service.chain import note
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import IllegalTransition, NotFound, ValidationFailed
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports

IDENTIFIED = (
    SignerStatus.FACE_PASSED,
    SignerStatus.READ,
    SignerStatus.DISCLOSURE_CONFIRMED,
    SignerStatus.SMS_PASSED,
    SignerStatus.SIGNED,
)
SECONDS_MAX = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """打开一份待签或已签的文件"""

    document_id: UUID = about("本人文件的标识")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDocumentRead:
    """报告一份文件已读完"""

    document_id: UUID = about("本人文件的标识")
    seconds: int = about("阅读秒数")
    is_scrolled: bool = about("是否读到末尾")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDisclosure:
    """展示综合融资成本明示表,开始计时"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDisclosure:
    """确认已阅读综合融资成本明示表"""

    disclosure_sha256: str = about("所读明示表的摘要")


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """The bytes of a document as they are now."""

    content: bytes
    sha256: str
    title: str


async def open_document(actor: Actor, command: OpenDocument, ports: Ports) -> OpenedDocument:
    """Give a signer one of his documents, and start the clock of his reading.

    Raises:
        NotFound: the document is not his.
        IllegalTransition: he has not been identified yet.
    """
    async with unit_of_work(actor) as work:
        part = await any_part_of(work, _own_id(actor))
        mine = await _own_document(work, part, command.document_id)
        if part.signer.status not in IDENTIFIED:
            raise IllegalTransition(part.signer.status, "open_document", [])
        if mine.opened_at is None:
            await mine.revise(part.signer.id, opened_at=work.now)
            await _note(work, part, "DOCUMENT_OPENED", mine)
        file = await evidence.file_of(mine.document.file_id)
    content = await files.read_file(ports, file)
    return OpenedDocument(content, mine.document.sha256, mine.document.title)


async def note_document_read(actor: Actor, command: NoteDocumentRead) -> Signer:
    """Write down that a document was read; the last one moves the signer on.

    Raises:
        DocumentsNotRead: read faster than time went by.
    """
    if not 0 <= command.seconds <= SECONDS_MAX:
        raise ValidationFailed("阅读秒数不正确", "seconds")
    async with unit_of_work(actor) as work:
        part = await own_part(work)
        mine = await _own_document(work, part, command.document_id)
        if part.signer.status not in IDENTIFIED:
            raise IllegalTransition(part.signer.status, "read", [])
        check_reading(mine.opened_at, command.seconds, work.now, mine.document.title)
        await mine.revise(
            part.signer.id,
            read_seconds=max(mine.read_seconds, command.seconds),
            is_scrolled=mine.is_scrolled or command.is_scrolled,
        )
        await _note(
            work,
            part,
            "DOCUMENT_READ",
            mine,
            seconds=command.seconds,
            scrolled=command.is_scrolled,
        )
        readings = [_reading(each) for each in await queries.documents_of_signer(part.signer.id)]
        if part.signer.status == SignerStatus.FACE_PASSED and not unread(readings):
            await audit.move(work, part.signer, SIGNER_MACHINE, "read")
        work.answers_with(part.signer.id)
    return part.signer


async def show_disclosure(actor: Actor, command: ShowDisclosure) -> Signer:
    """Start the clock of the cost disclosure; showing it again does not start it anew."""
    del command
    async with unit_of_work(actor) as work:
        part = await own_part(work)
        if part.task.disclosure is None:
            raise NotFound
        if part.signer.disclosure_shown_at is None:
            await part.signer.revise(part.signer.id, disclosure_shown_at=work.now)
            await note(
                work,
                part.task,
                "DISCLOSURE_SHOWN",
                signer=str(part.signer.id),
                sha256=part.task.disclosure_sha256,
            )
        work.answers_with(part.signer.id)
    return part.signer


async def confirm_disclosure(actor: Actor, command: ConfirmDisclosure) -> Signer:
    """Confirm the cost disclosure, not before its time (INV-50).

    Raises:
        DisclosureNotRead: not shown, or not long enough; says how long is left.
    """
    async with unit_of_work(actor) as work:
        part = await own_part(work)
        task, signer = part.task, part.signer
        if task.disclosure is None:
            raise NotFound
        if command.disclosure_sha256 != task.disclosure_sha256:
            raise ValidationFailed("明示表已变化,请重新阅读", "disclosure_sha256")
        SIGNER_MACHINE.next(SignerStatus(signer.status), "confirm_disclosure")
        minimum = int(task.disclosure["min_seconds"])
        seconds = check_disclosure(signer.disclosure_shown_at, minimum, work.now)
        await work.add(
            CostDisclosureConfirmation,
            legal_entity_id=task.legal_entity_id,
            signer_id=signer.id,
            text_sha256=task.disclosure_sha256,
            shown_at=signer.disclosure_shown_at,
            confirmed_at=work.now,
            read_seconds=seconds,
            min_seconds=minimum,
        )
        await audit.move(work, signer, SIGNER_MACHINE, "confirm_disclosure")
        await note(
            work,
            task,
            "DISCLOSURE_CONFIRMED",
            signer=str(signer.id),
            sha256=task.disclosure_sha256,
            seconds=seconds,
        )
        work.answers_with(signer.id)
    return signer


def _own_id(actor: Actor) -> UUID:
    if actor.subject_id is None:
        raise NotFound
    return actor.subject_id


async def _own_document(work: Work, part: Part, document_id: UUID) -> SignerDocument:
    mine = (
        await SignerDocument.filter(id=document_id, signer_id=part.signer.id)
        .using_db(work.connection)
        .select_related("document")
        .first()
    )
    if mine is None:
        raise NotFound
    return mine


def _reading(row: SignerDocument) -> Reading:
    return Reading(row.document.title, row.opened_at, row.read_seconds, row.is_scrolled)


async def _note(
    work: Work, part: Part, type_: str, mine: SignerDocument, **facts: int | bool
) -> None:
    await note(
        work,
        part.task,
        type_,
        signer=str(part.signer.id),
        document=str(mine.document.document_id),
        sha256=mine.document.sha256,
        **facts,
    )
