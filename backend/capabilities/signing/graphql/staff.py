"""How staff see signings."""

from datetime import datetime
from uuid import UUID

import strawberry

from backend.capabilities.organization.graphql import User
from backend.capabilities.signing import models
from backend.capabilities.signing.rules import (
    SignerStatus,
    SigningKind,
    SigningMode,
    SigningOrder,
    TaskStatus,
)
from backend.kit import masks
from backend.kit.graphql import (
    Filter,
    Node,
    Payload,
    column,
    entity,
    many,
    one,
    where,
)
from backend.kit.json import Json


@entity(models.SignatureEvidence, read="signing:read", description="签约证据")
class SignatureEvidence(Node):
    id: UUID = column("标识")
    seq: int = column("链内序号")
    type: str = column("事件")
    at: str = column("时间")
    actor: str = column("行为人")
    data: Json = column("事实")
    prev_hash: str = column("前一条摘要")
    hash: str = column("本条摘要")


@entity(models.SigningRevision, read="signing:read", description="文件修订")
class SigningRevision(Node):
    id: UUID = column("标识")
    revision: int = column("修订号")
    step: str = column("步骤:FREEZE 定稿、SIGN 签名、SEAL 盖章")
    signer_id: UUID | None = column("签署人")
    file_id: UUID = column("文件")
    sha256: str = column("摘要")
    certificate_serial: str = column("证书序列号")
    made_at: datetime = column("时间")


@entity(models.SigningDocument, read="signing:read", description="签署文件")
class SigningDocument(Node):
    id: UUID = column("标识")
    document_id: UUID = column("生成文件")
    file_id: UUID = column("最新修订的文件")
    position: int = column("顺序")
    title: str = column("标题")
    page_count: int = column("页数")
    frozen_sha256: str = column("定稿摘要")
    sha256: str = column("最新修订摘要")
    revision: int = column("最新修订号")
    is_sealed: bool = column("是否已盖章")
    revisions: list[SigningRevision] = many("全部修订", by="document_id")


@entity(models.FaceAttempt, read="signing:read", description="签约人脸核验")
class FaceAttempt(Node):
    id: UUID = column("标识")
    outcome: str = column("结果")
    liveness_pct: int = column("活体分")
    match_pct: int = column("比对分")
    assurance: str = column("保证级别")
    provider: str = column("提供方")
    is_simulated: bool = column("是否模拟")
    used_at: datetime | None = column("使用时间")


@entity(models.PhoneReplacement, read="signing:read", description="更换签约手机号")
class PhoneReplacement(Node):
    id: UUID = column("标识")
    phone: str = column("新手机号", mask=masks.phone)
    reason: str = column("原因")
    is_approved: bool | None = column("是否同意")
    decided_at: datetime | None = column("复核时间")


@entity(models.Signer, read="signing:read", description="签署人")
class Signer(Node):
    id: UUID = column("标识")
    key: str = column("签章位置标识")
    customer_id: UUID = column("客户")
    name: str = column("姓名或名称")
    id_no: str = column("证件号", mask=masks.id_number)
    phone: str = column("手机号", mask=masks.phone)
    role: str = column("身份")
    seq: int = column("顺序")
    status: SignerStatus = column("状态")
    version: int = column("版本")
    is_assisted: bool = column("是否当面办理")
    witness: User | None = one("当面见证人")
    viewed_at: datetime | None = column("打开时间")
    face_failures: int = column("人脸核验失败次数")
    faces: list[FaceAttempt] = many("人脸核验", by="signer_id")
    phone_replacements: list[PhoneReplacement] = many("更换手机号", by="signer_id")
    token_expires_at: datetime | None = column("链接有效至")
    consented_at: datetime | None = column("确认时间")
    signed_at: datetime | None = column("签署时间")
    end_reason: str = column("拒签原因")


@entity(models.SigningTask, read="signing:read", description="签约任务")
class SigningTask(Node):
    id: UUID = column("标识")
    no: str = column("签约编号")
    version: int = column("版本")
    kind: SigningKind = column("种类")
    mode: SigningMode = column("方式")
    order: SigningOrder = column("签署顺序")
    subject_type: str = column("业务种类")
    subject_id: UUID = column("业务标识")
    title: str = column("标题")
    status: TaskStatus = column("状态")
    document_set_sha256: str = column("文件集摘要")
    is_recording_required: bool = column("是否须双录")
    documents: list[SigningDocument] = many("签署文件", by="task_id", order_by=("position",))
    signers: list[Signer] = many("签署人", by="task_id", order_by=("seq", "id"))
    evidence: list[SignatureEvidence] = many("证据链", by="chain_id", order_by=("seq",))
    expires_at: datetime = column("签署期限")
    reminders: int = column("已提醒次数")
    completed_at: datetime | None = column("全部签署时间")
    sealed_at: datetime | None = column("盖章时间")
    end_reason: str = column("拒签或作废原因")
    created_at: datetime = column("发起时间")


@strawberry.input(description="签约任务的筛选条件")
class SigningTaskFilter(Filter):
    no: str | None = where("no", "签约编号")
    kind: SigningKind | None = where("kind", "种类")
    status: list[TaskStatus] | None = where("status__in", "状态")
    subject_type: str | None = where("subject_type", "业务种类")
    subject_id: UUID | None = where("subject_id", "业务标识")


@strawberry.type(description="签约任务办理结果")
class SigningTaskPayload(Payload):
    signing_task: SigningTask | None = strawberry.field(default=None, description="签约任务")


@strawberry.type(description="签署人办理结果")
class SignerPayload(Payload):
    signer: Signer | None = strawberry.field(default=None, description="签署人")


@strawberry.type(description="更换手机号办理结果")
class PhoneReplacementPayload(Payload):
    phone_replacement: PhoneReplacement | None = strawberry.field(
        default=None, description="更换申请"
    )
