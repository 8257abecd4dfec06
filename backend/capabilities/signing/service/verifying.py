"""Verifying a document: every byte of it, and the evidence of how it was signed."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as files
from backend.capabilities.signing import queries
from backend.capabilities.signing.models import SigningDocument, SigningRevision, SigningTask
from backend.kit.actor import Actor
from backend.kit.database import EVERYTHING, reaching
from backend.kit.refusal import NotFound, ValidationFailed
from backend.kit.scope import rows_within
from backend.ports import Ports
from storage.signatures import ValidationReport

UPLOAD_BYTES_MAX = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found; ``chain_problem`` is about the evidence, the report about the file."""

    report: ValidationReport
    is_known: bool
    title: str
    chain_problem: str | None


async def verify_kept(actor: Actor, document_id: UUID, ports: Ports) -> Verification:
    """Verify the last revision of a signing document, and its task's evidence chain.

    Raises:
        NotFound: out of reach.
    """
    document = await SigningDocument.filter(id=document_id).first()
    within = rows_within(SigningTask, actor, "signing:read")
    if document is None or not await SigningTask.filter(within, id=document.task_id).exists():
        raise NotFound
    content = await files.read_file(ports, await evidence.file_of(document.file_id))
    report = await ports.signatures.validate(content)
    return Verification(
        report,
        is_known=report.sha256 == document.sha256,
        title=document.title,
        chain_problem=await queries.chain_problem(document.task_id),
    )


async def verify_upload(content: bytes, ports: Ports) -> Verification:
    """Verify a file that somebody brings; it tells only whether it is one of ours.

    Raises:
        ValidationFailed: empty or too large.
    """
    if not 0 < len(content) <= UPLOAD_BYTES_MAX:
        raise ValidationFailed("文件须不超过 8 MB", "content_base64")
    report = await ports.signatures.validate(content)
    digest = hashlib.sha256(content).hexdigest()
    with reaching(EVERYTHING):
        kept = await SigningRevision.filter(sha256=digest).select_related("document").first()
        problem = await queries.chain_problem(kept.document.task_id) if kept else None
    return Verification(
        report,
        is_known=kept is not None,
        title=kept.document.title if kept else "",
        chain_problem=problem,
    )
