"""Opening a signing: the documents are frozen, the signers known, the first are called."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.reference.service import next_no
from backend.capabilities.signing.errors import SignerUnknown
from backend.capabilities.signing.events import LinkWanted, SigningDue
from backend.capabilities.signing.models import (
    Signer,
    SignerDocument,
    SigningDocument,
    SigningRevision,
    SigningTask,
)
from backend.capabilities.signing.queries import place_of
from backend.capabilities.signing.rules import (
    DOCUMENTS_MAX,
    OPEN_TASK,
    PHONE,
    REMIND_EVERY,
    SIGNER_MACHINE,
    SIGNERS_MAX,
    TASK_MACHINE,
    SignerStatus,
    SigningKind,
    SigningMode,
    SigningOrder,
    TaskStatus,
    document_set_sha256,
    is_turn,
)
from backend.capabilities.signing.service.chain import note
from backend.kit.crypto import blind_index
from backend.kit.json import Json, sha256
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.evidence.models import GeneratedDocument


BANK = "bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerGiven:
    """Who signs; ``key`` is the key of his signature boxes, ``documents`` what he signs."""

    key: str
    customer_id: UUID
    name: str
    id_no: str = field(repr=False)
    phone: str = field(repr=False)
    role: str
    seq: int = 1
    documents: tuple[UUID, ...] = ()
    reference_file_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureGiven:
    """The cost disclosure (综合融资成本明示表) as it is shown, and how long it must stay."""

    title: str
    content: Json
    min_seconds: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSigning:
    """What is to be signed, by whom, how and until when."""

    kind: SigningKind
    subject_type: str
    subject_id: UUID
    title: str
    mode: SigningMode
    documents: tuple[UUID, ...]
    signers: tuple[SignerGiven, ...]
    expires_at: datetime
    order: SigningOrder = SigningOrder.ANY
    disclosure: DisclosureGiven | None = None
    seal: bool = True
    recording_required: bool = False


async def open_task(work: Work, opening: OpenSigning) -> SigningTask:
    """Open a signing and call the signers whose turn it is, within the caller's transaction.

    The documents must be frozen already (INV-44): their hashes are what is signed (INV-47).

    Raises:
        Refused: everything that is wrong with documents and signers.
    """
    documents = [await evidence.document_of(each) for each in opening.documents]
    refuse_all([*_problems(work, opening, documents), *await _used(work, documents)])
    task = await _add_task(work, opening, documents)
    kept = {
        given.id: await _add_document(work, task, given, position)
        for position, given in enumerate(documents, start=1)
    }
    for given in opening.signers:
        await _add_signer(work, task, given, kept)
    await _note_opening(work, task, list(kept.values()), opening)
    await audit.move(work, task, TASK_MACHINE, "send")
    await call_next(work, task)
    work.announce(SigningDue(task_id=task.id), after=REMIND_EVERY)
    work.announce(SigningDue(task_id=task.id), after=opening.expires_at - work.now)
    return task


def _problems(
    work: Work, opening: OpenSigning, documents: "list[GeneratedDocument]"
) -> list[Refusal]:
    found: list[Refusal] = []
    if not 1 <= len(documents) <= DOCUMENTS_MAX or not 1 <= len(opening.signers) <= SIGNERS_MAX:
        found.append(ValidationFailed("签约须有文件和签署人", "signers"))
    if opening.expires_at <= work.now:
        found.append(ValidationFailed("签署期限须晚于当前时间", "expires_at"))
    if len({signer.key for signer in opening.signers}) < len(opening.signers):
        found.append(ValidationFailed("签章位置标识重复", "signers"))
    for document in documents:
        if document.status != "FROZEN":
            problem = f"文件“{document.title}”未定稿,不能发起签约"
            found.append(ValidationFailed(problem, "documents"))
        found += _unsigned_places(document, opening)
    for signer in opening.signers:
        found += _signer_problems(signer, documents)
    return found


def _unsigned_places(document: "GeneratedDocument", opening: OpenSigning) -> list[Refusal]:
    signing = {
        each.key for each in opening.signers if document.id in (each.documents or opening.documents)
    }
    return [
        ValidationFailed(f"文件“{document.title}”的签署位置“{key}”没有签署人", "signers")
        for key in sorted(keys_of(document) - signing - {BANK})
    ]


async def _used(work: Work, documents: "list[GeneratedDocument]") -> list[Refusal]:
    """Refuse what is being signed already, or was signed by somebody: it must be made anew."""
    rows = SigningDocument.filter(
        Q(revision__gt=0) | Q(task__status__in=[*OPEN_TASK, TaskStatus.COMPLETED]),
        document_id__in=[document.id for document in documents],
    ).using_db(work.connection)
    return [
        ValidationFailed(f"文件“{row.title}”已在签署或已有人签署,须重新生成", "documents")
        for row in await rows
    ]


def _signer_problems(signer: SignerGiven, documents: "list[GeneratedDocument]") -> list[Refusal]:
    found: list[Refusal] = []
    if not PHONE.match(signer.phone):
        found.append(ValidationFailed(f"签署人“{signer.name}”的手机号不正确", "signers"))
    mine = [each for each in documents if each.id in (signer.documents or _ids(documents))]
    found += [
        SignerUnknown(key=signer.name) for document in mine if signer.key not in keys_of(document)
    ]
    if not mine:
        found.append(ValidationFailed(f"签署人“{signer.name}”没有要签的文件", "signers"))
    return found


def keys_of(document: "GeneratedDocument") -> set[str]:
    """List the keys of a document's signature boxes."""
    return {anchor["key"] for anchor in document.anchors}


