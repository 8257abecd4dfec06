"""What a signing leaves behind: revisions, codes, faces, evidence, confirmations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.signing.models.task import Signer, SigningDocument, SigningTask
from backend.capabilities.signing.rules import (
    CodePurpose,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow


class SigningRevision(LegalEntityRow):
    """One revision of a document: frozen, signed by somebody, or sealed (文件修订)."""

    document_id: UUID

    document: fields.ForeignKeyRelation[SigningDocument] = fields.ForeignKeyField(
        "signing.SigningDocument", related_name="revisions", on_delete=fields.RESTRICT
    )
    revision = fields.IntField(description="修订号")
    step = fields.CharField(max_length=12, description="FREEZE、SIGN 或 SEAL")
    signer_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="签署人")
    file: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "evidence.FileObject", related_name="signing_revisions", on_delete=fields.RESTRICT
    )
    file_id: UUID
    sha256 = fields.CharField(max_length=64, description="摘要")
    certificate_serial = fields.CharField(max_length=64, default="", description="证书序列号")
    made_at = fields.DatetimeField(description="时间")

    class Meta:
        table = "signing_document_revision"
        table_description = "文件修订"
        unique_together = (("document_id", "revision"),)


class SmsCode(LegalEntityRow):
    """A code sent to a signer's phone (短信验证码)."""

    signer_id: UUID

    signer: fields.ForeignKeyRelation[Signer] = fields.ForeignKeyField(
        "signing.Signer", related_name="codes", on_delete=fields.RESTRICT
    )
    purpose: fields.Field[CodePurpose] = fields.CharEnumField(
        CodePurpose, max_length=8, description="用途"
    )
    code_hash = fields.CharField(max_length=64, description="验证码带密钥摘要")
    context_sha256 = fields.CharField(max_length=64, description="文件集摘要")
    sent_at = fields.DatetimeField(description="发送时间")
    expires_at = fields.DatetimeField(description="有效至")
    tries = fields.IntField(default=0, description="错误次数")
    consumed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="使用时间"
    )

    class Meta:
        table = "signing_sms_code"
        table_description = "签约短信验证码"
        constraints = (
            # INV-49
            CheckConstraint(check="tries between 0 and 5", name="signing_code_tries_are_capped"),
            UniqueConstraint(
                fields=("signer_id", "purpose", "sent_at"), name="one_code_at_a_moment"
            ),
        )


class FaceAttempt(LegalEntityRow):
    """A face check of a signer: one challenge, used once (人脸核验)."""

    signer_id: UUID

    signer: fields.ForeignKeyRelation[Signer] = fields.ForeignKeyField(
        "signing.Signer", related_name="faces", on_delete=fields.RESTRICT
    )
    challenge_id = fields.CharField(max_length=80, unique=True, description="挑战标识")
    device = fields.CharField(max_length=80, default="", description="设备标识")
    actions: fields.Field[list[str]] = fields.JSONField(description="要求的动作")
    frames_max = fields.IntField(description="最多帧数")
    expires_at = fields.DatetimeField(description="有效至")
    used_at: fields.Field[datetime | None] = fields.DatetimeField(null=True, description="使用时间")
    # Old frames in a new challenge are a replay, whoever sends them.
    frames_sha256: fields.Field[str | None] = fields.CharField(
        max_length=64, null=True, unique=True, description="影像摘要"
    )
    outcome = fields.CharField(max_length=16, default="", description="结果")
    liveness_pct = fields.IntField(default=0, description="活体分")
    match_pct = fields.IntField(default=0, description="比对分")
    assurance = fields.CharField(max_length=12, default="", description="保证级别")
    provider = fields.CharField(max_length=60, default="", description="提供方")
    vendor_ref = fields.CharField(max_length=80, default="", description="提供方流水")
    is_simulated = fields.BooleanField(default=False, description="是否模拟")

    class Meta:
        table = "signing_face_attempt"
        table_description = "签约人脸核验"


class SignatureEvidence(LegalEntityRow):
    """One event of a task's evidence chain (签约证据)."""

    chain_id = fields.UUIDField(description="签约任务")
    seq = fields.IntField(description="链内序号")
    type = fields.CharField(max_length=40, description="事件")
    at = fields.CharField(max_length=40, description="时间,原文")
    actor = fields.CharField(max_length=80, description="行为人")
    data: fields.Field[dict[str, Any]] = fields.JSONField(description="事实")
    prev_hash = fields.CharField(max_length=64, description="前一条摘要")
    hash = fields.CharField(max_length=64, description="本条摘要")

    class Meta:
        table = "signing_evidence"
        table_description = "签约证据链"
        # INV-53
        unique_together = (("chain_id", "seq"), ("chain_id", "prev_hash"))


class CostDisclosureConfirmation(LegalEntityRow):
    """A signer has read the cost disclosure (综合融资成本明示确认)."""

    signer_id: UUID

    signer: fields.OneToOneRelation[Signer] = fields.OneToOneField(
        "signing.Signer", related_name="disclosure_confirmation", on_delete=fields.RESTRICT
    )
    text_sha256 = fields.CharField(max_length=64, description="明示表摘要")
    shown_at = fields.DatetimeField(description="展示时间")
    confirmed_at = fields.DatetimeField(description="确认时间")
    read_seconds = fields.IntField(description="阅读秒数")
    min_seconds = fields.IntField(description="最短阅读秒数")

    class Meta:
        table = "signing_disclosure_confirmation"
        table_description = "综合融资成本明示确认"
        constraints = (
            # INV-50
            CheckConstraint(
                check="read_seconds >= min_seconds"
                " and confirmed_at - shown_at >= make_interval(secs => min_seconds)",
                name="signing_disclosure_was_read",
            ),
        )


class MediaRecording(LegalEntityRow):
    """Sound and pictures of a signing face to face (双录)."""

    task_id: UUID

    task: fields.ForeignKeyRelation[SigningTask] = fields.ForeignKeyField(
        "signing.SigningTask", related_name="recordings", on_delete=fields.RESTRICT
    )
    file: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "evidence.FileObject", related_name="recordings", on_delete=fields.RESTRICT
    )
    file_id: UUID
    sha256 = fields.CharField(max_length=64, description="摘要")
    seconds = fields.IntField(description="时长(秒)")

    class Meta:
        table = "signing_media_recording"
        table_description = "双录"


class PhoneReplacement(LegalEntityRow):
    """A request to send a signer's link to another phone (更换签约手机号)."""

    signer_id: UUID

    signer: fields.ForeignKeyRelation[Signer] = fields.ForeignKeyField(
        "signing.Signer", related_name="phone_replacements", on_delete=fields.RESTRICT
    )
    phone = EncryptedField(description="新手机号(加密)")
    reason = fields.CharField(max_length=400, description="原因")
    decided_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="复核人")
    decided_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="复核时间"
    )
    is_approved: fields.Field[bool | None] = fields.BooleanField(null=True, description="是否同意")

    class Meta:
        table = "signing_phone_replacement"
        table_description = "更换签约手机号"
        constraints = (
            # INV-37
            CheckConstraint(
                check="decided_by is null or decided_by <> created_by",
                name="signing_phone_is_checked_by_another",
            ),
            UniqueConstraint(
                fields=("signer_id",),
                name="one_open_phone_replacement",
                condition="decided_at is null",
            ),
        )
