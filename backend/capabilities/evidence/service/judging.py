"""The worker's judgement: what the picture says of itself, and whether another case has it."""

from uuid import UUID

from tortoise import connections

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence.events import PhotoReused
from backend.capabilities.evidence.models import Evidence, FileObject, Upload
from backend.capabilities.evidence.rules import (
    LOOKS_ALIKE_BITS,
    Claim,
    EvidenceFlag,
    EvidenceKind,
    EvidenceSource,
    Picture,
    Reuse,
    UploadStatus,
    flags_of,
)
from backend.capabilities.evidence.service.attaching import place_of
from backend.capabilities.evidence.service.documents import read_file
from backend.capabilities.evidence.service.uploads import aware
from backend.kit.actor import Actor
from backend.kit.places import Position
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from storage import images

# Of one colour: every such picture looks like every other.
PLAIN = ("", "0" * 16, "f" * 16)
_ALIKE = """
select case_id from evidence
where legal_entity_id = $1 and case_id <> $2 and id < $5 and removed_at is null and phash <> ''
  and bit_count(('x' || phash)::bit(64) # ('x' || $3)::bit(64)) <= $4
order by id limit 1
"""


async def judge_upload(actor: Actor, upload_id: UUID, ports: Ports) -> None:
    """Judge all evidence of an upload."""
    for row in await Evidence.filter(upload_id=upload_id, file_id__isnull=True):
        await judge(actor, row.id, ports)


async def judge(actor: Actor, evidence_id: UUID, ports: Ports) -> None:
    """Give evidence its file and flags; done again, it changes nothing."""
    row = await Evidence.get(id=evidence_id).select_related("upload__file")
    upload: Upload = row.upload
    if row.file_id is not None or upload.status not in (
        UploadStatus.TAKEN_IN,
        UploadStatus.REFUSED,
    ):
        return
    if upload.status == UploadStatus.REFUSED:
        await _settle(actor, row.id, upload, [EvidenceFlag.REFUSED], None)
        return
    assert upload.file is not None
    picture = await _picture(ports, upload.file)
    other, reuse = await _reuse(row, upload.phash)
    claim = Claim(
        EvidenceKind(row.kind),
        EvidenceSource(row.source),
        row.taken_at,
        place_of(row.position),
    )
    flags = flags_of(claim, picture, reuse, is_scanned=upload.is_scanned)
    await _settle(actor, row.id, upload, flags, other)


async def _picture(ports: Ports, file: FileObject) -> Picture | None:
    if not file.content_type.startswith("image/"):
        return None
    told = (await ports.workers.run(images.ingest, await read_file(ports, file))).evidence
    at = told.position
    place = Position.read(str(at.latitude), str(at.longitude)) if at else None
    return Picture(told.maker or "", told.software or "", aware(told.taken_at), place)


async def _reuse(row: Evidence, phash: str) -> tuple[UUID | None, Reuse]:
    """Look for the picture in other cases of the same bank, attached before (INV-22)."""
    others = Evidence.filter(
        legal_entity_id=row.legal_entity_id,
        sha256=row.sha256,
        id__lt=row.id,
        removed_at__isnull=True,
    )
    same = await others.exclude(case_id=row.case_id).first()
    if same is not None:
        return same.case_id, Reuse(same=True, alike=True)
    if phash in PLAIN:
        return None, Reuse()
    _, found = await connections.get("default").execute_query(
        _ALIKE, [row.legal_entity_id, row.case_id, phash, LOOKS_ALIKE_BITS, row.id]
    )
    return (found[0]["case_id"], Reuse(alike=True)) if found else (None, Reuse())


async def _settle(
    actor: Actor,
    evidence_id: UUID,
    upload: Upload,
    flags: list[EvidenceFlag],
    other_case: UUID | None,
) -> None:
    async with unit_of_work(actor) as work:
        row = await work.lock(Evidence, evidence_id)
        kept = set(flags) | {EvidenceFlag(flag) for flag in row.flags}
        await row.revise(
            actor.id,
            file_id=upload.file_id,
            phash=upload.phash,
            flags=[flag.value for flag in EvidenceFlag if flag in kept],
        )
        if other_case is not None:
            _tell_reuse(work, row, other_case)


def _tell_reuse(work: Work, row: Evidence, other_case: UUID) -> None:
    same = EvidenceFlag.REUSED.value in row.flags
    facts = {"case": str(row.case_id), "other_case": str(other_case), "same_bytes": same}
    audit.record(work, "Evidence.reused", "Evidence", row.id, facts)
    work.announce(
        PhotoReused(
            evidence_id=row.id, case_id=row.case_id, other_case_id=other_case, same_bytes=same
        )
    )
