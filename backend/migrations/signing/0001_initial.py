from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.product.rules.terms import SigningMode
from backend.capabilities.signing.rules.codes import CodePurpose
from backend.capabilities.signing.rules.states import (
    SignerStatus,
    SigningKind,
    SigningOrder,
    TaskStatus,
)
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="SignatureEvidence",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("chain_id", fields.UUIDField(description="签约任务")),
                ("seq", fields.IntField(description="链内序号")),
                ("type", fields.CharField(description="事件", max_length=40)),
                ("at", fields.CharField(description="时间,原文", max_length=40)),
                ("actor", fields.CharField(description="行为人", max_length=80)),
                ("data", fields.JSONField(description="事实", encoder=JSON_DUMPS, decoder=loads)),
                ("prev_hash", fields.CharField(description="前一条摘要", max_length=64)),
                ("hash", fields.CharField(description="本条摘要", max_length=64)),
            ],
            options={
                "table": "signing_evidence",
                "app": "signing",
                "unique_together": (("chain_id", "seq"), ("chain_id", "prev_hash")),
                "pk_attr": "id",
                "table_description": "签约证据链",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="SigningTask",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                ("org_id", fields.UUIDField(description="所属机构")),
                ("org_path", fields.CharField(description="机构路径", max_length=120)),
                ("owner_id", fields.UUIDField(db_index=True, description="责任人")),
                ("no", fields.CharField(unique=True, description="签约编号", max_length=32)),
                (
                    "kind",
                    fields.CharEnumField(description="种类", enum_type=SigningKind, max_length=20),
                ),
                (
                    "mode",
                    fields.CharEnumField(
                        description="方式:线上或当面", enum_type=SigningMode, max_length=16
                    ),
                ),
                (
                    "order",
                    fields.CharEnumField(
                        description="签署顺序", enum_type=SigningOrder, max_length=12
                    ),
                ),
                ("subject_type", fields.CharField(description="业务种类", max_length=40)),
                ("subject_id", fields.UUIDField(db_index=True, description="业务标识")),
                ("title", fields.CharField(description="标题", max_length=200)),
                (
                    "status",
                    fields.CharEnumField(
                        default=TaskStatus.DRAFT,
                        description="状态",
                        enum_type=TaskStatus,
                        max_length=20,
                    ),
                ),
                ("document_set_sha256", fields.CharField(description="文件集摘要", max_length=64)),
                (
                    "disclosure",
                    fields.JSONField(
                        null=True,
                        description="综合融资成本明示表,须阅读并确认",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                (
                    "disclosure_sha256",
                    fields.CharField(default="", description="明示表摘要", max_length=64),
                ),
                (
                    "is_sealed_by_bank",
                    fields.BooleanField(default=True, description="签署后由银行盖章"),
                ),
                (
                    "is_recording_required",
                    fields.BooleanField(default=False, description="是否须双录"),
                ),
                (
                    "expires_at",
                    fields.DatetimeField(
                        description="签署期限", auto_now=False, auto_now_add=False
                    ),
                ),
                ("reminders", fields.IntField(default=0, description="已提醒次数")),
                (
                    "completed_at",
                    fields.DatetimeField(
                        null=True, description="全部签署时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "sealed_at",
                    fields.DatetimeField(
                        null=True, description="盖章时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "end_reason",
                    fields.CharField(default="", description="拒签或作废原因", max_length=400),
                ),
            ],
            options={
                "table": "signing_task",
                "app": "signing",
                "constraints": [
                    CheckConstraint(
                        check="(disclosure is null) = (disclosure_sha256 = '')",
                        name="signing_disclosure_has_its_hash",
                    ),
                    CheckConstraint(
                        check="reminders between 0 and 3", name="signing_reminders_are_capped"
                    ),
                ],
                "indexes": [Index(fields=["subject_type", "subject_id"])],
                "pk_attr": "id",
                "table_description": "签约任务",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="MediaRecording",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "task",
                    fields.ForeignKeyField(
                        "signing.SigningTask",
                        source_field="task_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="recordings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="recordings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sha256", fields.CharField(description="摘要", max_length=64)),
                ("seconds", fields.IntField(description="时长(秒)")),
            ],
            options={
                "table": "signing_media_recording",
                "app": "signing",
                "pk_attr": "id",
                "table_description": "双录",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Signer",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "task",
                    fields.ForeignKeyField(
                        "signing.SigningTask",
                        source_field="task_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("key", fields.CharField(description="签章位置标识", max_length=60)),
                ("customer_id", fields.UUIDField(db_index=True, description="客户")),
                ("name", fields.CharField(description="姓名或名称", max_length=80)),
                ("id_no", EncryptedField(description="证件号(加密)", unique=False)),
                ("id_no_hash", fields.CharField(description="证件号盲索引", max_length=64)),
                ("phone", EncryptedField(description="手机号(加密)", unique=False)),
                ("phone_hash", fields.CharField(description="手机号盲索引", max_length=64)),
                ("role", fields.CharField(description="身份", max_length=40)),
                ("seq", fields.IntField(description="顺序")),
                (
                    "status",
                    fields.CharEnumField(
                        default=SignerStatus.WAITING,
                        description="状态",
                        enum_type=SignerStatus,
                        max_length=24,
                    ),
                ),
                (
                    "document_set_sha256",
                    fields.CharField(description="本人文件集摘要", max_length=64),
                ),
                (
                    "reference_file_id",
                    fields.UUIDField(null=True, description="证件照文件,人脸比对用"),
                ),
                (
                    "token_hash",
                    fields.CharField(
                        null=True, unique=True, description="链接令牌摘要", max_length=64
                    ),
                ),
                (
                    "token_expires_at",
                    fields.DatetimeField(
                        null=True, description="链接有效至", auto_now=False, auto_now_add=False
                    ),
                ),
                ("links_wanted", fields.IntField(default=0, description="应发链接数")),
                ("links_sent", fields.IntField(default=0, description="已发链接数")),
                ("session_id", fields.UUIDField(null=True, description="当前会话")),
                ("is_assisted", fields.BooleanField(default=False, description="是否当面办理")),
                ("witness_id", fields.UUIDField(null=True, description="当面见证人")),
                (
                    "viewed_at",
                    fields.DatetimeField(
                        null=True, description="打开时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("face_failures", fields.IntField(default=0, description="人脸核验失败次数")),
                (
                    "disclosure_shown_at",
                    fields.DatetimeField(
                        null=True, description="明示表展示时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "consented_at",
                    fields.DatetimeField(
                        null=True, description="验证码确认时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("handwriting_file_id", fields.UUIDField(null=True, description="手写签名文件")),
                (
                    "evidence_sha256",
                    fields.CharField(default="", description="签署时证据链摘要", max_length=64),
                ),
                (
                    "signed_at",
                    fields.DatetimeField(
                        null=True, description="签署完成时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "end_reason",
                    fields.CharField(default="", description="拒签原因", max_length=400),
                ),
            ],
            options={
                "table": "signing_signer",
                "app": "signing",
                "unique_together": (("task_id", "key"),),
                "constraints": [
                    CheckConstraint(
                        check="(token_hash is null) = (token_expires_at is null) and (token_hash is null or length(token_hash) = 64)",
                        name="signing_link_is_hashed_and_ends",
                    ),
                    CheckConstraint(
                        check="face_failures between 0 and 3",
                        name="signing_face_failures_are_capped",
                    ),
                    CheckConstraint(
                        check="status not in ('SMS_PASSED', 'SIGNED') or consented_at is not null",
                        name="signing_needs_consent",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "签署人",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="CostDisclosureConfirmation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "signer",
                    fields.OneToOneField(
                        "signing.Signer",
                        source_field="signer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="disclosure_confirmation",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("text_sha256", fields.CharField(description="明示表摘要", max_length=64)),
                (
                    "shown_at",
                    fields.DatetimeField(
                        description="展示时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "confirmed_at",
                    fields.DatetimeField(
                        description="确认时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("read_seconds", fields.IntField(description="阅读秒数")),
                ("min_seconds", fields.IntField(description="最短阅读秒数")),
            ],
            options={
                "table": "signing_disclosure_confirmation",
                "app": "signing",
                "constraints": [
                    CheckConstraint(
                        check="read_seconds >= min_seconds and confirmed_at - shown_at >= make_interval(secs => min_seconds)",
                        name="signing_disclosure_was_read",
                    )
                ],
                "pk_attr": "id",
                "table_description": "综合融资成本明示确认",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="FaceAttempt",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "signer",
                    fields.ForeignKeyField(
                        "signing.Signer",
                        source_field="signer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="faces",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "challenge_id",
                    fields.CharField(unique=True, description="挑战标识", max_length=80),
                ),
                ("device", fields.CharField(default="", description="设备标识", max_length=80)),
                (
                    "actions",
                    fields.JSONField(description="要求的动作", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("frames_max", fields.IntField(description="最多帧数")),
                (
                    "expires_at",
                    fields.DatetimeField(description="有效至", auto_now=False, auto_now_add=False),
                ),
                (
                    "used_at",
                    fields.DatetimeField(
                        null=True, description="使用时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "frames_sha256",
                    fields.CharField(null=True, unique=True, description="影像摘要", max_length=64),
                ),
                ("outcome", fields.CharField(default="", description="结果", max_length=16)),
                ("liveness_pct", fields.IntField(default=0, description="活体分")),
                ("match_pct", fields.IntField(default=0, description="比对分")),
                ("assurance", fields.CharField(default="", description="保证级别", max_length=12)),
                ("provider", fields.CharField(default="", description="提供方", max_length=60)),
                (
                    "vendor_ref",
                    fields.CharField(default="", description="提供方流水", max_length=80),
                ),
                ("is_simulated", fields.BooleanField(default=False, description="是否模拟")),
            ],
            options={
                "table": "signing_face_attempt",
                "app": "signing",
                "pk_attr": "id",
                "table_description": "签约人脸核验",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="PhoneReplacement",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "signer",
                    fields.ForeignKeyField(
                        "signing.Signer",
                        source_field="signer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="phone_replacements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("phone", EncryptedField(description="新手机号(加密)", unique=False)),
                ("reason", fields.CharField(description="原因", max_length=400)),
                ("decided_by", fields.UUIDField(null=True, description="复核人")),
                (
                    "decided_at",
                    fields.DatetimeField(
                        null=True, description="复核时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("is_approved", fields.BooleanField(null=True, description="是否同意")),
            ],
            options={
                "table": "signing_phone_replacement",
                "app": "signing",
                "constraints": [
                    CheckConstraint(
                        check="decided_by is null or decided_by <> created_by",
                        name="signing_phone_is_checked_by_another",
                    ),
                    UniqueConstraint(
                        fields=("signer_id",),
                        name="one_open_phone_replacement",
                        condition="decided_at is null",
                    ),
                ],
                "pk_attr": "id",
                "table_description": "更换签约手机号",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="SigningDocument",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "task",
                    fields.ForeignKeyField(
                        "signing.SigningTask",
                        source_field="task_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="documents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "document",
                    fields.ForeignKeyField(
                        "evidence.GeneratedDocument",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.IntField(description="顺序")),
                ("title", fields.CharField(description="标题", max_length=200)),
                ("page_count", fields.IntField(description="页数")),
                ("frozen_sha256", fields.CharField(description="定稿摘要", max_length=64)),
                ("revision", fields.IntField(default=0, description="最新修订号")),
                (
                    "file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signing_documents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sha256", fields.CharField(description="最新修订摘要", max_length=64)),
                ("is_sealed", fields.BooleanField(default=False, description="是否已盖章")),
            ],
            options={
                "table": "signing_document",
                "app": "signing",
                "unique_together": (("task_id", "document_id"), ("task_id", "position")),
                "pk_attr": "id",
                "table_description": "签署文件",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="SignerDocument",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "signer",
                    fields.ForeignKeyField(
                        "signing.Signer",
                        source_field="signer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="documents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "document",
                    fields.ForeignKeyField(
                        "signing.SigningDocument",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "opened_at",
                    fields.DatetimeField(
                        null=True, description="打开时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("read_seconds", fields.IntField(default=0, description="阅读秒数")),
                ("is_scrolled", fields.BooleanField(default=False, description="是否读到末尾")),
                (
                    "signed_at",
                    fields.DatetimeField(
                        null=True, description="签名时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "certificate_serial",
                    fields.CharField(default="", description="证书序列号", max_length=64),
                ),
            ],
            options={
                "table": "signing_signer_document",
                "app": "signing",
                "unique_together": (("signer_id", "document_id"),),
                "pk_attr": "id",
                "table_description": "签署人文件",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="SigningRevision",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "document",
                    fields.ForeignKeyField(
                        "signing.SigningDocument",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="revisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("revision", fields.IntField(description="修订号")),
                ("step", fields.CharField(description="FREEZE、SIGN 或 SEAL", max_length=12)),
                ("signer_id", fields.UUIDField(null=True, description="签署人")),
                (
                    "file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signing_revisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sha256", fields.CharField(description="摘要", max_length=64)),
                (
                    "certificate_serial",
                    fields.CharField(default="", description="证书序列号", max_length=64),
                ),
                (
                    "made_at",
                    fields.DatetimeField(description="时间", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "signing_document_revision",
                "app": "signing",
                "unique_together": (("document_id", "revision"),),
                "pk_attr": "id",
                "table_description": "文件修订",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="SmsCode",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1, description="乐观锁版本")),
                (
                    "created_at",
                    fields.DatetimeField(
                        default=utc_now, description="创建时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("created_by", fields.UUIDField(description="创建人")),
                (
                    "updated_at",
                    fields.DatetimeField(
                        default=utc_now, description="更新时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("updated_by", fields.UUIDField(description="更新人")),
                ("legal_entity_id", fields.UUIDField(db_index=True, description="法人机构")),
                (
                    "signer",
                    fields.ForeignKeyField(
                        "signing.Signer",
                        source_field="signer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="codes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "purpose",
                    fields.CharEnumField(description="用途", enum_type=CodePurpose, max_length=8),
                ),
                ("code_hash", fields.CharField(description="验证码带密钥摘要", max_length=64)),
                ("context_sha256", fields.CharField(description="文件集摘要", max_length=64)),
                (
                    "sent_at",
                    fields.DatetimeField(
                        description="发送时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "expires_at",
                    fields.DatetimeField(description="有效至", auto_now=False, auto_now_add=False),
                ),
                ("tries", fields.IntField(default=0, description="错误次数")),
                (
                    "consumed_at",
                    fields.DatetimeField(
                        null=True, description="使用时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "signing_sms_code",
                "app": "signing",
                "constraints": [
                    CheckConstraint(
                        check="tries between 0 and 5", name="signing_code_tries_are_capped"
                    ),
                    UniqueConstraint(
                        fields=("signer_id", "purpose", "sent_at"), name="one_code_at_a_moment"
                    ),
                ],
                "pk_attr": "id",
                "table_description": "签约短信验证码",
            },
            bases=["LegalEntityRow"],
        ),
    ]
