"""Making the signatures: one revision after the other, the heavy work outside transactions.

Signing a PDF reads its last revision and writes the next. The row carries the revision's
number: whoever finds another number than he read lost a race and makes his signature anew.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as files
from backend.capabilities.signing import queries
from backend.capabilities.signing.events import SigningAllSigned, SigningCompleted
from backend.capabilities.signing.models import (
    Signer,
    SignerDocument,
    SigningDocument,
    SigningRevision,
    SigningTask,
)
from backend.capabilities.signing.rules import (
    KIND_ZH,
    OPEN_TASK,
    SIGNER_MACHINE,
    TASK_MACHINE,
    SignerStatus,
    SigningKind,
    TaskStatus,
)
from backend.capabilities.signing.service.access import Part, any_part_of
from backend.capabilities.signing.service.chain import note
from backend.capabilities.signing.service.opening import BANK, call_next, keys_of
from backend.kit.actor import Actor
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from storage.names import Kind
from storage.signatures import Revision, Signatory
from storage.vault import StoredObject

if TYPE_CHECKING:
    from backend.capabilities.evidence.models import FileObject

RACES_MAX = 20
SEAL_TITLE = "合同专用章"


@dataclass(frozen=True, slots=True)
class Made:
    """A signature that was made on a revision, and where the new one is stored."""

    base: int
    revision: Revision
    stored: StoredObject


async def make_signatures(actor: Actor, signer_id: UUID, ports: Ports) -> None:
    """Sign all documents of somebody who has consented; repeated, it goes on where it stopped."""
    handwriting = await _handwriting(actor, signer_id, ports)
    for mine in await _unsigned(actor, signer_id):
        for _ in range(RACES_MAX):
            if await _sign_once(actor, signer_id, mine, handwriting, ports):
                break
        else:
            msg = f"signing lost {RACES_MAX} races on {mine.document_id}"
            raise RuntimeError(msg)
    await _finish(actor, signer_id)


async def _handwriting(actor: Actor, signer_id: UUID, ports: Ports) -> bytes | None:
    async with unit_of_work(actor):
        signer = await Signer.get(id=signer_id)
        file_id = signer.handwriting_file_id
        file = await evidence.file_of(file_id) if file_id else None
    return await files.read_file(ports, file) if file else None


async def _unsigned(actor: Actor, signer_id: UUID) -> list[SignerDocument]:
    async with unit_of_work(actor):
        rows = await queries.documents_of_signer(signer_id)
    return [row for row in rows if row.signed_at is None]


async def _sign_once(
    actor: Actor, signer_id: UUID, mine: SignerDocument, handwriting: bytes | None, ports: Ports
) -> bool:
    async with unit_of_work(actor) as work:
        part = await any_part_of(work, signer_id)
        if not _is_consented(part):
            return True
        document, file = await _current(mine.document_id)
    pdf = await files.read_file(ports, file)
    signer = part.signer
    who = Signatory(signer.name, signer.id_no_hash[:32], signer.evidence_sha256, handwriting)
    reason = f"本人自愿签署{KIND_ZH[SigningKind(part.task.kind)]}"
    revision = await ports.signatures.sign(pdf, signer.key, who, reason)
    made = await _stored(ports, document, revision)
    async with unit_of_work(actor) as work:
        part = await any_part_of(work, signer_id)
        if not _is_consented(part):
            return True
        row = await work.lock(SignerDocument, mine.id)
        if row.signed_at is not None:
            return True
        if not await _write(work, part.task, mine.document_id, made, "SIGN", part.signer):
            return False
        await row.revise(
            work.actor.id,
            signed_at=revision.signed_at,
            certificate_serial=revision.certificate_serial,
        )
    return True


def _is_consented(part: Part) -> bool:
    return part.signer.status == SignerStatus.SMS_PASSED and part.task.status in OPEN_TASK


async def _current(document_id: UUID) -> "tuple[SigningDocument, FileObject]":
    document = await SigningDocument.get(id=document_id)
    return document, await evidence.file_of(document.file_id)


async def _stored(ports: Ports, document: SigningDocument, revision: Revision) -> Made:
    stored = await files.store_bytes(ports, revision.pdf, Kind.DOCUMENT, "application/pdf")
    return Made(document.revision, revision, stored)


async def _write(
    work: Work,
    task: SigningTask,
    document_id: UUID,
    made: Made,
    step: str,
    signer: Signer | None,
    **changes: Any,
) -> bool:
    document = await work.lock(SigningDocument, document_id)
    if document.revision != made.base:
        return False
    kept = await files.revise_document(
        work,
        document.document_id,
        made.stored,
        after_sha256=document.sha256,
        certificate_serial=made.revision.certificate_serial,
    )
    number = made.base + 1
    await document.revise(
        work.actor.id, revision=number, file_id=kept.file_id, sha256=made.revision.sha256, **changes
    )
    await work.add(
        SigningRevision,
        legal_entity_id=document.legal_entity_id,
        document_id=document.id,
        revision=number,
        step=step,
        signer_id=signer.id if signer else None,
        file_id=kept.file_id,
        sha256=made.revision.sha256,
        certificate_serial=made.revision.certificate_serial,
        made_at=made.revision.signed_at,
    )
    await note(
        work,
        task,
        "SIGNED" if step == "SIGN" else "BANK_SEALED",
        signer=str(signer.id) if signer else "",
        document=str(document.document_id),
        revision=number,
        sha256=made.revision.sha256,
        certificate=made.revision.certificate_serial,
    )
    return True


async def _finish(actor: Actor, signer_id: UUID) -> None:
    async with unit_of_work(actor) as work:
        part = await any_part_of(work, signer_id)
        if not _is_consented(part):
            return
        task, signer = part.task, part.signer
        await audit.move(work, signer, SIGNER_MACHINE, "sign", signed_at=work.now)
        everyone = await queries.signers_of(task.id)
        if all(each.status == SignerStatus.SIGNED or each.id == signer.id for each in everyone):
            await audit.move(
                work, task, TASK_MACHINE, "sign", to=TaskStatus.COMPLETED, completed_at=work.now
            )
            work.announce(SigningAllSigned(task_id=task.id))
            return
        await audit.move(work, task, TASK_MACHINE, "sign", to=TaskStatus.PARTIALLY_SIGNED)
        await call_next(work, task)


async def seal_task(actor: Actor, task_id: UUID, ports: Ports) -> None:
    """Seal every document that has a place for the bank's seal, then tell those above."""
    async with unit_of_work(actor):
        task = await SigningTask.get(id=task_id)
        documents = await queries.documents_of(task_id)
    if task.status != TaskStatus.COMPLETED:
        return
    if task.is_sealed_by_bank:
        for document in documents:
            await _seal(actor, document.id, ports)
    await _seal_finish(actor, task_id)


