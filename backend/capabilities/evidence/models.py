"""Tables of evidence and files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from backend.capabilities.evidence.rules import (
    CardOutcome,
    CheckAnswer,
    DocumentStatus,
    EvidenceKind,
    EvidenceSource,
    FileKind,
    UploadStatus,
)
from backend.kit.crypto import EncryptedField
from backend.kit.models import LegalEntityRow, OwnedRow
from backend.ports.identity_check import CheckKind
from backend.ports.ocr import CardKind


class FileObject(LegalEntityRow):
    """One kept file (电子文件): where its bytes are and how to know them again."""

    sha256 = fields.CharField(max_length=64, db_index=True, description="内容摘要")
    size = fields.BigIntField(description="字节数")
    content_type = fields.CharField(max_length=60, description="类型")
    bucket = fields.CharField(max_length=63, description="存储桶")
    key = fields.CharField(max_length=200, description="存储键")
    encryption_key_id = fields.CharField(max_length=64, null=True, description="主密钥编号")
    version_id = fields.CharField(max_length=120, null=True, description="存储版本")
    kind: fields.Field[FileKind] = fields.CharEnumField(FileKind, max_length=12, description="用途")
    original_name = fields.CharField(max_length=160, default="", description="原文件名")
    view_of_id: UUID | None
    view_of: fields.ForeignKeyNullableRelation["FileObject"] = fields.ForeignKeyField(
        "evidence.FileObject",
        related_name="views",
        on_delete=fields.RESTRICT,
        null=True,
        description="作为哪个文件的浏览副本",
    )
    retention_until: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="保管至"
    )

    class Meta:
        table = "file_object"
        table_description = "电子文件"
        constraints = (
            CheckConstraint(check="size >= 0", name="file_size_not_negative"),
            CheckConstraint(check="length(sha256) = 64", name="file_sha256_whole"),
        )


class GeneratedDocument(LegalEntityRow):
    """A document made from a template (生成文件); its file is its last revision."""

    template_id: UUID
    template: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "product.DocumentTemplate", related_name=False, on_delete=fields.RESTRICT
    )
    template_code = fields.CharField(max_length=20, description="模板代码")
    template_version = fields.IntField(description="模板版本")
    title = fields.CharField(max_length=160, description="标题")
    subject_type = fields.CharField(max_length=24, description="所属业务")
    subject_id = fields.UUIDField(db_index=True, description="所属业务标识")
    file_id: UUID
    file: fields.ForeignKeyRelation[FileObject] = fields.ForeignKeyField(
        "evidence.FileObject", related_name=False, on_delete=fields.RESTRICT
    )
    sha256 = fields.CharField(max_length=64, description="当前修订的摘要")
    page_count = fields.IntField(description="页数")
    anchors: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="签章位置")
    fonts_sha256 = fields.CharField(max_length=64, description="字库摘要")
    values_sha256 = fields.CharField(max_length=64, description="数据摘要")
    status: fields.Field[DocumentStatus] = fields.CharEnumField(
        DocumentStatus, max_length=8, description="状态"
    )

    class Meta:
        table = "generated_document"
        table_description = "生成文件"


class DocumentRevision(LegalEntityRow):
    """One revision of a document: frozen, signed once more, sealed (文件修订)."""

    document_id: UUID
    document: fields.ForeignKeyRelation[GeneratedDocument] = fields.ForeignKeyField(
        "evidence.GeneratedDocument", related_name="revisions", on_delete=fields.RESTRICT
    )
    number = fields.IntField(description="修订号")
    file_id: UUID
    file: fields.ForeignKeyRelation[FileObject] = fields.ForeignKeyField(
        "evidence.FileObject", related_name=False, on_delete=fields.RESTRICT
    )
    sha256 = fields.CharField(max_length=64, description="摘要")
    certificate_serial = fields.CharField(max_length=64, default="", description="证书序列号")

    class Meta:
        table = "document_revision"
        table_description = "文件修订"
        unique_together = (("document_id", "number"),)


class Upload(LegalEntityRow):
    """A direct upload, from its permission to the kept file (上传)."""

    key = fields.CharField(max_length=120, description="临时存储键")
    content_type = fields.CharField(max_length=60, description="声明的类型")
    size = fields.BigIntField(description="声明的字节数")
    sha256 = fields.CharField(max_length=64, description="声明的摘要")
    name = fields.CharField(max_length=160, default="", description="原文件名")
    status: fields.Field[UploadStatus] = fields.CharEnumField(
        UploadStatus, max_length=12, default=UploadStatus.GRANTED, description="状态"
    )
    expires_at = fields.DatetimeField(description="上传地址失效时间")
    refusal_code = fields.CharField(max_length=40, default="", description="拒收代码")
    refusal_text = fields.CharField(max_length=200, default="", description="拒收原因")
    is_scanned = fields.BooleanField(default=False, description="是否已查毒")
    traits: fields.Field[dict[str, Any]] = fields.JSONField(
        default=dict, description="图片自述:尺寸、相机、是否带时间"
    )
    taken_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="图片自述的拍摄时间"
    )
    phash = fields.CharField(max_length=16, default="", description="感知摘要")
    file_id: UUID | None
    file: fields.ForeignKeyNullableRelation[FileObject] = fields.ForeignKeyField(
        "evidence.FileObject", related_name=False, on_delete=fields.RESTRICT, null=True
    )

    class Meta:
        table = "upload"
        table_description = "上传"
        constraints = (
            CheckConstraint(
                check="(status = 'TAKEN_IN') = (file_id is not null)",
                name="taken_in_uploads_have_a_file",
            ),
        )


class Evidence(OwnedRow):
    """One piece of evidence in a slot of a subject (影像资料)."""

    also_owned_by = ("co_owner_id", "created_by")
    co_owner_id = fields.UUIDField(null=True, description="共同责任人(协办人)")
    subject_type = fields.CharField(max_length=24, description="所属业务")
    subject_id = fields.UUIDField(db_index=True, description="所属业务标识")
    case_id = fields.UUIDField(db_index=True, description="所属申请,照片只可用于一笔")
    party_id = fields.UUIDField(null=True, description="所属参与人")
    slot = fields.CharField(max_length=60, description="资料位置,如 M04.FIELD_PHOTO、F01")
    field_path = fields.CharField(max_length=200, default="", description="表单位置")
    kind: fields.Field[EvidenceKind] = fields.CharEnumField(
        EvidenceKind, max_length=12, description="种类"
    )
    source: fields.Field[EvidenceSource] = fields.CharEnumField(
        EvidenceSource, max_length=8, description="来源"
    )
    caption = fields.CharField(max_length=120, default="", description="说明")
    taken_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="拍摄时间"
    )
    position = EncryptedField(null=True, description="拍摄位置(加密)")
    accuracy_m = fields.IntField(null=True, description="位置精度(米)")
    device = fields.CharField(max_length=120, default="", description="设备")
    sha256 = fields.CharField(max_length=64, db_index=True, description="内容摘要")
    phash = fields.CharField(max_length=16, default="", db_index=True, description="感知摘要")
    flags: fields.Field[list[str]] = fields.JSONField(default=list, description="疑点")
    upload_id: UUID
    upload: fields.ForeignKeyRelation[Upload] = fields.ForeignKeyField(
        "evidence.Upload", related_name=False, on_delete=fields.RESTRICT
    )
    file_id: UUID | None
    file: fields.ForeignKeyNullableRelation[FileObject] = fields.ForeignKeyField(
        "evidence.FileObject", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    removed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="移除时间"
    )
    removed_reason = fields.CharField(max_length=200, default="", description="移除原因")

    class Meta:
        table = "evidence"
        table_description = "影像资料"
        indexes = (("subject_type", "subject_id"),)
        constraints = (
            UniqueConstraint(
                fields=("upload_id", "subject_id", "slot"),
                name="one_evidence_per_upload_and_slot",
                condition="removed_at is null",
            ),
            CheckConstraint(
                check="source <> 'ALBUM' or flags::jsonb ? 'FROM_ALBUM'",
                name="album_pictures_are_flagged",
            ),
        )


class CardReading(LegalEntityRow):
    """What a reader found on a card, and what a person confirmed (证照识别)."""

    upload_id: UUID
    upload: fields.ForeignKeyRelation[Upload] = fields.ForeignKeyField(
        "evidence.Upload", related_name=False, on_delete=fields.RESTRICT
    )
    kind: fields.Field[CardKind] = fields.CharEnumField(
        CardKind, max_length=20, description="证照种类"
    )
    outcome: fields.Field[CardOutcome] = fields.CharEnumField(
        CardOutcome, max_length=16, description="结果"
    )
    found = EncryptedField(description="识别的字段与置信度(加密)")
    confirmed = EncryptedField(null=True, description="人工确认的字段(加密)")
    confirmed_by = fields.UUIDField(null=True, description="确认人")
    confirmed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="确认时间"
    )
    engine = fields.CharField(max_length=60, description="识别引擎")
    is_simulated = fields.BooleanField(description="是否模拟")

    class Meta:
        table = "card_reading"
        table_description = "证照识别"
        constraints = (
            CheckConstraint(
                check="(confirmed is null) = (confirmed_by is null)",
                name="confirmed_readings_name_their_person",
            ),
        )


class IdentityCheck(LegalEntityRow):
    """One question to a register of identity and its answer (身份核验)."""

    kind: fields.Field[CheckKind] = fields.CharEnumField(
        CheckKind, max_length=12, description="核验种类"
    )
    customer_id = fields.UUIDField(null=True, db_index=True, description="客户")
    id_no_hash = fields.CharField(max_length=64, db_index=True, description="证件号盲索引")
    outcome: fields.Field[CheckAnswer] = fields.CharEnumField(
        CheckAnswer, max_length=12, description="结果"
    )
    vendor_ref = fields.CharField(max_length=80, default="", description="外部流水号")
    is_simulated = fields.BooleanField(description="是否模拟")
    checked_at = fields.DatetimeField(description="核验时间")

    class Meta:
        table = "identity_check"
        table_description = "身份核验"


APPEND_ONLY = ("document_revision", "identity_check")

GUARDS = (
    """
create or replace function file_object_frozen() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a kept file is not deleted' using errcode = '23514';
  end if;
  if (new.sha256, new.size, new.content_type) is distinct from
     (old.sha256, old.size, old.content_type) or new.retention_until < old.retention_until then
    raise exception 'a kept file is frozen' using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger if exists file_object_frozen on file_object;
create trigger file_object_frozen before update or delete on file_object
  for each row execute function file_object_frozen();
""",
)
