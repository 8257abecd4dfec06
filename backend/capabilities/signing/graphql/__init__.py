"""How staff see signings, and how a signer goes through his own."""

import base64
import binascii
from typing import Any
from uuid import UUID

from backend.capabilities.signing import models, service
from backend.capabilities.signing.graphql.own import (
    TAKE_PART,
    OwnDocumentContentPayload,
    OwnFaceChallengePayload,
    OwnSigning,
    OwnSigningPayload,
    SignedDocumentReport,
    SignerSessionPayload,
    SigningCodePayload,
    SigningGreetingPayload,
    assist_signer,
    open_document,
    open_signing,
    own_rows,
    report_of,
    send_login_code,
    send_sign_code,
    sign_in_signer,
)
from backend.capabilities.signing.graphql.staff import (
    PhoneReplacementPayload,
    Signer,
    SignerPayload,
    SigningDocument,
    SigningTask,
    SigningTaskFilter,
    SigningTaskPayload,
)
from backend.kit.graphql import PUBLIC, Context, Door
from backend.kit.refusal import ValidationFailed

door = Door()


@door.query("ownSigning", allow=TAKE_PART, description="本人的签署")
async def own_signing(context: Context) -> OwnSigning | None:
    """Show a signer his own part."""
    row = await models.Signer.filter(own_rows(models.Signer, context.actor, TAKE_PART)).first()
    made: Any = OwnSigning
    return made(row) if row else None


@door.query("verifySigningDocument", allow="signing:read", description="验证一份签署文件")
async def verify_signing_document(context: Context, id: UUID) -> SignedDocumentReport | None:
    """Verify a document that is kept here."""
    return report_of(await service.verify_kept(context.actor, id, context.ports))


@door.query("verifySignedDocument", allow=PUBLIC, description="公开验签:上传签署文件")
async def verify_signed_document(
    context: Context, content_base64: str
) -> SignedDocumentReport | None:
    """Verify a file that anybody brings."""
    try:
        content = base64.b64decode(content_base64, validate=True)
    except binascii.Error as error:
        raise ValidationFailed("文件编码不正确", "content_base64") from error
    return report_of(await service.verify_upload(content, context.ports))


door.one("signingTask", SigningTask, "一个签约任务")
door.list("signingTasks", SigningTask, "签约任务", filters=SigningTaskFilter)
_OWN: dict[str, Any] = {"allow": TAKE_PART, "keyed": False}
_PUBLIC: dict[str, Any] = {"allow": PUBLIC, "keyed": False}
door.mutation(open_signing, gives=SigningGreetingPayload, description="打开签约链接", **_PUBLIC)
door.mutation(
    send_login_code, gives=SigningCodePayload, description="获取签约登录验证码", **_PUBLIC
)
door.mutation(sign_in_signer, gives=SignerSessionPayload, description="签署人登录", **_PUBLIC)
door.mutation(
    service.start_face_check, gives=OwnFaceChallengePayload, description="开始人脸核验", **_OWN
)
door.mutation(
    service.submit_face_frames, gives=OwnSigningPayload, description="提交人脸核验画面", **_OWN
)
door.mutation(
    open_document, gives=OwnDocumentContentPayload, description="打开本人的签署文件", **_OWN
)
door.mutation(send_sign_code, gives=SigningCodePayload, description="获取签署验证码", **_OWN)
door.mutation(service.sign_documents, gives=OwnSigningPayload, description="确认签署", **_OWN)
door.mutation(
    assist_signer,
    gives=SignerSessionPayload,
    allow="signing:assist",
    description="当面协助签署",
    keyed=False,
)
for own, description in (
    (service.note_document_read, "报告文件已读"),
    (service.show_disclosure, "展示综合融资成本明示表"),
    (service.confirm_disclosure, "确认综合融资成本明示表"),
    (service.decline_signing, "拒绝签署"),
):
    door.mutation(own, gives=OwnSigningPayload, allow=TAKE_PART, description=description)
door.mutation(
    service.void_signing_task,
    gives=SigningTaskPayload,
    allow="signing:void",
    description="作废签约任务",
)
door.mutation(
    service.attach_recording,
    gives=SigningTaskPayload,
    allow="signing:assist",
    description="登记双录",
)
door.mutation(
    service.resend_signing, gives=SignerPayload, allow="signing:send", description="重发签约链接"
)
door.mutation(
    service.replace_signer_phone,
    gives=PhoneReplacementPayload,
    allow="signing:send",
    description="申请更换签约手机号",
)
door.mutation(
    service.decide_phone_replacement,
    gives=PhoneReplacementPayload,
    allow="signing:check-phone",
    description="复核更换签约手机号",
)

__all__ = ["Signer", "SigningDocument", "SigningTask", "door"]
