"""The task, its documents and the people who sign them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from backend.capabilities.signing.rules import (
    SignerStatus,
    SigningKind,
    SigningMode,
    SigningOrder,
    TaskStatus,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow, OwnedRow


class SigningTask(OwnedRow):
    """Documents that some people are to sign (签约任务)."""

    no = fields.CharField(max_length=32, unique=True, description="签约编号")
    kind: fields.Field[SigningKind] = fields.CharEnumField(
        SigningKind, max_length=20, description="种类"
    )
    mode: fields.Field[SigningMode] = fields.CharEnumField(
        SigningMode, max_length=16, description="方式:线上或当面"
    )
    order: fields.Field[SigningOrder] = fields.CharEnumField(
        SigningOrder, max_length=12, description="签署顺序"
    )
    subject_type = fields.CharField(max_length=40, description="业务种类")
    subject_id = fields.UUIDField(db_index=True, description="业务标识")
    title = fields.CharField(max_length=200, description="标题")
    status: fields.Field[TaskStatus] = fields.CharEnumField(
        TaskStatus, max_length=20, default=TaskStatus.DRAFT, description="状态"
    )
    document_set_sha256 = fields.CharField(max_length=64, description="文件集摘要")
    disclosure: fields.Field[dict[str, Any] | None] = fields.JSONField(
        null=True, description="综合融资成本明示表,须阅读并确认"
    )
    disclosure_sha256 = fields.CharField(max_length=64, default="", description="明示表摘要")
    is_sealed_by_bank = fields.BooleanField(default=True, description="签署后由银行盖章")
    is_recording_required = fields.BooleanField(default=False, description="是否须双录")
    expires_at = fields.DatetimeField(description="签署期限")
    reminders = fields.IntField(default=0, description="已提醒次数")
    completed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="全部签署时间"
    )
    sealed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="盖章时间"
    )
    end_reason = fields.CharField(max_length=400, default="", description="拒签或作废原因")

    class Meta:
        table = "signing_task"
        table_description = "签约任务"
        indexes = (("subject_type", "subject_id"),)
        constraints = (
            CheckConstraint(
                check="(disclosure is null) = (disclosure_sha256 = '')",
                name="signing_disclosure_has_its_hash",
            ),
            CheckConstraint(check="reminders between 0 and 3", name="signing_reminders_are_capped"),
        )


class SigningDocument(LegalEntityRow):
    """One document of a task, frozen when it was sent, and its last revision (签署文件)."""

    task_id: UUID

    task: fields.ForeignKeyRelation[SigningTask] = fields.ForeignKeyField(
        "signing.SigningTask", related_name="documents", on_delete=fields.RESTRICT
    )
    document: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "evidence.GeneratedDocument", related_name="signings", on_delete=fields.RESTRICT
    )
    document_id: UUID
    position = fields.IntField(description="顺序")
    title = fields.CharField(max_length=200, description="标题")
    page_count = fields.IntField(description="页数")
    frozen_sha256 = fields.CharField(max_length=64, description="定稿摘要")
    revision = fields.IntField(default=0, description="最新修订号")
    file: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "evidence.FileObject", related_name="signing_documents", on_delete=fields.RESTRICT
    )
    file_id: UUID
    sha256 = fields.CharField(max_length=64, description="最新修订摘要")
    is_sealed = fields.BooleanField(default=False, description="是否已盖章")

    class Meta:
        table = "signing_document"
        table_description = "签署文件"
        unique_together = (("task_id", "document_id"), ("task_id", "position"))


class Signer(LegalEntityRow):
    """Somebody who is to sign (签署人)."""

    task_id: UUID

    task: fields.ForeignKeyRelation[SigningTask] = fields.ForeignKeyField(
        "signing.SigningTask", related_name="signers", on_delete=fields.RESTRICT
    )
    key = fields.CharField(max_length=60, description="签章位置标识")
    customer_id = fields.UUIDField(db_index=True, description="客户")
    name = fields.CharField(max_length=80, description="姓名或名称")
    id_no = EncryptedField(description="证件号(加密)")
    id_no_hash = fields.CharField(max_length=64, description="证件号盲索引")
    phone = EncryptedField(description="手机号(加密)")
    phone_hash = fields.CharField(max_length=64, description="手机号盲索引")
    role = fields.CharField(max_length=40, description="身份")
    seq = fields.IntField(description="顺序")
    status: fields.Field[SignerStatus] = fields.CharEnumField(
        SignerStatus, max_length=24, default=SignerStatus.WAITING, description="状态"
    )
    document_set_sha256 = fields.CharField(max_length=64, description="本人文件集摘要")
    reference_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="证件照文件,人脸比对用"
    )
    token_hash: fields.Field[str | None] = fields.CharField(
        max_length=64, null=True, unique=True, description="链接令牌摘要"
    )
    token_expires_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="链接有效至"
    )
    links_wanted = fields.IntField(default=0, description="应发链接数")
    links_sent = fields.IntField(default=0, description="已发链接数")
    session_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="当前会话")
    is_assisted = fields.BooleanField(default=False, description="是否当面办理")
    witness_id: fields.Field[UUID | None] = fields.UUIDField(null=True, description="当面见证人")
    viewed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="打开时间"
    )
    face_failures = fields.IntField(default=0, description="人脸核验失败次数")
    disclosure_shown_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="明示表展示时间"
    )
    consented_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="验证码确认时间"
    )
    handwriting_file_id: fields.Field[UUID | None] = fields.UUIDField(
        null=True, description="手写签名文件"
    )
    evidence_sha256 = fields.CharField(max_length=64, default="", description="签署时证据链摘要")
    signed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="签署完成时间"
    )
    end_reason = fields.CharField(max_length=400, default="", description="拒签原因")

    class Meta:
        table = "signing_signer"
        table_description = "签署人"
        unique_together = (("task_id", "key"),)
        constraints = (
            # INV-52
            CheckConstraint(
                check="(token_hash is null) = (token_expires_at is null)"
                " and (token_hash is null or length(token_hash) = 64)",
                name="signing_link_is_hashed_and_ends",
            ),
            CheckConstraint(
                check="face_failures between 0 and 3", name="signing_face_failures_are_capped"
            ),
            CheckConstraint(
                check="status not in ('SMS_PASSED', 'SIGNED') or consented_at is not null",
                name="signing_needs_consent",
            ),
        )


class SignerDocument(LegalEntityRow):
    """One document that one person signs: how he read it, and his signature (签署人文件)."""

    signer_id: UUID
    document_id: UUID

    signer: fields.ForeignKeyRelation[Signer] = fields.ForeignKeyField(
        "signing.Signer", related_name="documents", on_delete=fields.RESTRICT
    )
    document: fields.ForeignKeyRelation[SigningDocument] = fields.ForeignKeyField(
        "signing.SigningDocument", related_name="signers", on_delete=fields.RESTRICT
    )
    opened_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="打开时间"
    )
    read_seconds = fields.IntField(default=0, description="阅读秒数")
    is_scrolled = fields.BooleanField(default=False, description="是否读到末尾")
    signed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="签名时间"
    )
    certificate_serial = fields.CharField(max_length=64, default="", description="证书序列号")

    class Meta:
        table = "signing_signer_document"
        table_description = "签署人文件"
        unique_together = (("signer_id", "document_id"),)
