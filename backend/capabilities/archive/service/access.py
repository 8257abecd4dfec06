"""Taking an archive out (下载): with a reason, and with a second person's yes."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from zipstream import ZIP_STORED, ZipStream

from backend.capabilities.archive import queries
from backend.capabilities.archive.errors import DownloadNotOpen
from backend.capabilities.archive.models import Archive, ArchiveAccess, ArchiveItem
from backend.capabilities.archive.rules import (
    ACCESS_MACHINE,
    AccessKind,
    AccessStatus,
    ArchiveStatus,
)
from backend.capabilities.archive.service.seal import name_of
from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import service as evidence_service
from backend.capabilities.organization.queries import token_hash
from backend.capabilities.organization.rules import check_not_maker
from backend.kit.actor import Actor
from backend.kit.clock import SHANGHAI, utc_now
from backend.kit.command import about
from backend.kit.database import EVERYTHING, reaching
from backend.kit.refusal import IllegalTransition, ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work
from backend.ports import Ports
from storage import images

OPEN_FOR = timedelta(hours=24)
TOKEN_LIFE = timedelta(minutes=10)
REASON_MIN, REASON_MAX = 5, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestArchiveDownload:
    """申请下载档案"""

    archive_id: UUID = about("档案")
    reason: str = about("理由,5 到 400 字")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideArchiveDownload:
    """审批档案下载"""

    access_id: UUID = about("下载申请")
    expected_version: int = about("期望版本")
    approve: bool = about("是否同意")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArchiveDownload:
    """取得下载地址,10 分钟内有效"""

    access_id: UUID = about("下载申请")


@dataclass(frozen=True, slots=True)
class Opened:
    """An approved download and the token that opens it, shown once."""

    access: ArchiveAccess
    token: str


async def request_archive_download(actor: Actor, command: RequestArchiveDownload) -> ArchiveAccess:
    """Ask to take a sealed archive out.

    Raises:
        ValidationFailed: no reason.
        IllegalTransition: the archive is not sealed.
    """
    if not REASON_MIN <= len(command.reason.strip()) <= REASON_MAX:
        raise ValidationFailed("请填写理由,5 到 400 字", "reason")
    async with unit_of_work(actor) as work:
        within = rows_within(Archive, actor, "archive:read")
        archive = await work.lock(Archive, command.archive_id, within=within)
        if archive.status is not ArchiveStatus.SEALED:
            raise IllegalTransition(archive.status.value, "download", [])
        access = await work.add(
            ArchiveAccess,
            archive_id=archive.id,
            kind=AccessKind.DOWNLOAD,
            requested_by=actor.id,
            requested_name=actor.name,
            reason=command.reason.strip(),
            status=AccessStatus.REQUESTED,
        )
        audit.record(work, "Archive.requestDownload", "Archive", archive.id, {})
        work.answers_with(access.id)
    return access


async def decide_archive_download(actor: Actor, command: DecideArchiveDownload) -> ArchiveAccess:
    """Agree that an archive is taken out, for a day, or refuse it.

    Raises:
        MakerChecker: the actor asked for it.
    """
    async with unit_of_work(actor) as work:
        access = await work.lock(
            ArchiveAccess,
            command.access_id,
            within=rows_within(ArchiveAccess, actor, "archive:approve-download"),
            expected_version=command.expected_version,
        )
        check_not_maker(actor.id, [access.requested_by], "下载审批")
        action = "approve" if command.approve else "refuse"
        until = work.now + OPEN_FOR if command.approve else None
        await audit.move(
            work, access, ACCESS_MACHINE, action, decided_by=actor.id, open_until=until
        )
        work.answers_with(access.id)
    return access


async def open_archive_download(actor: Actor, command: OpenArchiveDownload) -> Opened:
    """Give the one who asked an address to load from, good for minutes.

    Raises:
        DownloadNotOpen: not approved, run out, or somebody else's.
    """
    token = secrets.token_urlsafe(32)
    async with unit_of_work(actor) as work:
        access = await work.lock(ArchiveAccess, command.access_id)
        open_until = access.open_until
        if access.requested_by != actor.id or open_until is None or open_until < work.now:
            raise DownloadNotOpen
        await access.revise(
            actor.id, token_hash=token_hash(token), token_until=work.now + TOKEN_LIFE
        )
        facts = ["全部归档材料"]
        await audit.note_view(work, "Archive", access.archive_id, facts, access.reason)
    return Opened(access, token)


async def download(token: str, ports: Ports) -> tuple[str, AsyncIterator[bytes]]:
    """Stream an archive to whoever has the token: file name and pieces of the ZIP.

    Pictures carry a watermark with person and time. Signed documents go out unchanged,
    for a mark on them would break their signatures; the cover note says who took them.

    Raises:
        DownloadNotOpen: no such token, or it has run out.
    """
    with reaching(EVERYTHING):
        access = (
            await ArchiveAccess.filter(token_hash=token_hash(token))
            .select_related("archive")
            .first()
        )
        until = access.token_until if access else None
        if access is None or until is None or until < utc_now():
            raise DownloadNotOpen
        items = await queries.items_of(access.archive_id)
        await ArchiveAccess.filter(id=access.id).update(downloaded_at=utc_now())
    archive: Archive = access.archive
    return f"{archive.no}.zip", _stream(archive, access, items, ports)


async def _stream(
    archive: Archive, access: ArchiveAccess, items: list[ArchiveItem], ports: Ports
) -> AsyncIterator[bytes]:
    mark = f"{access.requested_name} {utc_now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    bundle = ZipStream(compress_type=ZIP_STORED)
    bundle.add(_cover(archive, access, mark).encode(), "00_下载说明.txt")
    for piece in bundle.file():
        yield piece
    for item in items:
        content = await evidence_service.read_file(ports, item.file)
        if item.file.content_type.startswith("image/"):
            content = await ports.workers.run(images.watermark, content, mark, ports.documents.font)
        bundle.add(content, name_of(item))
        for piece in bundle.file():
            yield piece
    for piece in bundle.finalize():
        yield piece


def _cover(archive: Archive, access: ArchiveAccess, mark: str) -> str:
    return (
        f"档案 {archive.no} {archive.title}\n封存版次 {archive.edition}\n"
        f"清单摘要(SHA-256) {archive.manifest_sha256}\n下载人与时间 {mark}\n"
        f"理由 {access.reason}\n图片带有水印;已签署文件保持原样,以便验证签名。\n"
    )
