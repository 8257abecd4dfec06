from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.evidence.rules.states import DocumentStatus, UploadStatus
from backend.capabilities.evidence.rules.words import (
    CardOutcome,
    CheckAnswer,
    EvidenceKind,
    EvidenceSource,
    FileKind,
)
from backend.kit.clock import utc_now
from backend.kit.crypto import EncryptedField
from backend.kit.ids import uuid7
from backend.ports.identity_check import CheckKind
from backend.ports.ocr import CardKind
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("product", "0002_document_template")]

    initial = True

    operations = [
        ops.CreateModel(
            name="FileObject",
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
                ("sha256", fields.CharField(db_index=True, description="内容摘要", max_length=64)),
                ("size", fields.BigIntField(description="字节数")),
                ("content_type", fields.CharField(description="类型", max_length=60)),
                ("bucket", fields.CharField(description="存储桶", max_length=63)),
                ("key", fields.CharField(description="存储键", max_length=200)),
                (
                    "encryption_key_id",
                    fields.CharField(null=True, description="主密钥编号", max_length=64),
                ),
                ("version_id", fields.CharField(null=True, description="存储版本", max_length=120)),
                (
                    "kind",
                    fields.CharEnumField(description="用途", enum_type=FileKind, max_length=12),
                ),
                (
                    "original_name",
                    fields.CharField(default="", description="原文件名", max_length=160),
                ),
                (
                    "view_of",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="view_of_id",
                        null=True,
                        description="作为哪个文件的浏览副本",
                        db_constraint=True,
                        to_field="id",
                        related_name="views",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "retention_until",
                    fields.DatetimeField(
                        null=True, description="保管至", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "file_object",
                "app": "evidence",
                "constraints": [
                    CheckConstraint(check="size >= 0", name="file_size_not_negative"),
                    CheckConstraint(check="length(sha256) = 64", name="file_sha256_whole"),
                ],
                "pk_attr": "id",
                "table_description": "电子文件",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="GeneratedDocument",
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
                    "template",
                    fields.ForeignKeyField(
                        "product.DocumentTemplate",
                        source_field="template_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("template_code", fields.CharField(description="模板代码", max_length=20)),
                ("template_version", fields.IntField(description="模板版本")),
                ("title", fields.CharField(description="标题", max_length=160)),
                ("subject_type", fields.CharField(description="所属业务", max_length=24)),
                ("subject_id", fields.UUIDField(db_index=True, description="所属业务标识")),
                (
                    "file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sha256", fields.CharField(description="当前修订的摘要", max_length=64)),
                ("page_count", fields.IntField(description="页数")),
                (
                    "anchors",
                    fields.JSONField(description="签章位置", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("fonts_sha256", fields.CharField(description="字库摘要", max_length=64)),
                ("values_sha256", fields.CharField(description="数据摘要", max_length=64)),
                (
                    "status",
                    fields.CharEnumField(
                        description="状态", enum_type=DocumentStatus, max_length=8
                    ),
                ),
            ],
            options={
                "table": "generated_document",
                "app": "evidence",
                "pk_attr": "id",
                "table_description": "生成文件",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="DocumentRevision",
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
                        "evidence.GeneratedDocument",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="revisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField(description="修订号")),
                (
                    "file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sha256", fields.CharField(description="摘要", max_length=64)),
                (
                    "certificate_serial",
                    fields.CharField(default="", description="证书序列号", max_length=64),
                ),
            ],
            options={
                "table": "document_revision",
                "app": "evidence",
                "unique_together": (("document_id", "number"),),
                "pk_attr": "id",
                "table_description": "文件修订",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="IdentityCheck",
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
                    "kind",
                    fields.CharEnumField(
                        description="核验种类", enum_type=CheckKind, max_length=12
                    ),
                ),
                ("customer_id", fields.UUIDField(null=True, db_index=True, description="客户")),
                (
                    "id_no_hash",
                    fields.CharField(db_index=True, description="证件号盲索引", max_length=64),
                ),
                (
                    "outcome",
                    fields.CharEnumField(description="结果", enum_type=CheckAnswer, max_length=12),
                ),
                (
                    "vendor_ref",
                    fields.CharField(default="", description="外部流水号", max_length=80),
                ),
                ("is_simulated", fields.BooleanField(description="是否模拟")),
                (
                    "checked_at",
                    fields.DatetimeField(
                        description="核验时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "identity_check",
                "app": "evidence",
                "pk_attr": "id",
                "table_description": "身份核验",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Upload",
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
                ("key", fields.CharField(description="临时存储键", max_length=120)),
                ("content_type", fields.CharField(description="声明的类型", max_length=60)),
                ("size", fields.BigIntField(description="声明的字节数")),
                ("sha256", fields.CharField(description="声明的摘要", max_length=64)),
                ("name", fields.CharField(default="", description="原文件名", max_length=160)),
                (
                    "status",
                    fields.CharEnumField(
                        default=UploadStatus.GRANTED,
                        description="状态",
                        enum_type=UploadStatus,
                        max_length=12,
                    ),
                ),
                (
                    "expires_at",
                    fields.DatetimeField(
                        description="上传地址失效时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "refusal_code",
                    fields.CharField(default="", description="拒收代码", max_length=40),
                ),
                (
                    "refusal_text",
                    fields.CharField(default="", description="拒收原因", max_length=200),
                ),
                ("is_scanned", fields.BooleanField(default=False, description="是否已查毒")),
                (
                    "traits",
                    fields.JSONField(
                        default=dict,
                        description="图片自述:尺寸、相机、是否带时间",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                (
                    "taken_at",
                    fields.DatetimeField(
                        null=True,
                        description="图片自述的拍摄时间",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                (
                    "position",
                    EncryptedField(null=True, description="图片自述的位置(加密)", unique=False),
                ),
                ("phash", fields.CharField(default="", description="感知摘要", max_length=16)),
                (
                    "file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="file_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "upload",
                "app": "evidence",
                "constraints": [
                    CheckConstraint(
                        check="(status = 'TAKEN_IN') = (file_id is not null)",
                        name="taken_in_uploads_have_a_file",
                    )
                ],
                "pk_attr": "id",
                "table_description": "上传",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="CardReading",
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
                    "upload",
                    fields.ForeignKeyField(
                        "evidence.Upload",
                        source_field="upload_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(description="证照种类", enum_type=CardKind, max_length=20),
                ),
                (
                    "outcome",
                    fields.CharEnumField(description="结果", enum_type=CardOutcome, max_length=16),
                ),
                ("found", EncryptedField(description="识别的字段与置信度(加密)", unique=False)),
                (
                    "confirmed",
                    EncryptedField(null=True, description="人工确认的字段(加密)", unique=False),
                ),
                ("confirmed_by", fields.UUIDField(null=True, description="确认人")),
                (
                    "confirmed_at",
                    fields.DatetimeField(
                        null=True, description="确认时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("engine", fields.CharField(description="识别引擎", max_length=60)),
                ("is_simulated", fields.BooleanField(description="是否模拟")),
            ],
            options={
                "table": "card_reading",
                "app": "evidence",
                "constraints": [
                    CheckConstraint(
                        check="(confirmed is null) = (confirmed_by is null)",
                        name="confirmed_readings_name_their_person",
                    )
                ],
                "pk_attr": "id",
                "table_description": "证照识别",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="Evidence",
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
                ("subject_type", fields.CharField(description="所属业务", max_length=24)),
                ("subject_id", fields.UUIDField(db_index=True, description="所属业务标识")),
                ("party_id", fields.UUIDField(null=True, description="所属参与人")),
                (
                    "slot",
                    fields.CharField(description="资料位置,如 M04.FIELD_PHOTO、F01", max_length=60),
                ),
                (
                    "field_path",
                    fields.CharField(default="", description="表单位置", max_length=200),
                ),
                (
                    "kind",
                    fields.CharEnumField(description="种类", enum_type=EvidenceKind, max_length=12),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        description="来源", enum_type=EvidenceSource, max_length=8
                    ),
                ),
                ("caption", fields.CharField(default="", description="说明", max_length=120)),
                (
                    "taken_at",
                    fields.DatetimeField(
                        null=True, description="拍摄时间", auto_now=False, auto_now_add=False
                    ),
                ),
                ("position", EncryptedField(null=True, description="拍摄位置(加密)", unique=False)),
                ("accuracy_m", fields.IntField(null=True, description="位置精度(米)")),
                ("device", fields.CharField(default="", description="设备", max_length=120)),
                ("sha256", fields.CharField(db_index=True, description="内容摘要", max_length=64)),
                (
                    "phash",
                    fields.CharField(
                        default="", db_index=True, description="感知摘要", max_length=16
                    ),
                ),
                (
                    "flags",
                    fields.JSONField(
                        default=list, description="疑点", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "upload",
                    fields.ForeignKeyField(
                        "evidence.Upload",
                        source_field="upload_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="file_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "removed_at",
                    fields.DatetimeField(
                        null=True, description="移除时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "removed_reason",
                    fields.CharField(default="", description="移除原因", max_length=200),
                ),
            ],
            options={
                "table": "evidence",
                "app": "evidence",
                "constraints": [
                    UniqueConstraint(
                        fields=("upload_id", "subject_id", "slot"),
                        name="one_evidence_per_upload_and_slot",
                        condition="removed_at is null",
                    ),
                    CheckConstraint(
                        check="source <> 'ALBUM' or flags::jsonb ? 'FROM_ALBUM'",
                        name="album_pictures_are_flagged",
                    ),
                ],
                "indexes": [Index(fields=["subject_type", "subject_id"])],
                "pk_attr": "id",
                "table_description": "影像资料",
            },
            bases=["OwnedRow"],
        ),
    ]
