"""How clients see reference data."""

from datetime import date
from uuid import UUID

import strawberry

from backend.capabilities.reference import models, queries, service
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
from backend.kit.money import Rate

door = Door()


@entity(models.DictItem, read="reference:read", description="数据字典项")
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


@strawberry.type(description="推进营业日期的结果")
class AdvanceBusinessDatePayload(Payload):
    business_date: date | None = strawberry.field(default=None, description="新的营业日期")


door.list("dictItems", DictItem, "数据字典", filters=DictItemFilter)
door.list("lprQuotes", LprQuote, "LPR 报价")


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
