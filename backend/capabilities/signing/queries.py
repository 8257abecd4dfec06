"""Reads of signing."""

import hashlib
from uuid import UUID

from backend.capabilities.organization import queries as organization
from backend.capabilities.signing.models import (
    FaceAttempt,
    MediaRecording,
    SignatureEvidence,
    Signer,
    SignerDocument,
    SigningDocument,
    SigningRevision,
    SigningTask,
)
from backend.capabilities.signing.rules import (
    OPEN_SIGNER,
    Link,
    Place,
    SignerStatus,
    broken_link,
)
from backend.kit.actor import Actor, ActorKind, Reach, Scope
from backend.kit.database import EVERYTHING, reaching
from backend.kit.refusal import Unauthenticated

PERMISSION = "signing:take-part"


def token_hash(token: str) -> str:
    """Hash a link token of full entropy, so that the table does not give it away (INV-52)."""
    return hashlib.sha256(token.encode()).hexdigest()


async def task_of_subject(subject_type: str, subject_id: UUID) -> SigningTask | None:
    """Find the latest signing of a business."""
    return (
        await SigningTask.filter(subject_type=subject_type, subject_id=subject_id)
        .order_by("-id")
        .first()
    )


async def task_by_id(task_id: UUID) -> SigningTask:
    """Read one task."""
    return await SigningTask.get(id=task_id)


async def signers_of(task_id: UUID) -> list[Signer]:
    """List the signers of a task in their order."""
    return await Signer.filter(task_id=task_id).order_by("seq", "id")


async def documents_of(task_id: UUID) -> list[SigningDocument]:
    """List the documents of a task in their order."""
    return await SigningDocument.filter(task_id=task_id).order_by("position")


async def revisions_of(document_id: UUID) -> list[SigningRevision]:
    """List all revisions of a signing document."""
    return await SigningRevision.filter(document_id=document_id).order_by("revision")


async def documents_of_signer(signer_id: UUID) -> list[SignerDocument]:
    """List what somebody signs, with the documents, in their order."""
    return (
        await SignerDocument.filter(signer_id=signer_id)
        .select_related("document")
        .order_by("document__position")
    )


async def has_recording(task_id: UUID) -> bool:
    """Tell whether the signing was recorded (双录)."""
    return await MediaRecording.filter(task_id=task_id).exists()


async def passed_face(signer_id: UUID) -> FaceAttempt | None:
    """Find the face check that a signer passed."""
    return await FaceAttempt.filter(signer_id=signer_id, outcome="PASS").order_by("-id").first()


async def evidence_chain(task_id: UUID) -> list[SignatureEvidence]:
    """List the events of a task's evidence chain, oldest first."""
    return await SignatureEvidence.filter(chain_id=task_id).order_by("seq")


async def chain_problem(task_id: UUID) -> str:
    """Name what is wrong with a task's evidence chain; empty when it holds (INV-53)."""
    return broken_link(link_of(row) for row in await evidence_chain(task_id))


def link_of(row: SignatureEvidence) -> Link:
    """See a row as a link of the chain."""
    return Link(row.seq, row.type, row.at, row.actor, row.data, row.prev_hash, row.hash)


def place_of(signer: Signer) -> Place:
    """See a signer's place in the order."""
    return Place(signer.key, signer.seq, SignerStatus(signer.status))


async def signer_by_link(token: str) -> Signer | None:
    """Find the signer of a link, whether or not it still holds."""
    with reaching(EVERYTHING):
        return await Signer.filter(token_hash=token_hash(token)).select_related("task").first()


async def actor_for(signer: Signer, *, ip: str = "", device: str = "", trace_id: str = "") -> Actor:
    """Build the actor that a signer is: his own signing, within one legal entity."""
    with reaching(EVERYTHING):
        code = await organization.entity_code(signer.legal_entity_id)
        union = await organization.union_id()
    return Actor(
        kind=ActorKind.SIGNER,
        id=signer.id,
        name=signer.name,
        legal_entity_id=signer.legal_entity_id,
        legal_entity_code=code,
        union_id=union,
        powers={PERMISSION: (Reach(Scope.LEGAL_ENTITY, "", signer.legal_entity_id),)},
        roles=frozenset({"SIGNER"}),
        session_id=signer.session_id,
        subject_id=signer.id,
        ip=ip,
        device=device,
        trace_id=trace_id,
    )


async def actor_of_session(signer_id: UUID, session_id: UUID) -> Actor:
    """Build the actor of a signer's access token.

    Raises:
        Unauthenticated: signed in again elsewhere, or the signing is over for him.
    """
    with reaching(EVERYTHING):
        signer = await Signer.filter(id=signer_id, session_id=session_id).first()
    if signer is None or signer.status not in OPEN_SIGNER | {SignerStatus.SIGNED}:
        raise Unauthenticated
    return await actor_for(signer)
