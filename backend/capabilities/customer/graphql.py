"""How clients see customers: recognisable, not known."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from backend.capabilities.customer import models, service
from backend.capabilities.customer.rules import (
    CustomerStatus,
    CustomerType,
    Gender,
    IdType,
    MaritalStatus,
)
from backend.kit import masks
from backend.kit.actor import Actor
from backend.kit.graphql import Door, Filter, Node, Payload, column, derived, entity, where

door = Door()


def is_own(actor: Actor, row: Any) -> bool:
    """Show in full only to the customer's own manager."""
    return bool(row.owner_id == actor.id)


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


door.one("customer", Customer, "一个客户")
door.list("customers", Customer, "客户", filters=CustomerFilter)
door.mutation(
    service.register_customer,
    gives=CustomerPayload,
    allow="customer:register",
    description="登记客户",
)
