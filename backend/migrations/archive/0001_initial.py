from tortoise import migrations
from tortoise.migrations import operations as ops
from backend.capabilities.archive.rules.states import AccessKind, AccessStatus, ArchiveStatus
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Archive",
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
                ("no", fields.CharField(unique=True, description="档案编号", max_length=32)),
                ("disbursement_id", fields.UUIDField(unique=True, description="放款")),
                ("application_id", fields.UUIDField(db_index=True, description="申请")),
                ("contract_id", fields.UUIDField(db_index=True, description="授信合同")),
                ("title", fields.CharField(description="案卷题名", max_length=160)),
                ("catalogue_code", fields.CharField(description="归档目录", max_length=20)),
                ("catalogue_version", fields.IntField(description="归档目录版本")),
                ("completeness_pct", fields.IntField(default=0, description="完整度")),
                (
                    "missing",
                    fields.JSONField(description="缺少的材料", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "exceptions",
                    fields.JSONField(description="缺少的说明", encoder=JSON_DUMPS, decoder=loads),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=ArchiveStatus.COLLECTING,
                        description="状态",
                        enum_type=ArchiveStatus,
                        max_length=12,
                    ),
                ),
                ("edition", fields.IntField(default=0, description="封存版次")),
                ("checked_by", fields.UUIDField(null=True, description="检查人")),
                ("sealed_by", fields.UUIDField(null=True, description="封存人")),
                (
                    "sealed_at",
                    fields.DatetimeField(
                        null=True, description="封存时间", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "bundle_file",
                    fields.ForeignKeyField(
                        "evidence.FileObject",
                        source_field="bundle_file_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "manifest_sha256",
                    fields.CharField(default="", description="清单摘要", max_length=64),
                ),
                ("is_locked", fields.BooleanField(default=False, description="存储是否防删除")),
            ],
            options={
                "table": "archive",
                "app": "archive",
                "constraints": [
                    CheckConstraint(
                        check="status <> 'SEALED' or (bundle_file_id is not null and length(manifest_sha256) = 64 and edition > 0)",
                        name="sealed_archives_have_a_manifest",
                    ),
                    CheckConstraint(
                        check="sealed_by <> owner_id", name="manager_does_not_seal_own_case"
                    ),
                ],
                "pk_attr": "id",
                "table_description": "档案",
            },
            bases=["OwnedRow"],
        ),
        ops.CreateModel(
            name="ArchiveAccess",
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
                    "archive",
                    fields.ForeignKeyField(
                        "archive.Archive",
                        source_field="archive_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="accesses",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(description="方式", enum_type=AccessKind, max_length=12),
                ),
                ("requested_by", fields.UUIDField(description="申请人")),
                ("requested_name", fields.CharField(description="申请人姓名", max_length=80)),
                ("reason", fields.CharField(description="理由", max_length=400)),
                (
                    "status",
                    fields.CharEnumField(description="状态", enum_type=AccessStatus, max_length=12),
                ),
                ("decided_by", fields.UUIDField(null=True, description="审批人")),
                (
                    "open_until",
                    fields.DatetimeField(
                        null=True, description="可下载至", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "token_hash",
                    fields.CharField(
                        null=True, unique=True, description="下载令牌摘要", max_length=64
                    ),
                ),
                (
                    "token_until",
                    fields.DatetimeField(
                        null=True, description="令牌有效至", auto_now=False, auto_now_add=False
                    ),
                ),
                (
                    "downloaded_at",
                    fields.DatetimeField(
                        null=True, description="最近下载时间", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "archive_access",
                "app": "archive",
                "constraints": [
                    CheckConstraint(
                        check="decided_by <> requested_by",
                        name="download_approved_by_a_second_person",
                    )
                ],
                "pk_attr": "id",
                "table_description": "档案查阅",
            },
            bases=["LegalEntityRow"],
        ),
        ops.CreateModel(
            name="ArchiveItem",
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
                    "archive",
                    fields.ForeignKeyField(
                        "archive.Archive",
                        source_field="archive_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("edition", fields.IntField(description="加入的版次")),
                ("category_code", fields.CharField(description="类目", max_length=4)),
                ("category_zh", fields.CharField(description="类目名称", max_length=40)),
                ("doc_code", fields.CharField(description="材料代码", max_length=24)),
                ("title", fields.CharField(description="题名", max_length=160)),
                ("seq", fields.IntField(description="件号")),
                ("pages", fields.IntField(default=0, description="页数")),
                ("sha256", fields.CharField(description="摘要", max_length=64)),
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
            ],
            options={
                "table": "archive_item",
                "app": "archive",
                "unique_together": (("archive_id", "doc_code", "sha256"),),
                "pk_attr": "id",
                "table_description": "档案条目",
            },
            bases=["LegalEntityRow"],
        ),
    ]
