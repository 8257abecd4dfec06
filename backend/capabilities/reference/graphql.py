"""How clients see reference data."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q

from backend.capabilities.reference import models, queries, service
from backend.capabilities.reference.rules import ParameterStatus
from backend.kit.actor import Actor
from backend.kit.graphql import (
    SIGNED_IN,
    Context,
    Door,
    Filter,
    Node,
    Payload,
    column,
    entity,
    where,
)
from backend.kit.json import Json
from backend.kit.money import Rate

door = Door()


def own_and_union(_: Any, actor: Actor, __: str) -> Q:
    """A bank works with its own settings and the union's."""
    return Q(legal_entity_id__in=[actor.legal_entity_id, actor.union_id])


@entity(models.DictItem, read="reference:read", description="数据字典项", scope=own_and_union)
class DictItem(Node):
    id: UUID = column("标识")
    dictionary: str = column("字典")
    code: str = column("代码")
    label: str = column("名称")
    parent_code: str = column("上级代码")


@strawberry.input(description="数据字典的筛选条件")
class DictItemFilter(Filter):
    dictionary: str | None = where("dictionary", "字典")
    parent_code: str | None = where("parent_code", "上级代码")


@entity(models.LprQuote, read="reference:read", description="LPR 报价")
class LprQuote(Node):
    id: UUID = column("标识")
    published_on: date = column("发布日期")
    lpr_1y: Rate = column("一年期")
    lpr_5y: Rate = column("五年期以上")


@entity(models.Parameter, read="reference:read", description="系统参数", scope=own_and_union)
class Parameter(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    key: str = column("参数名")
    value: Json = column("参数值")
    description: str = column("说明")
    effective_from: date = column("生效日期")
    status: ParameterStatus = column("状态")


@entity(models.Holiday, read="reference:read", description="节假日")
class Holiday(Node):
    id: UUID = column("标识")
    day: date = column("日期")
    name: str = column("名称")
    is_working: bool = column("是否调休上班")


@strawberry.input(description="参数的筛选条件")
class ParameterFilter(Filter):
    key: str | None = where("key", "参数名")
    status: ParameterStatus | None = where("status", "状态")


@strawberry.type(description="参数办理结果")
class ParameterPayload(Payload):
    parameter: Parameter | None = strawberry.field(default=None, description="参数")


@strawberry.type(description="LPR 登记结果")
class LprQuotePayload(Payload):
    lpr_quote: LprQuote | None = strawberry.field(default=None, description="报价")


@strawberry.type(description="节假日登记结果")
class HolidayPayload(Payload):
    holiday: Holiday | None = strawberry.field(default=None, description="日期")


@strawberry.type(description="数据字典办理结果")
class DictItemPayload(Payload):
    dict_item: DictItem | None = strawberry.field(default=None, description="字典项")


@strawberry.type(description="推进营业日期的结果")
class AdvanceBusinessDatePayload(Payload):
    business_date: date | None = strawberry.field(default=None, description="新的营业日期")


door.list("dictItems", DictItem, "数据字典", filters=DictItemFilter)
door.list("lprQuotes", LprQuote, "LPR 报价")
door.list("parameters", Parameter, "系统参数", filters=ParameterFilter)
door.list("holidays", Holiday, "节假日")
for verb, gives, allow, description in (
    (service.propose_parameter, ParameterPayload, "reference:manage", "提出参数变更"),
    (service.decide_parameter, ParameterPayload, "reference:manage", "复核参数变更"),
    (service.record_lpr_quote, LprQuotePayload, "reference:manage", "登记 LPR 报价"),
    (service.record_holiday, HolidayPayload, "reference:manage", "登记节假日"),
    (service.save_dict_item, DictItemPayload, "reference:manage", "保存数据字典项"),
):
    door.mutation(verb, gives=gives, allow=allow, description=description)


@door.query("businessDate", allow=SIGNED_IN, description="当前营业日期")
async def business_date(context: Context) -> date:
    """Tell the business date."""
    _ = context
    return await queries.business_date()


async def advance(actor: Actor, command: service.AdvanceBusinessDate) -> Payload:
    """Advance and answer with the date, which has no row that a client could ask for."""
    day = await service.advance_business_date(actor, command)
    return AdvanceBusinessDatePayload(business_date=day.today)


door.mutation(
    advance,
    name="advanceBusinessDate",
    gives=AdvanceBusinessDatePayload,
    allow="reference:advance-date",
    description="推进营业日期(日切);重复同一日期被拒绝,因此无需幂等键",
    keyed=False,
)
