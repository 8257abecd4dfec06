"""Uploads: permission, confirmation, and the worker's taking in."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence.errors import StoreUnavailable, UploadNotAccepted
from backend.capabilities.evidence.events import UploadConfirmed, UploadTakenIn
from backend.capabilities.evidence.models import Upload
from backend.capabilities.evidence.rules import UPLOAD_MACHINE, UploadStatus
from backend.capabilities.evidence.service.documents import keep_file
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.ids import uuid7
from backend.kit.refusal import NotFound
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from storage import upload as library
from storage.images import ImageEvidence
from storage.names import Kind, upload_key
from storage.refusals import UploadRefused
from storage.store import StorageFailure
from storage.upload import Declared, TakenIn

# A camera that writes no offset writes the time on its owner's clock.
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestUpload:
    """申请上传一个文件"""

    content_type: str = about("类型:image/jpeg、image/png、image/webp 或 application/pdf")
    size: int = about("字节数")
    sha256: str = about("内容的 SHA-256,小写十六进制")
    name: str = about("原文件名", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmUpload:
    """确认文件已经上传"""

    upload_id: UUID = about("上传")


async def request_upload(actor: Actor, command: RequestUpload) -> Upload:
    """Permit one upload; its address is a field of the answer and lives five minutes.

    Raises:
        UploadNotAccepted: type, size or hash are none that we take.
    """
    try:
        declared = Declared.of(command.content_type, command.size, command.sha256)
    except UploadRefused as refused:
        raise _refusal(refused) from refused
    upload_id = uuid7()
    async with unit_of_work(actor) as work:
        row = await work.add(
            Upload,
            id=upload_id,
            key=upload_key(actor.id, upload_id),
            content_type=declared.content_type.value,
            size=declared.size,
            sha256=declared.sha256,
            name=command.name[:160],
            expires_at=work.now + library.GRANT_LIFETIME,
        )
        work.answers_with(row.id)
    return row


async def confirm_upload(actor: Actor, command: ConfirmUpload, ports: Ports) -> Upload:
    """Check what arrived against what was declared; the worker takes it in afterwards.

    Raises:
        UploadNotAccepted: nothing arrived, or something else; upload it again.
        StoreUnavailable: confirm again.
    """
    row = await own_upload(actor, command.upload_id)
    if row.status == UploadStatus.GRANTED:
        await _check_arrival(ports, row)
    async with unit_of_work(actor) as work:
        row = await work.lock(Upload, row.id)
        if row.status == UploadStatus.GRANTED:
            await audit.move(work, row, UPLOAD_MACHINE, "confirm")
            work.announce(UploadConfirmed(upload_id=row.id))
        work.answers_with(row.id)
    return row


async def own_upload(actor: Actor, upload_id: UUID) -> Upload:
    """Find an upload of the actor's own.

    Raises:
        NotFound: there is none.
    """
    row = await Upload.filter(id=upload_id, created_by=actor.id).first()
    if row is None:
        raise NotFound(path=("upload_id",))
    return row


async def upload_url(ports: Ports, row: Upload, now: datetime) -> str | None:
    """Give the address to PUT to, while the permission lasts."""
    if row.status != UploadStatus.GRANTED or row.expires_at <= now:
        return None
    vault = ports.vault
    return await vault.store.presign_put(vault.buckets.tmp, row.key, lifetime=row.expires_at - now)


async def take_in(actor: Actor, upload_id: UUID, ports: Ports) -> None:
    """Keep a confirmed upload with its viewing copies; what is refused is told on the row."""
    row = await Upload.get(id=upload_id)
    if row.status == UploadStatus.CONFIRMED:
        try:
            taken = await library.take_in(
                ports.vault, row.key, declared_of(row), workers=ports.workers
            )
        except UploadRefused as refused:
            await _refuse(actor, row.id, refused)
            return
        await _keep(actor, row.id, taken)
    # After the commit: whoever repeats this must still find what he needs.
    await library.discard(ports.vault, row.key)


def declared_of(row: Upload) -> Declared:
    """Say what the upload was declared to be."""
    return Declared.of(row.content_type, row.size, row.sha256)


async def _check_arrival(ports: Ports, row: Upload) -> None:
    try:
        await library.confirm(ports.vault, row.key, declared_of(row))
    except UploadRefused as refused:
        raise _refusal(refused) from refused
    except StorageFailure as failure:
        raise StoreUnavailable from failure


async def _refuse(actor: Actor, upload_id: UUID, refused: UploadRefused) -> None:
    async with unit_of_work(actor) as work:
        row = await work.lock(Upload, upload_id)
        if row.status == UploadStatus.CONFIRMED:
            told = {"refusal_code": refused.code, "refusal_text": refused.message_zh[:200]}
            await audit.move(work, row, UPLOAD_MACHINE, "refuse", **told)
            work.announce(UploadTakenIn(upload_id=row.id))


async def _keep(actor: Actor, upload_id: UUID, taken: TakenIn) -> None:
    async with unit_of_work(actor) as work:
        row = await work.lock(Upload, upload_id)
        if row.status != UploadStatus.CONFIRMED:
            return
        file_id = await _keep_files(work, row, taken)
        await audit.move(
            work, row, UPLOAD_MACHINE, "take_in", file_id=file_id, **_told_by(taken.evidence)
        )
        work.announce(UploadTakenIn(upload_id=row.id))


async def _keep_files(work: Work, row: Upload, taken: TakenIn) -> UUID:
    file = await keep_file(work, taken.original, kind=Kind.ORIGINAL, name=row.name)
    for copy, name in ((taken.view, "view"), (taken.thumbnail, "thumbnail")):
        if copy is not None:
            await keep_file(work, copy, kind=Kind.DERIVED, name=name, view_of_id=file.id)
    return file.id


def _told_by(picture: ImageEvidence | None) -> dict[str, Any]:
    if picture is None:
        return {}
    # Not its place: that needs a consent, which an upload cannot show (INV-04).
    return {
        "phash": picture.perceptual_hash,
        "taken_at": aware(picture.taken_at),
        "traits": {
            "width": picture.width,
            "height": picture.height,
            "maker": picture.maker or "",
            "model": picture.model or "",
            "software": picture.software or "",
        },
    }


def aware(moment: datetime | None) -> datetime | None:
    """Read a camera's local time as China's, where it wrote no offset."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=CHINA)


def _refusal(refused: UploadRefused) -> UploadNotAccepted:
    return UploadNotAccepted(problem=refused.message_zh, cause=refused.code)
