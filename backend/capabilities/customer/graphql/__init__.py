"""How clients see customers: recognisable, not known."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from backend.capabilities.customer import models, service
from backend.capabilities.customer.graphql.parts import (
    BankAccount,
    BlacklistEntry,
    BlacklistFilter,
    BlacklistPayload,
    IdDocument,
)
from backend.capabilities.customer.rules import (
    CustomerStatus,
    CustomerType,
    Gender,
    IdType,
    MaritalStatus,
    RelationType,
)
from backend.capabilities.privacy.graphql import Consent
from backend.kit import masks
from backend.kit.actor import Actor
from backend.kit.graphql import (
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

door = Door()


def is_own(actor: Actor, row: Any) -> bool:
    """Show in full only to the customer's own manager."""
    return bool(row.owner_id == actor.id)


@entity(models.Relationship, read="customer:read", description="客户关系")
class Relationship(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    type: RelationType = column("对方是本客户的什么人")
    other: "Customer | None" = one("对方客户", by="to_customer_id")
    valid_from: date = column("起始日")
    valid_to: date | None = column("终止日,空为存续")


@entity(models.Customer, read="customer:read", description="客户")
class Customer(Node):
    id: UUID = column("标识")
    no: str = column("客户编号")
    version: int = column("版本")
    type: CustomerType = column("客户类型")
    name: str = column("姓名或名称")
    id_type: IdType = column("证件类型")
    id_no: str = column("证件号;非本人客户脱敏", mask=masks.id_number, full_for=is_own)
    id_valid_to: date | None = column("证件有效期至")
    gender: Gender | None = column("性别")
    birth_date: date | None = column("出生日期")
    marital_status: MaritalStatus | None = column("婚姻状况")
    phone: str = column("手机号;非本人客户脱敏", mask=masks.phone, full_for=is_own)
    address: str = column("居住地址;非本人客户脱敏", mask=masks.address, full_for=is_own)
    kinds: list[str] = column("客户群体")
    status: CustomerStatus = column("状态")
    created_at: datetime = column("登记时间")
    relations: list[Relationship] = many("客户关系", by="from_customer_id")
    documents: list[IdDocument] = many("证件", by="customer_id")
    accounts: list[BankAccount] = many("银行账户", by="customer_id")
    consents: list[Consent] = many("个人信息同意", by="customer_id")
    is_person: bool = derived(
        "是否自然人", needs=("type",), by=lambda kind: kind != CustomerType.COMPANY
    )


@strawberry.input(description="客户的筛选条件")
class CustomerFilter(Filter):
    no: str | None = where("no", "客户编号")
    name: str | None = where("name__startswith", "姓名开头")
    pinyin: str | None = where("pinyin__startswith", "拼音开头")
    status: CustomerStatus | None = where("status", "状态")


@strawberry.type(description="客户办理结果")
class CustomerPayload(Payload):
    customer: Customer | None = strawberry.field(default=None, description="客户")


@strawberry.type(description="客户的完整信息,只在本次答复中出现")
class CustomerInFull:
    name: str = strawberry.field(description="姓名或名称")
    id_no: str = strawberry.field(description="证件号")
    phone: str = strawberry.field(description="手机号")
    address: str = strawberry.field(description="居住地址")


@strawberry.type(description="查看完整信息的结果")
class UnmaskPayload(Payload):
    customer: CustomerInFull | None = strawberry.field(default=None, description="完整信息")


async def unmask_customer(actor: Actor, command: service.UnmaskCustomer) -> UnmaskPayload:
    """Show a customer in full; the view is on record."""
    row = await service.unmask_customer(actor, command)
    return UnmaskPayload(
        customer=CustomerInFull(
            name=row.name, id_no=row.id_no, phone=row.phone, address=row.address
        )
    )


door.one("customer", Customer, "一个客户")
door.list("customers", Customer, "客户", filters=CustomerFilter)
door.list("blacklist", BlacklistEntry, "黑名单", filters=BlacklistFilter)
for verb, allow, description in (
    (service.register_customer, "customer:register", "登记客户"),
    (service.link_customers, "customer:maintain", "登记客户关系,双方档案同时可见"),
    (service.unlink_customers, "customer:maintain", "终止客户关系"),
    (service.add_id_document, "customer:maintain", "登记证件"),
    (service.add_bank_account, "customer:maintain", "登记银行账户"),
    (service.verify_bank_account, "customer:maintain", "四要素核验银行账户"),
    (service.close_bank_account, "customer:maintain", "停用银行账户"),
    (service.give_consent, "customer:consent", "记录客户的个人信息同意"),
    (service.withdraw_consent, "customer:consent", "撤回客户的一项同意"),
):
    door.mutation(verb, gives=CustomerPayload, allow=allow, description=description)
door.mutation(
    unmask_customer,
    gives=UnmaskPayload,
    allow="customer:unmask",
    description="查看客户完整信息,须填理由,每次留痕",
    keyed=False,
)
door.mutation(
    service.add_to_blacklist,
    gives=BlacklistPayload,
    allow="customer:blacklist",
    description="列入黑名单",
)
door.mutation(
    service.remove_from_blacklist,
    gives=BlacklistPayload,
    allow="customer:blacklist",
    description="移出黑名单",
)
