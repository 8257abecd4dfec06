"""The signer's own word: sign with code and handwriting, or decline."""

import base64
import binascii
from dataclasses import dataclass

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import service as files
from backend.capabilities.signing import queries
from backend.capabilities.signing.errors import DisclosureNotRead
from backend.capabilities.signing.events import SignerConsented
from backend.capabilities.signing.models import Signer
from backend.capabilities.signing.rules import (
    SIGNER_MACHINE,
    CodePurpose,
    SignerStatus,
    SigningMode,
    SigningOrder,
    SigningOutcome,
    check_recording,
    check_turn,
    handwriting_problems,
)
from backend.capabilities.signing.service import codes
from backend.capabilities.signing.service.access import Part, any_part_of, own_part
from backend.capabilities.signing.service.chain import note
from backend.capabilities.signing.service.closing import close
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json, sha256
from backend.kit.refusal import NotFound, Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from storage.names import Kind
from storage.vault import StoredObject

DONE = (SignerStatus.SMS_PASSED, SignerStatus.SIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSignCode:
    """获取签署验证码"""

    document_set_sha256: str = about("本人文件集摘要:所签即所读")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDocuments:
    """确认签署本人全部文件"""

    code: str = about("签署短信验证码")
    handwriting_base64: str = about("手写签名 PNG,Base64")
    strokes: Json | None = about("手写笔迹(时间、坐标、压力)", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineSigning:
    """拒绝签署"""

    reason: str = about("原因")


async def send_sign_code(actor: Actor, command: SendSignCode) -> int:
    """Send the code that signs, once everything before is done; say when the next may come.

    Raises:
        IllegalTransition: something before is missing.
        RateLimited: too soon, or too many.
    """
    async with unit_of_work(actor) as work:
        part = await own_part(work)
        if command.document_set_sha256 != part.signer.document_set_sha256:
            raise ValidationFailed("文件已变化,请重新阅读", "document_set_sha256")
        await _check_ready(part)
        await codes.send(work, part, CodePurpose.SIGN)
    return 60


async def sign_documents(actor: Actor, command: SignDocuments, ports: Ports) -> Signer:
    """Consent to all of one's documents; the signatures follow at once, by a reaction.

    Giving the same consent again answers with the first.

    Raises:
        CodeInvalid, CodeLocked, CodeExpired: the code; nothing is signed.
        SigningClosed: voided, declined or over in the meantime.
        RecordingMissing: face to face above the limit, without a recording.
    """
    png = _png(command.handwriting_base64)
    refuse_all(handwriting_problems(png))
    stored = await files.store_bytes(ports, png, Kind.ORIGINAL, "image/png")
    refusal: Refusal | None = None
    async with unit_of_work(actor) as work:
        if actor.subject_id is None:
            raise NotFound
        before = await any_part_of(work, actor.subject_id)
        if before.signer.status in DONE:
            return before.signer
        part = await own_part(work)
        await _check_ready(part)
        refusal = await codes.use(work, part, CodePurpose.SIGN, command.code)
        if refusal is None:
            await _consent(work, part, stored, command.strokes)
    if refusal is not None:
        raise refusal
    return part.signer


async def decline_signing(actor: Actor, command: DeclineSigning) -> Signer:
    """Decline; the whole signing ends, and all its parties are told why.

    Raises:
        IllegalTransition: signed already.
    """
    reason = command.reason.strip()
    if not 2 <= len(reason) <= 400:
        raise ValidationFailed("请填写拒签原因,2 至 400 字", "reason")
    async with unit_of_work(actor) as work:
        part = await own_part(work)
        await audit.move(
            work,
            part.signer,
            SIGNER_MACHINE,
            "decline",
            reason=reason,
            end_reason=reason,
            token_hash=None,
            token_expires_at=None,
        )
        await note(
            work,
            part.task,
            "SIGNER_DECLINED",
            signer=str(part.signer.id),
            reason_sha256=sha256(reason),
        )
        await close(work, part.task, SigningOutcome.DECLINED, reason)
        work.answers_with(part.signer.id)
    return part.signer


async def _check_ready(part: Part) -> None:
    signer, task = part.signer, part.task
    if task.disclosure is not None and signer.status == SignerStatus.READ:
        raise DisclosureNotRead(seconds=task.disclosure["min_seconds"])
    SIGNER_MACHINE.next(SignerStatus(signer.status), "consent")
    others = [queries.place_of(other) for other in await queries.signers_of(task.id)]
    check_turn(SigningOrder(task.order), queries.place_of(signer), others)
    check_recording(
        SigningMode(task.mode),
        is_required=task.is_recording_required,
        is_there=await queries.has_recording(task.id),
    )


async def _consent(work: Work, part: Part, stored: StoredObject, strokes: Json | None) -> None:
    signer, task = part.signer, part.task
    file = await files.keep_file(work, stored, kind=Kind.ORIGINAL, name="手写签名.png")
    head = await note(
        work,
        task,
        "CONSENTED",
        signer=str(signer.id),
        set_sha256=signer.document_set_sha256,
        handwriting_sha256=stored.sha256,
        strokes_sha256=sha256(strokes) if strokes else "",
        witness=str(signer.witness_id or ""),
    )
    await audit.move(
        work,
        signer,
        SIGNER_MACHINE,
        "consent",
        consented_at=work.now,
        handwriting_file_id=file.id,
        evidence_sha256=head,
    )
    work.announce(SignerConsented(signer_id=signer.id))


def _png(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValidationFailed("手写签名编码不正确", "handwriting_base64") from error
