"""How clients see leads, lists and visits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q

from backend.capabilities.customer.graphql import Customer, is_own
from backend.capabilities.marketing import models, service
from backend.capabilities.marketing.rules import (
    LEAD_MACHINE,
    LeadListStatus,
    LeadSource,
    LeadStatus,
    VisitPurpose,
    VisitResult,
)
from backend.capabilities.organization.graphql import User
from backend.kit import masks
from backend.kit.actor import Actor
from backend.kit.graphql import (
    PUBLIC,
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
from backend.kit.money import Fen
from backend.kit.scope import rows_within
from backend.ports import Ports

door = Door()


def own_or_pool(model: Any, actor: Actor, permission: str) -> Q:
    """Add the branch's unclaimed leads to what the actor reaches anyway."""
    within = rows_within(model, actor, permission)
    if not actor.may(permission):
        return within
    pool = Q(
        status=LeadStatus.NEW,
        legal_entity_id=actor.legal_entity_id,
        source=LeadSource.ONLINE,
        org_path__startswith=actor.org_path,
    )
    return within | pool


@entity(models.LeadList, read="marketing:read-lists", description="营销名单")
class LeadList(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    name: str = column("名单名称")
    campaign: str = column("活动")
    valid_to: date = column("有效期至")
    status: LeadListStatus = column("状态")
    total: int = column("总行数")
    imported: int = column("导入行数")
    rejected_rows: list[Json] = column("未导入的行与原因")
    created_at: datetime = column("导入时间")


@entity(models.MarketingVisit, read="marketing:read", description="走访")
class MarketingVisit(Node):
    id: UUID = column("标识")
    customer: Customer | None = one("客户")
    visitor: User | None = one("走访人", by="owner_id")
    purpose: VisitPurpose = column("目的")
    result: VisitResult = column("结果")
    visited_at: datetime = column("走访时间")
    created_at: datetime = column("接收时间")
    is_clock_skewed: bool = column("终端时钟偏差超过 5 分钟")
    position: str | None = column("位置,非本人两位小数", mask=masks.position, full_for=is_own)
    accuracy_m: int | None = column("定位精度(米)")
    address_text: str = column("地点描述")
    notes: str = column("备注")
    next_visit_on: date | None = column("下次走访日期")


@entity(models.Lead, read="marketing:read", description="线索", scope=own_or_pool)
class Lead(Node):
    id: UUID = column("标识")
    no: str = column("线索编号")
    version: int = column("版本")
    source: LeadSource = column("来源")
    name: str = column("姓名")
    id_no: str | None = column("身份证号;非本人线索脱敏", mask=masks.id_number, full_for=is_own)
    phone: str = column("手机号;非本人线索脱敏", mask=masks.phone, full_for=is_own)
    village: str = column("村组")
    product_id: UUID | None = column("意向产品")
    amount: Fen | None = column("意向或建议金额(元)", "amount_fen")
    status: LeadStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: LEAD_MACHINE.allowed(LeadStatus(status)),
    )
    contact_due_at: datetime | None = column("首次联系时限")
    lost_reason: str = column("流失原因")
    application_id: UUID | None = column("转化的申请")
    customer_manager: User | None = one("跟进人", by="owner_id")
    visits: list[MarketingVisit] = many("走访记录", by="lead_id", order_by=("visited_at",))
    created_at: datetime = column("登记时间")


@strawberry.input(description="线索的筛选条件")
class LeadFilter(Filter):
    status: list[LeadStatus] | None = where("status__in", "状态")
    source: LeadSource | None = where("source", "来源")
    lead_list_id: UUID | None = where("lead_list_id", "名单")
    name: str | None = where("name__startswith", "姓名开头")


@strawberry.type(description="名单办理结果")
class LeadListPayload(Payload):
    lead_list: LeadList | None = strawberry.field(default=None, description="名单")


@strawberry.type(description="线索办理结果")
class LeadPayload(Payload):
    lead: Lead | None = strawberry.field(default=None, description="线索;批量时为第一条")


@strawberry.type(description="走访办理结果")
class VisitPayload(Payload):
    visit: MarketingVisit | None = strawberry.field(default=None, description="走访")


@strawberry.type(description="线上申请结果;不透露是否已是客户")
class OnlineLeadPayload(Payload):
    received: bool = strawberry.field(default=False, description="是否收到")


async def submit_online_lead(
    actor: Actor, command: service.SubmitOnlineLead, ports: Ports
) -> OnlineLeadPayload:
    """Take the lead and say no more than that it was received."""
    await service.submit_online_lead(actor, command, ports)
    return OnlineLeadPayload(received=True)


door.list("leadLists", LeadList, "营销名单")
door.one("lead", Lead, "一条线索")
door.list("leads", Lead, "线索", filters=LeadFilter)
door.list("visits", MarketingVisit, "走访记录")
for verb, allow, description in (
    (service.create_lead, "marketing:work", "登记线索"),
    (service.contact_lead, "marketing:work", "登记联系结果"),
    (service.lose_lead, "marketing:work", "放弃线索"),
    (service.reopen_lead, "marketing:assign", "重新跟进线索"),
    (service.claim_lead, "marketing:work", "领取线索"),
    (service.convert_lead, "marketing:work", "线索转客户和申请"),
    (service.assign_leads, "marketing:assign", "分配线索"),
):
    door.mutation(verb, gives=LeadPayload, allow=allow, description=description)
door.mutation(
    service.import_lead_list,
    gives=LeadListPayload,
    allow="marketing:assign",
    description="导入名单",
)
door.mutation(
    service.close_lead_list,
    gives=LeadListPayload,
    allow="marketing:assign",
    description="关闭名单",
)
door.mutation(
    service.record_visit, gives=VisitPayload, allow="marketing:work", description="登记走访"
)
door.mutation(
    submit_online_lead,
    gives=OnlineLeadPayload,
    allow=PUBLIC,
    description="我要贷款;同一手机号重复提交只记一次",
    keyed=False,
)
