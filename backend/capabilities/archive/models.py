"""Tables of archive."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from backend.capabilities.archive.rules import AccessKind, AccessStatus, ArchiveStatus
from backend.kit.models import LegalEntityRow, OwnedRow


class Archive(OwnedRow):
    """The archive of one disbursement (档案); the owner is the case's customer manager."""

    no = fields.CharField(max_length=32, unique=True, description="档案编号")
    disbursement_id = fields.UUIDField(unique=True, description="放款")
    application_id = fields.UUIDField(db_index=True, description="申请")
    contract_id = fields.UUIDField(db_index=True, description="授信合同")
    title = fields.CharField(max_length=160, description="案卷题名")
    catalogue_code = fields.CharField(max_length=20, description="归档目录")
    catalogue_version = fields.IntField(description="归档目录版本")
    completeness_pct = fields.IntField(default=0, description="完整度")
    missing: fields.Field[list[str]] = fields.JSONField(description="缺少的材料")
    exceptions: fields.Field[list[dict[str, Any]]] = fields.JSONField(description="缺少的说明")
    status: fields.Field[ArchiveStatus] = fields.CharEnumField(
        ArchiveStatus, max_length=12, default=ArchiveStatus.COLLECTING, description="状态"
    )
    edition = fields.IntField(default=0, description="封存版次")
    checked_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="检查人")
    sealed_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="封存人")
    sealed_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="封存时间"
    )
    bundle_file_id: UUID | None
    bundle_file: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "evidence.FileObject", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    manifest_sha256 = fields.CharField(max_length=64, default="", description="清单摘要")
    is_locked = fields.BooleanField(default=False, description="存储是否防删除")

    class Meta:
        table = "archive"
        table_description = "档案"
        constraints = (
            CheckConstraint(
                check="status <> 'SEALED' or (bundle_file_id is not null"
                " and length(manifest_sha256) = 64 and edition > 0)",
                name="sealed_archives_have_a_manifest",
            ),
            CheckConstraint(check="sealed_by <> owner_id", name="manager_does_not_seal_own_case"),
        )


class ArchiveItem(LegalEntityRow):
    """One file in an archive (档案条目); it is never changed, only joined by others."""

    archive_id: UUID
    file_id: UUID
    archive: fields.ForeignKeyRelation[Archive] = fields.ForeignKeyField(
        "archive.Archive", related_name="items", on_delete=fields.RESTRICT
    )
    edition = fields.IntField(description="加入的版次")
    category_code = fields.CharField(max_length=4, description="类目")
    category_zh = fields.CharField(max_length=40, description="类目名称")
    doc_code = fields.CharField(max_length=24, description="材料代码")
    title = fields.CharField(max_length=160, description="题名")
    seq = fields.IntField(description="件号")
    pages = fields.IntField(default=0, description="页数")
    sha256 = fields.CharField(max_length=64, description="摘要")
    file: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "evidence.FileObject", related_name=False, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "archive_item"
        table_description = "档案条目"
        unique_together = (("archive_id", "doc_code", "sha256"),)


class ArchiveAccess(LegalEntityRow):
    """Who looked into an archive or wants to take it out, and why (档案查阅)."""

    archive_id: UUID
    archive: fields.ForeignKeyRelation[Archive] = fields.ForeignKeyField(
        "archive.Archive", related_name="accesses", on_delete=fields.RESTRICT
    )
    kind: fields.Field[AccessKind] = fields.CharEnumField(
        AccessKind, max_length=12, description="方式"
    )
    requested_by = fields.UUIDField(description="申请人")
    requested_name = fields.CharField(max_length=80, description="申请人姓名")
    reason = fields.CharField(max_length=400, description="理由")
    status: fields.Field[AccessStatus] = fields.CharEnumField(
        AccessStatus, max_length=12, description="状态"
    )
    decided_by: fields.Field[UUID | None] = fields.UUIDField(null=True, description="审批人")
    open_until: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="可下载至"
    )
    token_hash: fields.Field[str | None] = fields.CharField(
        max_length=64, null=True, unique=True, description="下载令牌摘要"
    )
    token_until: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="令牌有效至"
    )
    downloaded_at: fields.Field[datetime | None] = fields.DatetimeField(
        null=True, description="最近下载时间"
    )

    class Meta:
        table = "archive_access"
        table_description = "档案查阅"
        constraints = (
            CheckConstraint(
                check="decided_by <> requested_by", name="download_approved_by_a_second_person"
            ),
        )


# INV-59: what lies in an archive stays there as it is.
APPEND_ONLY = ("archive_item",)
