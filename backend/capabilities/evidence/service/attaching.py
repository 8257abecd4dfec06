"""Evidence: attached to a slot of a subject, judged by the worker, removed with a reason."""

from dataclasses import dataclass
from datetime import datetime
from decimal import InvalidOperation
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence.errors import UploadNotAccepted
from backend.capabilities.evidence.events import EvidenceAttached
from backend.capabilities.evidence.models import Evidence, Upload
from backend.capabilities.evidence.rules import (
    EvidenceFlag,
    EvidenceKind,
    EvidenceSource,
    UploadStatus,
)
from backend.capabilities.evidence.service.subjects import SubjectFacts, facts_for
from backend.capabilities.evidence.service.uploads import own_upload
from backend.capabilities.privacy import queries as privacy
from backend.capabilities.privacy.rules import ConsentKind
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.places import Position
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachEvidence:
    """把已上传的文件放到资料位置"""

    upload_id: UUID = about("上传")
    subject_type: str = about("所属业务,如 APPLICATION、INVESTIGATION")
    subject_id: UUID = about("所属业务标识")
    slot: str = about("资料位置,如 M04.FIELD_PHOTO、F01")
    kind: EvidenceKind = about("种类")
    source: EvidenceSource = about("来源")
    party_id: UUID | None = about("所属参与人", None)
    field_path: str = about("表单位置", "")
    caption: str = about("说明", "")
    taken_at: datetime | None = about("拍摄时间", None)
    latitude: str = about("纬度,WGS 84", "")
    longitude: str = about("经度,WGS 84", "")
    accuracy_m: int | None = about("位置精度(米)", None)
    device: str = about("设备", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveEvidence:
    """移除一份资料"""

    evidence_id: UUID = about("资料")
    expected_version: int = about("期望的版本")
    reason: str = about("原因")


async def attach_evidence(actor: Actor, command: AttachEvidence) -> Evidence:
    """Put an upload of one's own into a slot; the worker judges it afterwards.

    Raises:
        NotFound: no such upload of the actor's, or no such subject.
        Refused: everything that is wrong, also a place without the customer's consent.
    """
    place, problems = _read_place(command)
    upload = await own_upload(actor, command.upload_id)
    facts = await facts_for(actor, command.subject_type, command.subject_id)
    problems += _upload_problems(upload) + await _consent_problems(facts, place)
    refuse_all(problems)
    async with unit_of_work(actor) as work:
        row = await work.add(Evidence, **_values(command, upload, facts, place))
        work.announce(EvidenceAttached(evidence_id=row.id))
        work.answers_with(row.id)
    return row


async def remove_evidence(actor: Actor, command: RemoveEvidence) -> Evidence:
    """Take evidence out of its slot; the row and the file stay.

    Raises:
        NotFound: not there, or its subject is not the actor's to change.
    """
    if not command.reason.strip():
        raise ValidationFailed("请填写移除原因", "reason")
    async with unit_of_work(actor) as work:
        row = await work.lock(
            Evidence,
            command.evidence_id,
            within=rows_within(Evidence, actor, "evidence:attach"),
            expected_version=command.expected_version,
        )
        await facts_for(actor, row.subject_type, row.subject_id)
        if row.removed_at is None:
            await row.revise(actor.id, removed_at=work.now, removed_reason=command.reason[:200])
            facts = {"slot": row.slot, "sha256": row.sha256}
            audit.record(work, "Evidence.remove", "Evidence", row.id, facts)
        work.answers_with(row.id)
    return row


def place_of(text: str | None) -> Position | None:
    """Read a kept position."""
    return Position.read(*text.split(",")) if text else None


def _read_place(command: AttachEvidence) -> tuple[Position | None, list[Refusal]]:
    if not command.latitude and not command.longitude:
        return None, []
    try:
        place = Position.read(command.latitude, command.longitude)
        # Comparing what is not a number fails too.
        is_on_earth = place.exists
    except InvalidOperation:
        return None, [ValidationFailed("位置须为经纬度数字", "latitude")]
    if not is_on_earth:
        return None, [ValidationFailed("位置超出经纬度范围", "latitude")]
    return place, []


def _upload_problems(upload: Upload) -> list[Refusal]:
    match upload.status:
        case UploadStatus.GRANTED:
            return [ValidationFailed("文件尚未确认上传", "upload_id")]
        case UploadStatus.REFUSED:
            text, code = upload.refusal_text, upload.refusal_code
            return [UploadNotAccepted(path=("upload_id",), problem=text, cause=code)]
        case _:
            return []


async def _consent_problems(facts: SubjectFacts, place: Position | None) -> list[Refusal]:
    if place is None or facts.customer_id is None:
        return []
    return list(
        await privacy.missing(
            facts.customer_id, facts.customer_name, (ConsentKind.LOCATION,), path=("latitude",)
        )
    )


def _values(
    command: AttachEvidence, upload: Upload, facts: SubjectFacts, place: Position | None
) -> dict[str, Any]:
    from_album = command.source is EvidenceSource.ALBUM
    return {
        "upload_id": upload.id,
        "sha256": upload.sha256,
        "subject_type": command.subject_type,
        "subject_id": command.subject_id,
        "case_id": facts.case_id,
        "org_id": facts.org_id,
        "org_path": facts.org_path,
        "owner_id": facts.owner_id,
        "co_owner_id": facts.co_owner_id,
        "party_id": command.party_id,
        "slot": command.slot,
        "field_path": command.field_path,
        "kind": command.kind,
        "source": command.source,
        "caption": command.caption[:120],
        "taken_at": command.taken_at,
        "position": f"{place.latitude},{place.longitude}" if place else None,
        "accuracy_m": command.accuracy_m,
        "device": command.device[:120],
        "flags": [EvidenceFlag.FROM_ALBUM.value] if from_album else [],
    }
