"""How clients see uploads, evidence, documents and checks of identity."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q
from tortoise.models import Model

from backend.capabilities.evidence import models, service
from backend.capabilities.evidence.rules import (
    CardOutcome,
    CheckAnswer,
    DocumentStatus,
    EvidenceFlag,
    EvidenceKind,
    EvidenceSource,
    UploadStatus,
)
from backend.capabilities.organization.graphql import User
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.graphql import (
    Context,
    Door,
    Filter,
    Node,
    Payload,
    batched,
    column,
    derived,
    entity,
    many,
    one,
    where,
)
from backend.kit.json import Json
from backend.ports.identity_check import CheckKind
from backend.ports.ocr import CardKind

door = Door()


def own(_: type[Model], actor: Actor, __: str) -> Q:
    """See what one has made oneself."""
    return Q(created_by=actor.id)


def _url(file_id: UUID) -> str:
    return f"/files/{file_id}"


def _rough_place(position: str | None) -> str | None:
    place = service.place_of(position)
    # The exact place stays where distances are computed.
    return place.rounded if place else None


async def _upload_urls(context: Context, ids: list[UUID]) -> dict[UUID, str | None]:
    rows = await models.Upload.filter(id__in=ids, created_by=context.actor.id)
    now = utc_now()
    return {row.id: await service.upload_url(context.ports, row, now) for row in rows}


@entity(models.FileObject, read="evidence:read", description="电子文件")
class FileObject(Node):
    id: UUID = column("标识")
    sha256: str = column("内容摘要 SHA-256")
    size: int = column("字节数")
    content_type: str = column("类型")
    name: str = column("原文件名", "original_name")
    url: str = derived("下载路径,同源,须带令牌", needs=("id",), by=_url)
    created_at: datetime = column("入库时间")


@entity(models.Upload, read="evidence:upload", scope=own, description="上传")
class Upload(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    status: UploadStatus = column("状态")
    url: str | None = batched("PUT 地址,同源,五分钟内有效", _upload_urls)
    expires_at: datetime = column("地址失效时间")
    size: int = column("声明的字节数")
    sha256: str = column("声明的摘要")
    refusal_code: str = column("拒收代码")
    refusal_text: str = column("拒收原因")
    file_id: UUID | None = column("文件标识")


@entity(models.Evidence, read="evidence:read", description="影像资料")
class Evidence(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    subject_type: str = column("所属业务")
    subject_id: UUID = column("所属业务标识")
    party_id: UUID | None = column("所属参与人")
    slot: str = column("资料位置")
    field_path: str = column("表单位置")
    kind: EvidenceKind = column("种类")
    source: EvidenceSource = column("来源")
    caption: str = column("说明")
    taken_at: datetime | None = column("拍摄时间")
    place: str | None = derived("拍摄位置,约一公里", needs=("position",), by=_rough_place)
    accuracy_m: int | None = column("位置精度(米)")
    device: str = column("设备")
    sha256: str = column("内容摘要")
    flags: list[EvidenceFlag] = derived(
        "疑点", needs=("flags",), by=lambda flags: [EvidenceFlag(flag) for flag in flags]
    )
    file: FileObject | None = one("文件,入库后才有")
    uploader: User | None = one("上传人", by="created_by")
    removed_at: datetime | None = column("移除时间")
    removed_reason: str = column("移除原因")
    created_at: datetime = column("上传时间")


@entity(models.DocumentRevision, read="evidence:read", description="文件修订")
class DocumentRevision(Node):
    id: UUID = column("标识")
    number: int = column("修订号")
    sha256: str = column("摘要")
    certificate_serial: str = column("证书序列号")
    file: FileObject | None = one("文件")
    created_at: datetime = column("时间")


@entity(models.GeneratedDocument, read="evidence:read", description="生成文件")
class GeneratedDocument(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    template_code: str = column("模板代码")
    template_version: int = column("模板版本")
    title: str = column("标题")
    subject_type: str = column("所属业务")
    subject_id: UUID = column("所属业务标识")
    status: DocumentStatus = column("状态")
    sha256: str = column("当前修订的摘要")
    page_count: int = column("页数")
    file: FileObject | None = one("当前文件")
    revisions: list[DocumentRevision] = many("各修订", by="document_id", order_by=("number",))
    created_at: datetime = column("生成时间")


@entity(models.CardReading, read="evidence:upload", scope=own, description="证照识别")
class CardReading(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    kind: CardKind = column("证照种类")
    outcome: CardOutcome = column("结果")
    fields: list[Json] = derived("识别的字段与置信度", needs=("found",), by=json.loads)
    engine: str = column("识别引擎")
    is_simulated: bool = column("是否模拟")
    confirmed_at: datetime | None = column("人工确认时间")


@entity(models.IdentityCheck, read="evidence:identity", description="身份核验")
class IdentityCheck(Node):
    id: UUID = column("标识")
    kind: CheckKind = column("核验种类")
    outcome: CheckAnswer = column("结果,UNAVAILABLE 不是通过")
    vendor_ref: str = column("外部流水号")
    is_simulated: bool = column("是否模拟")
    checked_at: datetime = column("核验时间")
    customer_id: UUID | None = column("客户标识")


@strawberry.input(description="影像资料的筛选条件")
class EvidenceFilter(Filter):
    subject_type: str | None = where("subject_type", "所属业务")
    subject_id: UUID | None = where("subject_id", "所属业务标识")
    slot: str | None = where("slot", "资料位置")
    removed: bool | None = where("removed_at__not_isnull", "是否已移除")


@strawberry.input(description="身份核验的筛选条件")
class IdentityCheckFilter(Filter):
    customer_id: UUID | None = where("customer_id", "客户")
    kind: CheckKind | None = where("kind", "核验种类")


@strawberry.type(description="上传的办理结果")
class UploadPayload(Payload):
    upload: Upload | None = strawberry.field(default=None, description="上传")


@strawberry.type(description="影像资料的办理结果")
class EvidencePayload(Payload):
    evidence: Evidence | None = strawberry.field(default=None, description="影像资料")


@strawberry.type(description="证照识别的结果")
class CardReadingPayload(Payload):
    card_reading: CardReading | None = strawberry.field(default=None, description="证照识别")


@strawberry.type(description="身份核验的结果")
class IdentityCheckPayload(Payload):
    identity_check: IdentityCheck | None = strawberry.field(default=None, description="身份核验")


door.one("upload", Upload, "一次本人的上传")
door.one("evidenceItem", Evidence, "一份影像资料")
door.list("evidenceItems", Evidence, "影像资料", filters=EvidenceFilter)
door.list("identityChecks", IdentityCheck, "身份核验记录", filters=IdentityCheckFilter)


@door.query("generatedDocuments", allow="evidence:read", description="一项业务的生成文件")
async def generated_documents(
    context: Context, subject_type: str, subject_id: UUID
) -> list[GeneratedDocument]:
    """Show the documents of a subject that the actor may see."""
    rows = await service.visible_documents(context.actor, subject_type, subject_id)
    node: Any = GeneratedDocument
    return [node(row) for row in rows]


VERBS: tuple[tuple[Any, Any, str, str], ...] = (
    (service.request_upload, UploadPayload, "evidence:upload", "申请上传一个文件"),
    (service.confirm_upload, UploadPayload, "evidence:upload", "确认文件已经上传"),
    (service.attach_evidence, EvidencePayload, "evidence:attach", "把文件放到资料位置"),
    (service.remove_evidence, EvidencePayload, "evidence:attach", "移除一份资料,留痕"),
    (service.read_card, CardReadingPayload, "evidence:upload", "识别证照照片"),
    (service.confirm_card_reading, CardReadingPayload, "evidence:upload", "人工确认识别结果"),
    (service.record_identity_check, IdentityCheckPayload, "evidence:identity", "核验身份"),
)
for verb, gives, allow, description in VERBS:
    door.mutation(verb, gives=gives, allow=allow, description=description)