def _ids(documents: "list[GeneratedDocument]") -> set[UUID]:
    return {document.id for document in documents}


async def _add_task(
    work: Work, opening: OpenSigning, documents: "list[GeneratedDocument]"
) -> SigningTask:
    disclosure = opening.disclosure
    shown = (
        {
            "title": disclosure.title,
            "content": disclosure.content,
            "min_seconds": disclosure.min_seconds,
        }
        if disclosure
        else None
    )
    return await work.add(
        SigningTask,
        no=await next_no(work, "QY"),
        kind=opening.kind,
        mode=opening.mode,
        order=opening.order,
        subject_type=opening.subject_type,
        subject_id=opening.subject_id,
        title=opening.title,
        status=TaskStatus.DRAFT,
        document_set_sha256=document_set_sha256(each.sha256 for each in documents),
        disclosure=shown,
        disclosure_sha256=sha256(shown) if shown else "",
        is_sealed_by_bank=opening.seal,
        is_recording_required=opening.recording_required,
        expires_at=opening.expires_at,
    )


async def _add_document(
    work: Work, task: SigningTask, given: "GeneratedDocument", position: int
) -> SigningDocument:
    document = await work.add(
        SigningDocument,
        legal_entity_id=task.legal_entity_id,
        task_id=task.id,
        document_id=given.id,
        position=position,
        title=given.title,
        page_count=given.page_count,
        frozen_sha256=given.sha256,
        file_id=given.file_id,
        sha256=given.sha256,
    )
    await work.add(
        SigningRevision,
        legal_entity_id=task.legal_entity_id,
        document_id=document.id,
        revision=0,
        step="FREEZE",
        file_id=given.file_id,
        sha256=given.sha256,
        made_at=work.now,
    )
    return document


async def _add_signer(
    work: Work, task: SigningTask, given: SignerGiven, kept: dict[UUID, SigningDocument]
) -> Signer:
    mine = [row for given_id, row in kept.items() if given_id in (given.documents or kept)]
    signer = await work.add(
        Signer,
        legal_entity_id=task.legal_entity_id,
        task_id=task.id,
        key=given.key,
        customer_id=given.customer_id,
        name=given.name,
        id_no=given.id_no,
        id_no_hash=blind_index(given.id_no),
        phone=given.phone,
        phone_hash=blind_index(given.phone),
        role=given.role,
        seq=given.seq,
        document_set_sha256=document_set_sha256(row.frozen_sha256 for row in mine),
        reference_file_id=given.reference_file_id,
    )
    for row in mine:
        await work.add(
            SignerDocument,
            legal_entity_id=task.legal_entity_id,
            signer_id=signer.id,
            document_id=row.id,
        )
    return signer


async def _note_opening(
    work: Work, task: SigningTask, documents: list[SigningDocument], opening: OpenSigning
) -> None:
    await note(
        work,
        task,
        "CONTRACT_FROZEN",
        documents=[{"id": str(row.document_id), "sha256": row.frozen_sha256} for row in documents],
        set_sha256=task.document_set_sha256,
        disclosure_sha256=task.disclosure_sha256,
        mode=opening.mode.value,
        order=opening.order.value,
    )


async def call_next(work: Work, task: SigningTask) -> None:
    """Call everybody who waits and whose turn has come (INV-47)."""
    signers = await Signer.filter(task_id=task.id).using_db(work.connection).order_by("seq", "id")
    places = [place_of(signer) for signer in signers]
    for signer in signers:
        if signer.status == SignerStatus.WAITING and is_turn(
            SigningOrder(task.order), place_of(signer), places
        ):
            await audit.move(work, signer, SIGNER_MACHINE, "notify")
            await want_link(work, task, signer)


async def want_link(work: Work, task: SigningTask, signer: Signer) -> None:
    """Have a link sent to a signer who signs from afar; the link before stops working."""
    if task.mode != SigningMode.REMOTE_H5:
        return
    number = signer.links_wanted + 1
    await signer.revise(work.actor.id, links_wanted=number, token_hash=None, token_expires_at=None)
    work.announce(LinkWanted(signer_id=signer.id, number=number))
