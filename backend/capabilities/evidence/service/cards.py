"""Cards: read by the reader, confirmed by a person; and registers of identity."""

import json
from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.evidence.errors import (
    CardUnreadable,
    RegisterUnavailable,
    StoreUnavailable,
    UploadMissing,
)
from backend.capabilities.evidence.models import CardReading, FileObject, IdentityCheck, Upload
from backend.capabilities.evidence.rules import CardOutcome, CheckAnswer, UploadStatus
from backend.capabilities.evidence.service.documents import read_file
from backend.capabilities.evidence.service.uploads import own_upload
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.ids import uuid7
from backend.kit.json import Json
from backend.kit.refusal import NotFound, Refusal, ValidationFailed, refuse_all
from backend.kit.work import unit_of_work
from backend.ports import Ports
from backend.ports.failures import Unavailable
from backend.ports.identity_check import (
    CardClaim,
    CheckKind,
    IdClaim,
    IdentityResult,
    PhoneClaim,
)
from backend.ports.ocr import CardKind, OcrResult, TooBlurred, Unreadable, WrongKind
from storage.store import ObjectMissing, StorageFailure

CARD_ZH = {
    CardKind.ID_FRONT: "身份证人像面",
    CardKind.ID_BACK: "身份证国徽面",
    CardKind.BUSINESS_LICENCE: "营业执照",
    CardKind.BANK_CARD: "银行卡",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCard:
    """识别证照照片上的字段"""

    upload_id: UUID = about("上传")
    kind: CardKind = about("证照种类")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCardReading:
    """人工确认识别的字段"""

    reading_id: UUID = about("识别记录")
    expected_version: int = about("期望的版本")
    fields: Json = about("确认后的字段")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIdentityCheck:
    """向外部登记核验身份"""

    kind: CheckKind = about("核验种类")
    name: str = about("姓名")
    id_no: str = about("身份证号")
    phone: str = about("手机号,手机三要素与银行卡四要素须填", "")
    card_no: str = about("银行卡号,银行卡四要素须填", "")
    customer_id: UUID | None = about("客户", None)


async def read_card(actor: Actor, command: ReadCard, ports: Ports) -> CardReading:
    """Read a card from an upload of one's own; the fields wait for a person's confirmation.

    Raises:
        CardUnreadable: take another picture.
        RegisterUnavailable: the reader does not answer.
    """
    upload = await own_upload(actor, command.upload_id)
    result = await _read(ports, await _content(ports, upload), command.kind)
    found = [
        {"name": field.name.value, "value": field.value, "confidencePct": field.confidence_pct}
        for field in result.fields
    ]
    async with unit_of_work(actor) as work:
        row = await work.add(
            CardReading,
            upload_id=upload.id,
            kind=command.kind,
            outcome=CardOutcome.READ,
            found=json.dumps(found, ensure_ascii=False),
            engine=f"{result.engine} {result.engine_version}",
            is_simulated=result.simulated,
        )
        work.answers_with(row.id)
    return row


async def confirm_card_reading(actor: Actor, command: ConfirmCardReading) -> CardReading:
    """Keep what a person made of the reading, beside what the reader found.

    Raises:
        NotFound: no such reading of the actor's own.
    """
    async with unit_of_work(actor) as work:
        row = await work.lock(
            CardReading, command.reading_id, expected_version=command.expected_version
        )
        if row.created_by != actor.id:
            raise NotFound(path=("reading_id",))
        await row.revise(
            actor.id,
            confirmed=json.dumps(command.fields, ensure_ascii=False),
            confirmed_by=actor.id,
            confirmed_at=work.now,
        )
        work.answers_with(row.id)
    return row


async def record_identity_check(
    actor: Actor, command: RecordIdentityCheck, ports: Ports
) -> IdentityCheck:
    """Ask a register and write its answer down; no answer is UNAVAILABLE, never a pass.

    Raises:
        Refused: what the kind of check needs is missing.
    """
    refuse_all(_lacking(command))
    check_id = uuid7()
    result = await _ask(ports, command, str(check_id))
    async with unit_of_work(actor) as work:
        row = await work.add(
            IdentityCheck,
            id=check_id,
            kind=command.kind,
            customer_id=command.customer_id,
            id_no_hash=blind_index(command.id_no),
            outcome=CheckAnswer(result.outcome.value) if result else CheckAnswer.UNAVAILABLE,
            vendor_ref=result.vendor_ref if result else "",
            is_simulated=result.simulated if result else False,
            checked_at=result.checked_at if result else work.now,
        )
        work.answers_with(row.id)
    return row


def _lacking(command: RecordIdentityCheck) -> list[Refusal]:
    needs = {"name": "姓名", "id_no": "身份证号"}
    if command.kind is not CheckKind.ID_NETWORK:
        needs["phone"] = "手机号"
    if command.kind is CheckKind.BANKCARD_4F:
        needs["card_no"] = "银行卡号"
    return [
        ValidationFailed(f"请填写{label}", name)
        for name, label in needs.items()
        if not getattr(command, name).strip()
    ]


async def _ask(
    ports: Ports, command: RecordIdentityCheck, request_id: str
) -> IdentityResult | None:
    who = {"request_id": request_id, "name": command.name, "id_no": command.id_no}
    try:
        match command.kind:
            case CheckKind.ID_NETWORK:
                return await ports.identity_check.check_id_network(IdClaim(**who))
            case CheckKind.PHONE_3F:
                claim = PhoneClaim(**who, phone=command.phone)
                return await ports.identity_check.check_phone(claim)
            case CheckKind.BANKCARD_4F:
                card = CardClaim(**who, phone=command.phone, card_no=command.card_no)
                return await ports.identity_check.check_bank_card(card)
    except Unavailable:
        return None


async def _content(ports: Ports, upload: Upload) -> bytes:
    if upload.status == UploadStatus.TAKEN_IN:
        assert upload.file_id is not None
        return await read_file(ports, await FileObject.get(id=upload.file_id))
    if upload.status != UploadStatus.CONFIRMED:
        raise UploadMissing(path=("upload_id",))
    vault = ports.vault
    try:
        return await vault.store.get(vault.buckets.tmp, upload.key, size_max=upload.size)
    except ObjectMissing:
        raise UploadMissing(path=("upload_id",)) from None
    except StorageFailure as failure:
        raise StoreUnavailable from failure


async def _read(ports: Ports, image: bytes, kind: CardKind) -> OcrResult:
    try:
        return await ports.ocr.read(image, kind)
    except WrongKind as wrong:
        problem = f"照片是{CARD_ZH[wrong.found]},不是{CARD_ZH[kind]}"
    except TooBlurred:
        problem = "照片模糊,无法识别,请重新拍摄"
    except Unreadable:
        problem = "照片上没有识别到证照,请重新拍摄"
    except Unavailable as failure:
        raise RegisterUnavailable(system="证照识别") from failure
    raise CardUnreadable(path=("upload_id",), problem=problem)
