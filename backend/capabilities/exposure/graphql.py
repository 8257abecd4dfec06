"""How clients see what is at stake with a customer."""

from uuid import UUID

import strawberry

from backend.capabilities.customer import queries as customers
from backend.capabilities.customer.graphql import Customer
from backend.capabilities.exposure import models, queries
from backend.capabilities.exposure.rules import ExposureKind
from backend.kit.graphql import Context, Door, Filter, Node, column, entity, one, where
from backend.kit.money import Fen

door = Door()


@entity(models.Exposure, read="exposure:read", description="敞口")
class Exposure(Node):
    id: UUID = column("标识")
    customer: Customer | None = one("客户")
    kind: ExposureKind = column("种类")
    ref_type: str = column("来源对象")
    ref_id: str = column("来源标识")
    amount: Fen = column("当前金额(元)", "amount_fen")


@strawberry.input(description="敞口的筛选条件")
class ExposureFilter(Filter):
    customer_id: UUID | None = where("customer_id", "客户")
    kind: ExposureKind | None = where("kind", "种类")


@strawberry.type(description="一名客户的敞口合计")
class CustomerExposure:
    total: Fen = strawberry.field(description="额度、额度外借据和核心存量贷款合计(元),不重复计算")
    guaranteed: Fen = strawberry.field(description="对外担保合计(元)")


door.list("exposures", Exposure, "敞口明细", filters=ExposureFilter)


@door.query("customerExposure", allow="exposure:read", description="一名客户的敞口合计")
async def customer_exposure(context: Context, customer_id: UUID) -> CustomerExposure:
    """Add up what is at stake with a customer within the actor's reach."""
    customer = await customers.customer_of(context.actor, customer_id)
    return CustomerExposure(
        total=await queries.total_of(customer.id),
        guaranteed=await queries.guaranteed_by(customer.id),
    )
