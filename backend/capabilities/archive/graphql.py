"""How clients see archives."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q, Subquery

from backend.capabilities.archive import models, service
from backend.capabilities.archive.rules import (
    ARCHIVE_MACHINE,
    AccessKind,
    AccessStatus,
    ArchiveStatus,
)
from backend.capabilities.organization.graphql import User
from backend.kit.actor import Actor
from backend.kit.graphql import (
    Context,
    Door,
    Filter,
    Node,
    Payload,
    column,
    derived,
    entity,
    many,
    one,
    where,
)
from backend.kit.json import Json
from backend.kit.scope import rows_within

door = Door()


def items_within(_: Any, actor: Actor, permission: str) -> Q:
    """An item is as visible as its archive."""
    within = models.Archive.filter(rows_within(models.Archive, actor, permission))
    return Q(archive_id__in=Subquery(within.values("id")))


@entity(models.ArchiveItem, read="archive:read", description="档案条目", scope=items_within)
class ArchiveItem(Node):
    id: UUID = column("标识")
    category_code: str = column("类目")
    category_name: str = column("类目名称", "category_zh")
    doc_code: str = column("材料代码")
    title: str = column("题名")
    seq: int = column("件号")
    pages: int = column("页数")
    edition: int = column("加入的版次")
    sha256: str = column("摘要(SHA-256)")
    file_id: UUID = column("文件")


@entity(models.ArchiveAccess, read="archive:read", description="档案查阅", scope=items_within)
class ArchiveAccess(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    kind: AccessKind = column("方式")
    requested_name: str = column("申请人")
    reason: str = column("理由")
    status: AccessStatus = column("状态")
    open_until: datetime | None = column("可下载至")
    downloaded_at: datetime | None = column("最近下载时间")
    created_at: datetime = column("时间")


@entity(models.Archive, read="archive:read", description="档案")
class Archive(Node):
    id: UUID = column("标识")
    no: str = column("档案编号")
    version: int = column("版本")
    title: str = column("案卷题名")
    disbursement_id: UUID = column("放款")
    application_id: UUID = column("申请")
    catalogue_code: str = column("归档目录")
    catalogue_version: int = column("归档目录版本")
    status: ArchiveStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: ARCHIVE_MACHINE.allowed(ArchiveStatus(status)),
    )
    completeness_pct: int = column("完整度(%)")
    missing: list[str] = column("缺少的材料")
    exceptions: list[Json] = column("缺少的说明")
    edition: int = column("封存版次")
    sealed_at: datetime | None = column("封存时间")
    manifest_sha256: str = column("清单摘要(SHA-256)")
    is_locked: bool = column("存储是否防删除;否则仅能发现改动")
    items: list[ArchiveItem] = many(
        "条目", by="archive_id", order_by=("category_code", "edition", "seq")
    )
    accesses: list[ArchiveAccess] = many("查阅记录", by="archive_id")
    customer_manager: User | None = one("客户经理", by="owner_id")
    created_at: datetime = column("建立时间")


@strawberry.input(description="档案的筛选条件")
class ArchiveFilter(Filter):
    no: str | None = where("no", "档案编号")
    status: list[ArchiveStatus] | None = where("status__in", "状态")
    application_id: UUID | None = where("application_id", "申请")
    disbursement_id: UUID | None = where("disbursement_id", "放款")


@strawberry.type(description="档案办理结果")
class ArchivePayload(Payload):
    archive: Archive | None = strawberry.field(default=None, description="档案")


@strawberry.type(description="档案查阅办理结果")
class ArchiveAccessPayload(Payload):
    access: ArchiveAccess | None = strawberry.field(default=None, description="查阅申请")


@strawberry.type(description="下载地址")
class ArchiveDownloadPayload(Payload):
    access: ArchiveAccess | None = strawberry.field(default=None, description="查阅申请")
    path: str | None = strawberry.field(default=None, description="下载路径,10 分钟内有效")


@strawberry.type(description="档案验证结果")
class ArchiveVerdict:
    is_intact: bool = strawberry.field(description="是否完整未改动")
    changed: list[str] = strawberry.field(description="被改动的文件")
    missing: list[str] = strawberry.field(description="缺少的文件")
    extra: list[str] = strawberry.field(description="多出的文件")
    problem: str | None = strawberry.field(description="其他问题")


@door.query("verifyArchive", allow="archive:read", description="验证已封存的档案")
async def verify_archive(context: Context, id: UUID) -> ArchiveVerdict:
    """Read the bundle back and compare it with the manifest's hash."""
    verdict = await service.verify_archive(context.actor, id, context.ports)
    return ArchiveVerdict(
        is_intact=verdict.is_intact,
        changed=list(verdict.changed),
        missing=list(verdict.missing),
        extra=list(verdict.extra),
        problem=verdict.problem,
    )


async def open_archive_download(
    actor: Actor, command: service.OpenArchiveDownload
) -> ArchiveDownloadPayload:
    """Answer with the address, which is shown once."""
    opened = await service.open_archive_download(actor, command)
    made: Any = ArchiveAccess  # a row makes a node
    return ArchiveDownloadPayload(
        access=made(opened.access), path=f"/archives/{opened.token}", errors=[]
    )


door.one("archive", Archive, "一份档案")
door.list("archives", Archive, "档案", filters=ArchiveFilter)
door.list("archiveAccesses", ArchiveAccess, "档案查阅记录")
for verb, allow, description in (
    (service.check_archive, "archive:seal", "检查档案"),
    (service.seal_archive, "archive:seal", "封存档案"),
    (service.supplement_archive, "archive:seal", "补充归档"),
):
    door.mutation(verb, gives=ArchivePayload, allow=allow, description=description)
door.mutation(
    service.request_archive_download,
    gives=ArchiveAccessPayload,
    allow="archive:download",
    description="申请下载档案",
)
door.mutation(
    service.decide_archive_download,
    gives=ArchiveAccessPayload,
    allow="archive:approve-download",
    description="审批档案下载",
)
door.mutation(
    open_archive_download,
    gives=ArchiveDownloadPayload,
    allow="archive:download",
    description="取得下载地址;每次取得新地址,旧地址失效",
    keyed=False,
)
