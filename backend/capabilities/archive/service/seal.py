"""Checking and sealing (检查与封存): a manifest over every file, kept beside the bundle."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from backend.capabilities.archive import queries
from backend.capabilities.archive.errors import ArchiveIncomplete, ArchiveNothingNew
from backend.capabilities.archive.events import ArchiveSealed
from backend.capabilities.archive.models import Archive, ArchiveItem
from backend.capabilities.archive.rules import ARCHIVE_MACHINE, Found, Placed, file_name
from backend.capabilities.archive.service.collect import SUFFIXES, collect
from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as evidence_service
from backend.capabilities.notification import service as notification
from backend.capabilities.organization.rules import check_not_maker
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.command import about
from backend.kit.refusal import NotFound, Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work
from backend.ports import Ports
from storage.bundle import BundleBuilder, BundleFile, Verdict, verify
from storage.names import Kind
from storage.vault import StoredObject

# Settlement is not known yet; its fifteen years are added when it comes.
RETENTION = timedelta(days=15 * 365 + 4)
REASON_MIN, REASON_MAX = 5, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionGiven:
    """缺少材料的说明"""

    code: str = about("材料代码")
    reason: str = about("原因,5 到 200 字")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckArchive:
    """检查档案"""

    archive_id: UUID = about("档案")
    expected_version: int = about("期望版本")
    exceptions: list[ExceptionGiven] = about("缺少材料的说明", [])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeArchive:
    """封存档案,或为已封存的档案补充材料"""

    archive_id: UUID = about("档案")
    expected_version: int = about("期望版本")


async def check_archive(actor: Actor, command: CheckArchive) -> Archive:
    """Say that an archive is as it should be; what is missing needs a reason.

    Raises:
        MakerChecker: the actor is the case's customer manager.
        Refused: something is missing without a reason.
    """
    async with unit_of_work(actor) as work:
        archive = await work.lock(
            Archive,
            command.archive_id,
            within=rows_within(Archive, actor, "archive:seal"),
            expected_version=command.expected_version,
        )
        check_not_maker(actor.id, [archive.owner_id], "档案检查")
        refuse_all(_unexplained(archive, command.exceptions))
        await audit.move(
            work,
            archive,
            ARCHIVE_MACHINE,
            "check",
            checked_by=actor.id,
            exceptions=[
                {"code": one.code, "reason": one.reason, "by": actor.name}
                for one in command.exceptions
            ],
        )
        work.answers_with(archive.id)
    return archive


def _unexplained(archive: Archive, given: list[ExceptionGiven]) -> list[Refusal]:
    explained = {one.code for one in given if REASON_MIN <= len(one.reason.strip()) <= REASON_MAX}
    open_codes = [code for code in archive.missing if code not in explained]
    wrong: list[Refusal] = [
        ValidationFailed(f"“{one.code}”不缺,无需说明", "exceptions")
        for one in given
        if one.code not in archive.missing
    ]
    if open_codes:
        wrong.append(ArchiveIncomplete(path=("exceptions",), missing="、".join(open_codes)))
    return wrong


async def seal_archive(actor: Actor, command: ChangeArchive, ports: Ports) -> Archive:
    """Put every file under one manifest, keep the bundle, and write its hash down (INV-59).

    The bundle is made and stored first. Only if nothing has changed meanwhile does its
    hash become the archive's; otherwise it stays an object that nobody names.

    Raises:
        NotFound: out of reach.
        IllegalTransition: not checked.
        VersionConflict: the archive changed while the bundle was made.
        StoreUnavailable: not kept; do it again.
    """
    within = rows_within(Archive, actor, "archive:seal")
    before = await Archive.filter(within, id=command.archive_id).first()
    if before is None:
        raise NotFound(path=("archive_id",))
    check_not_maker(actor.id, [before.owner_id], "档案封存")
    ARCHIVE_MACHINE.next(before.status, "seal")
    builder = await _builder(before, ports)
    stored = await ports.vault.put_sealed(
        builder.stream(),
        Kind.BUNDLE,
        content_type="application/zip",
        retain_until=utc_now() + RETENTION,
    )
    async with unit_of_work(actor) as work:
        archive = await work.lock(
            Archive, before.id, within=within, expected_version=command.expected_version
        )
        name = f"{archive.no}-v{archive.edition + 1}.zip"
        file = await evidence_service.keep_file(work, stored, kind=Kind.BUNDLE, name=name)
        await audit.move(
            work,
            archive,
            ARCHIVE_MACHINE,
            "seal",
            edition=archive.edition + 1,
            sealed_by=actor.id,
            sealed_at=work.now,
            bundle_file_id=file.id,
            manifest_sha256=builder.manifest.sha256,
            is_locked=ports.vault.has_object_lock,
        )
        await notification.tell(
            work,
            event="ARCHIVE_SEALED",
            to=[archive.owner_id],
            title="档案已封存",
            text=f"{archive.title}的档案 {archive.no} 已封存",
            subject_type="ARCHIVE",
            subject_id=archive.id,
            once=f"archive-sealed:{archive.id}:{archive.edition}",
        )
        work.announce(ArchiveSealed(archive_id=archive.id, edition=archive.edition))
        work.answers_with(archive.id)
    return archive


async def _builder(archive: Archive, ports: Ports) -> BundleBuilder:
    items = await queries.items_of(archive.id)
    return BundleBuilder(
        [bundle_file(item, ports) for item in items],
        title=f"{archive.no} {archive.title}",
        sealed_at=utc_now(),
        previous=archive.manifest_sha256 or None,
        facts={"archiveNo": archive.no, "edition": archive.edition + 1},
    )


def bundle_file(item: ArchiveItem, ports: Ports) -> BundleFile:
    """Describe an item as a file of a bundle."""
    stored = evidence_service.stored_of(item.file)
    return BundleFile(name_of(item), item.sha256, lambda: _opened(ports, stored))


def _opened(ports: Ports, stored: StoredObject) -> AsyncIterator[bytes]:
    return ports.vault.open(stored)


def name_of(item: ArchiveItem) -> str:
    """Name an item within the bundle; the edition keeps supplements apart."""
    suffix = SUFFIXES.get(item.file.content_type, ".bin")
    found = Found(item.doc_code, item.title, str(item.file_id), item.sha256, item.pages, suffix)
    seq = item.edition * 1000 + item.seq if item.edition > 1 else item.seq
    return file_name(Placed(item.category_code, item.category_zh, item.doc_code, seq, found))


async def supplement_archive(actor: Actor, command: ChangeArchive) -> Archive:
    """Add what has come since the sealing; the archive must then be sealed anew.

    Raises:
        ArchiveNothingNew: nothing has come.
    """
    async with unit_of_work(actor) as work:
        archive = await work.lock(
            Archive,
            command.archive_id,
            within=rows_within(Archive, actor, "archive:seal"),
            expected_version=command.expected_version,
        )
        check_not_maker(actor.id, [archive.owner_id], "档案补充")
        await audit.move(work, archive, ARCHIVE_MACHINE, "supplement")
        if not await collect(work, archive):
            raise ArchiveNothingNew
        work.answers_with(archive.id)
    return archive


async def verify_archive(actor: Actor, archive_id: UUID, ports: Ports) -> Verdict:
    """Read the sealed bundle back and prove every file against the manifest's hash.

    Raises:
        NotFound: out of reach, or not sealed yet.
    """
    within = rows_within(Archive, actor, "archive:read")
    archive = await Archive.filter(within, id=archive_id).first()
    if archive is None or archive.bundle_file_id is None:
        raise NotFound(path=("id",))
    file = await evidence.file_of(archive.bundle_file_id)
    with tempfile.TemporaryFile() as copy:
        async for piece in ports.vault.open(evidence_service.stored_of(file)):
            copy.write(piece)
        copy.seek(0)
        return verify(copy, manifest_sha256=archive.manifest_sha256)
