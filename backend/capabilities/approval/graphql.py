"""How clients see approval: the decision's terms beside the people's, version after version."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import strawberry

from backend.capabilities.application import queries as applications
from backend.capabilities.application.graphql import Application
from backend.capabilities.approval import models, queries, service
from backend.capabilities.approval.rules import RejectCode, TermsSource
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.decision import queries as decisions
from backend.capabilities.decision.graphql import Adjustment, Decision
from backend.capabilities.decision.rules import DecisionStage
from backend.capabilities.guarantee import queries as guarantees
from backend.capabilities.guarantee.graphql import Guarantee
from backend.capabilities.investigation import queries as investigations
from backend.capabilities.investigation.graphql import CreditOpinion
from backend.capabilities.product.rules import LimitType
from backend.capabilities.workflow import queries as workflows
from backend.capabilities.workflow.graphql import TaskOpinion
from backend.kit.graphql import (
    Context,
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
from backend.kit.money import Fen, Rate

door = Door()
N = TypeVar("N", bound=Node)


def methods_of(names: list[str]) -> list[RepaymentMethod]:
    """Read stored repayment methods."""
    return [RepaymentMethod(name) for name in names]


@entity(models.CaseTermsVersion, read="approval:read", description="条件版本")
class CaseTermsVersion(Node):
    id: UUID = column("标识")
    seq: int = column("第几版")
    source: TermsSource = column("来源:授信意见或审批变更")
    node_name: str = column("节点名称")
    by_name: str = column("提出人")
    at: datetime = column("时间")
    amount: Fen = column("金额(元)", "amount_fen")
    term_months: int = column("单笔期限(月)")
    limit_term_months: int = column("额度期限(月)")
    spread_bp: int = column("加点(基点)")
    methods: list[RepaymentMethod] = derived("还款方式", needs=("methods",), by=methods_of)
    conditions: list[str] = column("用款前提条件")
    covenants: list[str] = column("持续约定")


@entity(models.ApprovedTerms, read="approval:read", description="审批结果")
class ApprovedTerms(Node):
    id: UUID = column("标识")
    application: Application | None = one("申请")
    amount: Fen = column("金额(元)", "amount_fen")
    term_months: int = column("单笔期限(月)")
    limit_term_months: int = column("额度期限(月)")
    limit_type: LimitType = column("额度类型")
    spread_bp: int = column("加点(基点)")
    lpr_value: Rate = column("审批日基准利率(%)")
    lpr_date: date = column("基准利率公布日")
    rate: Rate = column("年利率(%)")
    methods: list[RepaymentMethod] = derived("还款方式", needs=("methods",), by=methods_of)
    conditions: list[str] = column("用款前提条件")
    covenants: list[str] = column("持续约定")
    approved_by_name: str = column("最终审批人")
    approved_at: datetime = column("审批时间")
    valid_to: date = column("审批有效期至")
    version_no: int = column("条件版本")


@entity(models.ApprovalRejection, read="approval:read", description="审批否决与复议")
class ApprovalRejection(Node):
    id: UUID = column("标识")
    application: Application | None = one("申请")
    reject_code: RejectCode = column("拒绝原因")
    opinion: str = column("意见")
    node_name: str = column("否决节点")
    rejected_on: date = column("否决日期")
    reconsidered_on: date | None = column("复议日期")
    reconsider_reason: str = column("复议理由")


@strawberry.type(description="审批视图:系统决策与人工意见并列")
class ApprovalCase:
    application: Application = strawberry.field(description="申请")
    decision: Decision | None = strawberry.field(description="系统决策")
    credit_opinions: list[CreditOpinion] = strawberry.field(description="主办和协办的授信意见")
    terms: list[CaseTermsVersion] = strawberry.field(description="条件版本,由先到后")
    opinions: list[TaskOpinion] = strawberry.field(description="各节点意见,由先到后")
    adjustments: list[Adjustment] = strawberry.field(description="人工调整及原因")
    guarantees: list[Guarantee] = strawberry.field(description="保证")
    approved: ApprovedTerms | None = strawberry.field(description="审批结果")
    rejections: list[ApprovalRejection] = strawberry.field(description="否决与复议")


@strawberry.input(description="审批结果的筛选条件")
class ApprovedTermsFilter(Filter):
    application_id: UUID | None = where("application_id", "申请")
    valid_to_before: date | None = where("valid_to__lt", "有效期早于")


@strawberry.type(description="复议办理结果")
class ApprovalRejectionPayload(Payload):
    rejection: ApprovalRejection | None = strawberry.field(default=None, description="否决与复议")


@door.query("approvalCase", allow="approval:read", description="一笔申请的审批视图")
async def approval_case(context: Context, application_id: UUID) -> ApprovalCase:
    """Lay everything out that a checker looks at."""
    application = await applications.application_of(context.actor, application_id, "approval:read")
    decision = await decisions.latest(application.id, DecisionStage.POST_INVESTIGATION)
    approved = await queries.terms_of(application.id)
    shown = application.id
    return ApprovalCase(
        application=_node(Application, application),
        decision=_node(Decision, decision) if decision else None,
        credit_opinions=_nodes(CreditOpinion, await investigations.opinions_of(shown)),
        terms=_nodes(CaseTermsVersion, await queries.versions_of(shown)),
        opinions=_nodes(TaskOpinion, await workflows.opinions_of(queries.CASE, shown)),
        adjustments=_nodes(Adjustment, await decisions.adjustments_of(shown)),
        guarantees=_nodes(Guarantee, await guarantees.guarantees_of(shown)),
        approved=_node(ApprovedTerms, approved) if approved else None,
        rejections=_nodes(ApprovalRejection, await queries.rejections_of(shown)),
    )


def _node(kind: type[N], row: Any) -> N:
    # A declared type is made of its row; its annotations say what clients see.
    make: Any = kind
    made: N = make(row)
    return made


def _nodes(kind: type[N], rows: Iterable[Any]) -> list[N]:
    return [_node(kind, row) for row in rows]


door.list("approvedTerms", ApprovedTerms, "审批结果列表", filters=ApprovedTermsFilter)
door.mutation(
    service.reconsider_rejection,
    gives=ApprovalRejectionPayload,
    allow="approval:reconsider",
    description="对审批否决的申请提出复议",
)
