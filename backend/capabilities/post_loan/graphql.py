"""How clients see post-loan checks."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from backend.capabilities.customer.graphql import Customer
from backend.capabilities.disbursement.graphql import LoanNote
from backend.capabilities.organization.graphql import User
from backend.capabilities.post_loan import models, service
from backend.capabilities.post_loan.rules import (
    CHECK_MACHINE,
    PostLoanCheckKind,
    PostLoanCheckStatus,
)
from backend.kit import masks
from backend.kit.graphql import (
    Door,
    Filter,
    Node,
    Payload,
    column,
    derived,
    entity,
    one,
    where,
)

door = Door()


@entity(models.PostLoanCheck, read="post-loan:read", description="贷后检查")
class PostLoanCheck(Node):
    id: UUID = column("标识")
    no: str = column("检查编号")
    version: int = column("版本")
    status: PostLoanCheckStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: CHECK_MACHINE.allowed(PostLoanCheckStatus(status)),
    )
    kind: PostLoanCheckKind = column("种类")
    number: int = column("第几次")
    due_on: date = column("应查日期")
    note: LoanNote | None = one("借据")
    customer: Customer | None = one("借款人")
    customer_manager: User | None = one("客户经理", by="owner_id")
    place: str = column("检查地点(掩码)", mask=masks.address)
    checked_at: datetime | None = column("检查时间")
    checker: User | None = one("检查人", by="checked_by")
    use_of_funds: str = column("资金实际用途")
    is_as_agreed: bool | None = column("用途是否与约定一致")
    findings: str = column("检查情况")
    evidence_ids: list[UUID] = derived(
        "影像资料", needs=("evidence_ids",), by=lambda ids: [UUID(one) for one in ids]
    )


@strawberry.input(description="贷后检查的筛选条件")
class PostLoanCheckFilter(Filter):
    status: list[PostLoanCheckStatus] | None = where("status__in", "状态")
    note_id: UUID | None = where("note_id", "借据")
    customer_id: UUID | None = where("customer_id", "借款人")
    due_before: date | None = where("due_on__lt", "应查日期早于")


@strawberry.type(description="贷后检查办理结果")
class PostLoanCheckPayload(Payload):
    post_loan_check: PostLoanCheck | None = strawberry.field(default=None, description="贷后检查")


door.one("postLoanCheck", PostLoanCheck, "一次贷后检查")
door.list("postLoanChecks", PostLoanCheck, "贷后检查列表", filters=PostLoanCheckFilter)
door.mutation(
    service.record_post_loan_check,
    gives=PostLoanCheckPayload,
    allow="post-loan:check",
    description="登记贷后检查",
)