async def _seal(actor: Actor, document_id: UUID, ports: Ports) -> None:
    async with unit_of_work(actor):
        document, file = await _current(document_id)
        generated = await evidence.document_of(document.document_id)
    if document.is_sealed or BANK not in keys_of(generated):
        return
    pdf = await files.read_file(ports, file)
    made = await _stored(ports, document, await ports.signatures.seal(pdf, SEAL_TITLE))
    async with unit_of_work(actor) as work:
        task = await work.lock(SigningTask, document.task_id)
        # All have signed: nobody but another run of this reaction could have been faster.
        await _write(work, task, document_id, made, "SEAL", None, is_sealed=True)


async def _seal_finish(actor: Actor, task_id: UUID) -> None:
    async with unit_of_work(actor) as work:
        task = await work.lock(SigningTask, task_id)
        if task.status != TaskStatus.COMPLETED:
            return
        for document in await queries.documents_of(task.id):
            file = await evidence.file_of(document.file_id)
            await files.revise_document(
                work,
                document.document_id,
                files.stored_of(file),
                after_sha256=document.sha256,
                signed=True,
            )
        await audit.move(work, task, TASK_MACHINE, "seal", sealed_at=work.now)
        await note(work, task, "SEALED")
        work.announce(
            SigningCompleted(
                task_id=task.id,
                kind=task.kind,
                subject_type=task.subject_type,
                subject_id=task.subject_id,
            )
        )
