"""Collecting (收集): what the case has, placed by the catalogue; done again, only what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.archive.models import Archive, ArchiveItem
from backend.capabilities.archive.rules import (
    ARCHIVE_MACHINE,
    ArchiveStatus,
    Found,
    Placed,
    completeness,
    mandatory_codes,
    place,
)
from backend.capabilities.archive.service.records import own_records
from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization import queries as credit_authorizations
from backend.capabilities.disbursement import queries as disbursements
from backend.capabilities.disbursement.events import DisbursementPaid
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as evidence_service
from backend.capabilities.evidence.rules import DocumentStatus
from backend.capabilities.guarantee import queries as guarantee
from backend.capabilities.investigation import queries as investigations
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from storage.names import Kind
from storage.vault import StoredObject

if TYPE_CHECKING:
    from backend.capabilities.evidence.models import FileObject

SUFFIXES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/json": ".json",
}
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Record:
    """One of the system's own records, stored and waiting for its row."""

    code: str
    title: str
    stored: StoredObject


async def build(actor: Actor, event: DisbursementPaid, ports: Ports) -> None:
    """Build the archive of a disbursement, or add what has come since.

    Records are made and stored first; rows follow in one transaction. Doing it twice
    adds nothing: a file is known by its code and hash.
    """
    records = [
        Record(
            code,
            title,
            await evidence_service.store_bytes(ports, content, Kind.DOCUMENT, JSON_TYPE),
        )
        for code, title, content in await own_records(event)
    ]
    async with unit_of_work(actor) as work:
        archive = await _archive(work, event)
        await collect(work, archive, records)


async def _archive(work: Work, event: DisbursementPaid) -> Archive:
    known = await Archive.filter(disbursement_id=event.disbursement_id).first()
    if known is not None:
        return await work.lock(Archive, known.id)
    application = await applications.by_id(event.application_id)
    content, library = await applications.content_for(application)
    catalogue = library.archive_catalogues[content.archive_catalogue]
    note = await disbursements.note_of(event.note_id)
    archive = await work.add(
        Archive,
        no=await next_no(work, "DA"),
        disbursement_id=event.disbursement_id,
        application_id=event.application_id,
        contract_id=event.contract_id,
        title=f"{content.info.name_zh} 借据 {note.no}",
        catalogue_code=catalogue.code,
        catalogue_version=catalogue.version,
        missing=[],
        exceptions=[],
        legal_entity_id=application.legal_entity_id,
        org_id=application.org_id,
        org_path=application.org_path,
        owner_id=application.owner_id,
    )
    await audit.note_transition(work, archive, "", ArchiveStatus.COLLECTING, "create")
    return archive


async def collect(work: Work, archive: Archive, records: Iterable[Record] = ()) -> int:
    """Add the case's files that the archive does not hold yet; returns how many."""
    application = await applications.by_id(archive.application_id)
    content, library = await applications.content_for(application)
    catalogue = library.archive_catalogues[archive.catalogue_code]
    held = await ArchiveItem.filter(archive_id=archive.id).using_db(work.connection)
    known = {(item.doc_code, item.sha256) for item in held}
    found = await _case_files(archive)
    found += [
        await _record_file(work, one)
        for one in records
        if (one.code, one.stored.sha256) not in known
    ]
    placed = place(catalogue, found)
    fresh = [one for one in placed if (one.code, one.found.sha256) not in known]
    for one in fresh:
        await _add_item(work, archive, one)
    mandatory = mandatory_codes(content, catalogue)
    present = {code for code, _ in known} | {one.code for one in fresh}
    missing = [code for code in mandatory if code not in present]
    await _conclude(work, archive, missing, completeness(mandatory, missing))
    return len(fresh)


async def _case_files(archive: Archive) -> list[Found]:
    subjects = await subjects_of(archive)
    documents = [
        row
        for row in await evidence.documents_about(subjects)
        if row.status in (DocumentStatus.SIGNED, DocumentStatus.FROZEN)
    ]
    pictures = [row for row in await evidence.evidence_about(subjects) if row.file_id]
    ids = [row.file_id for row in documents] + [row.file_id for row in pictures if row.file_id]
    files = await evidence.files_by_ids(ids)
    found = [
        _found(row.template_code, row.title, files[row.file_id], row.page_count)
        for row in documents
    ]
    return found + [
        _found(row.slot, row.caption or row.slot, files[row.file_id])
        for row in pictures
        if row.file_id
    ]


async def subjects_of(archive: Archive) -> list[UUID]:
    """Name everything whose files belong to this archive."""
    case = archive.application_id
    notes = await disbursements.notes_of_contract(archive.contract_id)
    visit = await investigations.investigation_of(case)
    asked = await credit_authorizations.queries_of(case)
    guarantees = await guarantee.guarantees_of(case)
    collateral = await guarantee.collateral_of(case)
    return [
        case,
        *([visit.id] if visit else []),
        *{query.authorization_id for query in asked},
        *(one.id for one in (*guarantees, *collateral)),
        archive.contract_id,
        archive.disbursement_id,
        *(note.id for note in notes if note.disbursement_id == archive.disbursement_id),
    ]


def _found(code: str, title: str, file: "FileObject", pages: int = 0) -> Found:
    suffix = SUFFIXES.get(file.content_type, ".bin")
    return Found(code, title, str(file.id), file.sha256, pages, suffix)


async def _record_file(work: Work, record: Record) -> Found:
    file = await evidence_service.keep_file(
        work, record.stored, kind=Kind.DOCUMENT, name=f"{record.title}.json"
    )
    return _found(record.code, record.title, file)


async def _add_item(work: Work, archive: Archive, one: Placed) -> None:
    await work.add(
        ArchiveItem,
        legal_entity_id=archive.legal_entity_id,
        archive_id=archive.id,
        edition=archive.edition + 1,
        category_code=one.category,
        category_zh=one.category_zh,
        doc_code=one.code,
        title=one.found.title[:160],
        seq=one.seq,
        pages=one.found.pages,
        sha256=one.found.sha256,
        file_id=UUID(one.found.file_id),
    )


async def _conclude(work: Work, archive: Archive, missing: list[str], percent: int) -> None:
    facts: dict[str, Any] = {"missing": missing, "completeness_pct": percent}
    if archive.status in (ArchiveStatus.COLLECTING, ArchiveStatus.COMPLETE):
        to = ArchiveStatus.COLLECTING if missing else ArchiveStatus.COMPLETE
        await audit.move(work, archive, ARCHIVE_MACHINE, "collect", to=to, **facts)
    else:
        await archive.revise(work.actor.id, **facts)
