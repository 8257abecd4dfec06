"""How a signer sees his own part, and what verifying a file answers."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q

from backend.capabilities.signing import models, service
from backend.capabilities.signing.rules import (
    SIGNER_MACHINE,
    SignerStatus,
    SigningKind,
    SigningMode,
    TaskStatus,
)
from backend.kit import masks
from backend.kit.actor import Actor
from backend.kit.graphql import (
    Node,
    Payload,
    column,
    derived,
    entity,
    many,
    one,
)
from backend.kit.json import Json
from backend.ports import Ports

TAKE_PART = "signing:take-part"


def own_rows(model: Any, actor: Actor, permission: str) -> Q:
    """Select what belongs to the signer who asks, and nothing of anybody else."""
    mine = actor.subject_id
    if mine is None or not actor.may(permission):
        return Q(pk__isnull=True)
    if model is models.Signer:
        return Q(id=mine)
    if model is models.SignerDocument:
        return Q(signer_id=mine)
    return Q(signers__id=mine) if model is models.SigningTask else Q(signers__signer_id=mine)


def allowed_actions(status: SignerStatus) -> list[str]:
    """List what a signer can do now."""
    return SIGNER_MACHINE.allowed(SignerStatus(status))


@entity(
    models.SigningDocument, read=TAKE_PART, scope=own_rows, description="本人签署文件的内容说明"
)
class OwnSigningDocument(Node):
    title: str = column("标题")
    page_count: int = column("页数")
    position: int = column("顺序")
    sha256: str = column("最新修订摘要")
    is_sealed: bool = column("是否已盖章")


@entity(models.SignerDocument, read=TAKE_PART, scope=own_rows, description="本人的一份签署文件")
class OwnDocument(Node):
    id: UUID = column("标识")
    document: OwnSigningDocument | None = one("文件")
    opened_at: datetime | None = column("打开时间")
    read_seconds: int = column("阅读秒数")
    is_scrolled: bool = column("是否读到末尾")
    signed_at: datetime | None = column("签名时间")


@entity(models.SigningTask, read=TAKE_PART, scope=own_rows, description="本人参与的签约")
class OwnTask(Node):
    title: str = column("标题")
    kind: SigningKind = column("种类")
    mode: SigningMode = column("方式")
    status: TaskStatus = column("状态")
    disclosure: Json | None = column("综合融资成本明示表")
    disclosure_sha256: str = column("明示表摘要")
    expires_at: datetime = column("签署期限")


@entity(models.Signer, read=TAKE_PART, scope=own_rows, description="本人的签署")
class OwnSigning(Node):
    id: UUID = column("标识")
    name: str = column("姓名")
    id_no: str = column("证件号", mask=masks.id_number)
    phone: str = column("手机号", mask=masks.phone)
    role: str = column("身份")
    status: SignerStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作", needs=("status",), by=allowed_actions
    )
    task: OwnTask | None = one("签约")
    documents: list[OwnDocument] = many("本人须签的文件", by="signer_id")
    document_set_sha256: str = column("本人文件集摘要")
    face_failures: int = column("人脸核验失败次数")
    disclosure_shown_at: datetime | None = column("明示表展示时间")
    consented_at: datetime | None = column("确认时间")
    signed_at: datetime | None = column("签署时间")


@entity(models.FaceAttempt, read=TAKE_PART, scope=own_rows, description="人脸核验挑战")
class OwnFaceChallenge(Node):
    challenge_id: str = column("挑战标识")
    actions: list[str] = derived("依次要做的动作", needs=("actions",), by=list)
    frames_max: int = column("最多帧数")
    expires_at: datetime = column("有效至")


@strawberry.type(description="本人签署办理结果")
class OwnSigningPayload(Payload):
    signing: OwnSigning | None = strawberry.field(default=None, description="本人的签署")


@strawberry.type(description="人脸核验挑战结果")
class OwnFaceChallengePayload(Payload):
    challenge: OwnFaceChallenge | None = strawberry.field(default=None, description="挑战")


@strawberry.type(description="打开签约链接的结果")
class SigningGreetingPayload(Payload):
    title: str | None = strawberry.field(default=None, description="标题")
    name: str | None = strawberry.field(default=None, description="签署人,脱敏")
    phone: str | None = strawberry.field(default=None, description="手机号,脱敏")
    expires_at: datetime | None = strawberry.field(default=None, description="签署期限")
    is_your_turn: bool = strawberry.field(default=False, description="是否轮到本人")


@strawberry.type(description="发送验证码的结果")
class SigningCodePayload(Payload):
    next_after_seconds: int | None = strawberry.field(default=None, description="多少秒后可重发")


@strawberry.type(description="签署人登录结果")
class SignerSessionPayload(Payload):
    access_token: str | None = strawberry.field(default=None, description="访问令牌")
    expires_at: datetime | None = strawberry.field(default=None, description="有效至")
    signer_id: UUID | None = strawberry.field(default=None, description="签署人")


@strawberry.type(description="打开文件的结果")
class OwnDocumentContentPayload(Payload):
    title: str | None = strawberry.field(default=None, description="标题")
    sha256: str | None = strawberry.field(default=None, description="摘要")
    content_base64: str | None = strawberry.field(default=None, description="PDF,Base64")


@strawberry.type(description="文件中的一个签名")
class VerifiedSignature:
    key: str = strawberry.field(description="签章位置标识")
    kind: str = strawberry.field(description="种类")
    signer_name: str = strawberry.field(description="签名人")
    certificate_serial: str = strawberry.field(description="证书序列号")
    signed_at: datetime | None = strawberry.field(description="可信时间")
    is_valid: bool = strawberry.field(description="是否有效")
    problems: list[str] = strawberry.field(description="问题")


@strawberry.type(description="验签结果")
class SignedDocumentReport:
    sha256: str = strawberry.field(description="文件摘要")
    is_known: bool = strawberry.field(description="是否本系统签署的文件")
    title: str = strawberry.field(description="标题")
    is_valid: bool = strawberry.field(description="已有签名是否全部有效且文件未被改动")
    is_complete: bool = strawberry.field(description="是否全部签署、盖章并加存档时间戳")
    signatures: list[VerifiedSignature] = strawberry.field(description="签名")
    problems: list[str] = strawberry.field(description="文件的问题,指出被改动的位置")
    chain_problem: str | None = strawberry.field(description="证据链的问题;空字符串为完好")


def report_of(found: service.Verification) -> SignedDocumentReport:
    report = found.report
    return SignedDocumentReport(
        sha256=report.sha256,
        is_known=found.is_known,
        title=found.title,
        is_valid=report.is_valid,
        is_complete=report.is_complete,
        signatures=[
            VerifiedSignature(
                key=each.key,
                kind=each.kind.value,
                signer_name=each.signer_name,
                certificate_serial=each.certificate_serial,
                signed_at=each.signed_at,
                is_valid=each.is_valid,
                problems=list(each.problems_zh),
            )
            for each in report.signatures
        ],
        problems=list(report.problems_zh),
        chain_problem=found.chain_problem,
    )


async def open_signing(actor: Actor, command: service.OpenSigningLink) -> SigningGreetingPayload:
    """Greet whoever holds a link."""
    shown = await service.open_signing(actor, command)
    return SigningGreetingPayload(
        title=shown.title,
        name=shown.name,
        phone=shown.phone,
        expires_at=shown.expires_at,
        is_your_turn=shown.is_your_turn,
    )


async def send_login_code(actor: Actor, command: service.SendLoginCode) -> SigningCodePayload:
    """Send a login code."""
    return SigningCodePayload(next_after_seconds=await service.send_login_code(actor, command))


async def send_sign_code(actor: Actor, command: service.SendSignCode) -> SigningCodePayload:
    """Send the code that signs."""
    return SigningCodePayload(next_after_seconds=await service.send_sign_code(actor, command))


def _session(opened: service.SignedIn) -> SignerSessionPayload:
    return SignerSessionPayload(
        access_token=opened.access_token, expires_at=opened.expires_at, signer_id=opened.signer.id
    )


async def sign_in_signer(
    actor: Actor, command: service.SignInSigner, ports: Ports
) -> SignerSessionPayload:
    """Sign a signer in."""
    return _session(await service.sign_in_signer(actor, command, ports))


async def assist_signer(
    actor: Actor, command: service.AssistSigner, ports: Ports
) -> SignerSessionPayload:
    """Let a signer go on at the officer's device."""
    return _session(await service.assist_signer(actor, command, ports))


async def open_document(
    actor: Actor, command: service.OpenDocument, ports: Ports
) -> OwnDocumentContentPayload:
    """Give a signer one of his documents."""
    opened = await service.open_document(actor, command, ports)
    return OwnDocumentContentPayload(
        title=opened.title,
        sha256=opened.sha256,
        content_base64=base64.b64encode(opened.content).decode(),
    )
