"""What belongs to a customer: papers, accounts; and the blacklist."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from backend.capabilities.customer import models
from backend.capabilities.customer.rules import (
    AccountPurpose,
    BlacklistKind,
    BlacklistLevel,
    BlacklistSource,
    NetworkCheck,
    PaperStatus,
    PaperType,
)
from backend.kit import masks
from backend.kit.graphql import Filter, Node, Payload, column, derived, entity, where


@entity(models.IdDocument, read="customer:read", description="证件")
class IdDocument(Node):
    id: UUID = column("标识")
    type: PaperType = column("证件种类")
    no: str = column("证件号(脱敏)", mask=masks.id_number)
    name: str = column("证件上的姓名或名称")
    issuer: str = column("发证机关")
    valid_from: date | None = column("有效期起")
    valid_to: date | None = column("有效期止,长期有效为空")
    network_check: NetworkCheck | None = column("联网核查结果")
    network_checked_at: datetime | None = column("联网核查时间")
    status: PaperStatus = column("状态")


@entity(models.BankAccount, read="customer:read", description="银行账户")
class BankAccount(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    card_no: str = column("卡号,只显示末四位", mask=masks.card)
    bank_name: str = column("开户行")
    is_own_bank: bool = column("是否本行账户")
    purpose: AccountPurpose = column("用途")
    verified_at: datetime | None = column("四要素核验通过时间")
    is_verified: bool = derived(
        "是否已核验", needs=("verified_at",), by=lambda verified_at: verified_at is not None
    )
    is_open: bool = column("是否在用")


@entity(models.BlacklistEntry, read="customer:read-blacklist", description="黑名单记录")
class BlacklistEntry(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    kind: BlacklistKind = column("对象种类")
    subject: str = column("对象(脱敏)", "subject_mask")
    source: BlacklistSource = column("来源")
    level: BlacklistLevel = column("级别")
    reason: str = column("列入原因")
    valid_to: date | None = column("有效期止,空为长期")
    removed_at: datetime | None = column("移出时间")
    removal_reason: str = column("移出原因")


@strawberry.input(description="黑名单的筛选条件")
class BlacklistFilter(Filter):
    kind: BlacklistKind | None = where("kind", "对象种类")
    level: BlacklistLevel | None = where("level", "级别")


@strawberry.type(description="黑名单办理结果")
class BlacklistPayload(Payload):
    entry: BlacklistEntry | None = strawberry.field(default=None, description="黑名单记录")
