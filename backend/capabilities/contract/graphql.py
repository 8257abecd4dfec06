"""How clients see contracts and limits."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from backend.capabilities.application.graphql import Application
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.contract import models, queries, service
from backend.capabilities.contract.rules import (
    CLOSING_MACHINE,
    CONTRACT_MACHINE,
    LIMIT_MACHINE,
    Balances,
    ClosingKind,
    ClosingStatus,
    ContractStatus,
    LimitStatus,
    MovementKind,
)
from backend.capabilities.customer.graphql import Customer
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.organization.graphql import User
from backend.capabilities.product.rules import Benchmark, LimitType, RateType, SigningMode
from backend.kit.graphql import (
    Context,
    Door,
    Filter,
    Node,
    Payload,
    batched,
    column,
    derived,
    entity,
    many,
    one,
    where,
)
from backend.kit.json import Json
from backend.kit.money import Fen, Rate
from backend.kit.scope import rows_within

door = Door()


def available(approved: int, used: int, reserved: int) -> Fen:
    """Tell what may still be drawn."""
    return Fen(approved - used - reserved)


@entity(models.LimitMovement, read="contract:read", description="额度变动")
class LimitMovement(Node):
    id: UUID = column("标识")
    seq: int = column("序号")
    kind: MovementKind = column("种类")
    amount: Fen = column("金额(元)", "amount_fen")
    business_date: date = column("营业日期")
    ref_type: str = column("事由种类")
    ref_id: UUID = column("事由")
    reason: str = column("原因")
    approved_after: Fen = column("变动后批准额度(元)", "approved_after_fen")
    used_after: Fen = column("变动后已用额度(元)", "used_after_fen")
    reserved_after: Fen = column("变动后预占额度(元)", "reserved_after_fen")
    created_at: datetime = column("时间")


@entity(models.CreditLimit, read="contract:read", description="授信额度")
class CreditLimit(Node):
    id: UUID = column("标识")
    no: str = column("额度编号")
    version: int = column("版本")
    status: LimitStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: LIMIT_MACHINE.allowed(LimitStatus(status)),
    )
    approved: Fen = column("批准额度(元)", "approved_fen")
    used: Fen = column("已用额度(元)", "used_fen")
    reserved: Fen = column("预占额度(元)", "reserved_fen")
    available: Fen = derived(
        "可用额度(元)", needs=("approved_fen", "used_fen", "reserved_fen"), by=available
    )
    repaid: Fen = column("一次性额度下已还本金(元)", "repaid_fen")
    is_revolving: bool = column("是否循环")
    valid_from: date = column("起始日")
    valid_to: date = column("到期日")
    draw_until: date = column("最后用款日")
    freeze_reason: str = column("冻结原因")
    contract: "CreditContract | None" = one("授信合同")
    customer: Customer | None = one("客户")
    movements: list[LimitMovement] = many("额度变动", by="limit_id", order_by=("seq",))


@strawberry.type(description="合同文本")
class ContractDocument:
    id: UUID = strawberry.field(description="标识")
    template_code: str = strawberry.field(description="模板代码")
    title: str = strawberry.field(description="标题")
    sha256: str = strawberry.field(description="当前修订的摘要")
    page_count: int = strawberry.field(description="页数")
    status: str = strawberry.field(description="状态")
    file_id: UUID = strawberry.field(description="文件")


async def documents_of(_: Context, contract_ids: list[UUID]) -> dict[UUID, list[ContractDocument]]:
    """Load the documents of contracts, void ones too, in one statement."""
    found: dict[UUID, list[ContractDocument]] = {}
    for row in await evidence.documents_of_all(service.SUBJECT, contract_ids):
        found.setdefault(row.subject_id, []).append(
            ContractDocument(
                id=row.id,
                template_code=row.template_code,
                title=row.title,
                sha256=row.sha256,
                page_count=row.page_count,
                status=row.status.value,
                file_id=row.file_id,
            )
        )
    return found


@entity(models.CreditContract, read="contract:read", description="授信合同")
class CreditContract(Node):
    id: UUID = column("标识")
    no: str = column("合同业务编号")
    display_no: str | None = column("合同编号")
    version: int = column("版本")
    status: ContractStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: CONTRACT_MACHINE.allowed(ContractStatus(status)),
    )
    application: Application | None = one("申请")
    customer: Customer | None = one("借款人")
    amount: Fen = column("授信金额(元)", "amount_fen")
    limit_type: LimitType = column("额度类型")
    limit_term_months: int = column("额度期限(月)")
    term_months: int = column("单笔用款最长期限(月)")
    start_date: date = column("额度起始日")
    end_date: date = column("额度到期日")
    draw_end_date: date = column("最后用款日")
    rate_type: RateType = column("利率类型")
    benchmark: Benchmark = column("定价基准")
    lpr_value: Rate = column("LPR 数值")
    lpr_date: date = column("LPR 发布日")
    spread_bp: int = column("加点(基点)")
    annual_rate: Rate = column("执行年利率(%)")
    methods: list[RepaymentMethod] = derived(
        "可选还款方式",
        needs=("methods",),
        by=lambda methods: [RepaymentMethod(method) for method in methods],
    )
    conditions: Json = column("生效前提条件及落实情况")
    revision: int = column("文本版次")
    preparer: User | None = one("制作人", by="created_by")
    reviewer: User | None = one("复核人")
    reviewed_at: datetime | None = column("复核时间")
    defect: str = column("复核发现的问题")
    signing_mode: SigningMode | None = column("签署方式")
    signing_task_id: UUID | None = column("签约任务")
    signed_at: datetime | None = column("签署完成时间")
    effective_on: date | None = column("生效日期")
    ended_on: date | None = column("终结日期")
    end_reason: str = column("作废或终止原因")
    lpr_notice: str = column("LPR 变动提示")
    limits: list[CreditLimit] = many("额度", by="contract_id")
    documents: list["ContractDocument"] = batched("合同文本", documents_of, missing=[])


@entity(models.LimitClosing, read="contract:read", description="额度注销或合同终止申请")
class LimitCancellation(Node):
    id: UUID = column("标识")
    no: str = column("申请编号")
    version: int = column("版本")
    kind: ClosingKind = column("种类")
    status: ClosingStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: CLOSING_MACHINE.allowed(ClosingStatus(status)),
    )
    reason: str = column("原因")
    requested_by: User | None = one("申请人", by="created_by")
    approver: User | None = one("批准人")
    approved_at: datetime | None = column("批准时间")
    created_at: datetime = column("申请时间")
    limit: CreditLimit | None = one("额度")
    contract: CreditContract | None = one("授信合同")
    notice_id: UUID | None = column("通知书文件")


@strawberry.input(description="注销与终止申请的筛选条件")
class LimitCancellationFilter(Filter):
    kind: list[ClosingKind] | None = where("kind__in", "种类")
    status: list[ClosingStatus] | None = where("status__in", "状态")
    limit_id: UUID | None = where("limit_id", "额度")
    contract_id: UUID | None = where("contract_id", "授信合同")


@strawberry.type(description="注销与终止申请办理结果")
class LimitCancellationPayload(Payload):
    limit_cancellation: LimitCancellation | None = strawberry.field(
        default=None, description="申请"
    )


@strawberry.input(description="授信合同的筛选条件")
class CreditContractFilter(Filter):
    status: list[ContractStatus] | None = where("status__in", "状态")
    application_id: UUID | None = where("application_id", "申请")
    customer_id: UUID | None = where("customer_id", "客户")
    display_no: str | None = where("display_no", "合同编号")


@strawberry.input(description="额度的筛选条件")
class CreditLimitFilter(Filter):
    status: list[LimitStatus] | None = where("status__in", "状态")
    contract_id: UUID | None = where("contract_id", "授信合同")
    customer_id: UUID | None = where("customer_id", "客户")


@strawberry.input(description="额度变动的筛选条件")
class LimitMovementFilter(Filter):
    limit_id: UUID | None = where("limit_id", "额度")
    kind: list[MovementKind] | None = where("kind__in", "种类")


@strawberry.type(description="额度办理结果")
class CreditLimitPayload(Payload):
    credit_limit: CreditLimit | None = strawberry.field(default=None, description="额度")


@strawberry.type(description="授信合同办理结果")
class CreditContractPayload(Payload):
    credit_contract: CreditContract | None = strawberry.field(default=None, description="授信合同")


@strawberry.type(description="额度各项金额")
class LimitBalances:
    approved: Fen = strawberry.field(description="批准额度(元)")
    used: Fen = strawberry.field(description="已用额度(元)")
    reserved: Fen = strawberry.field(description="预占额度(元)")
    repaid: Fen = strawberry.field(description="一次性额度下已还本金(元)")


@strawberry.type(description="额度与其变动之和不符")
class LimitDifference:
    limit_id: UUID = strawberry.field(description="额度")
    limit_no: str = strawberry.field(description="额度编号")
    shown: LimitBalances = strawberry.field(description="额度所示")
    moved: LimitBalances = strawberry.field(description="变动之和")


def _balances(found: Balances) -> LimitBalances:
    return LimitBalances(
        approved=found.approved, used=found.used, reserved=found.reserved, repaid=found.repaid
    )


@door.query("reconcileLimits", allow="limit:reconcile", description="核对额度与变动,不符的列出")
async def reconcile_limits(context: Context) -> list[LimitDifference]:
    """Compare limits with their movements (INV-26)."""
    within = rows_within(models.CreditLimit, context.actor, "limit:reconcile")
    return [
        LimitDifference(
            limit_id=one.limit_id,
            limit_no=one.limit_no,
            shown=_balances(one.shown),
            moved=_balances(one.moved),
        )
        for one in await queries.limit_differences(within)
    ]


door.one("creditContract", CreditContract, "一份授信合同")
door.list("creditContracts", CreditContract, "授信合同列表", filters=CreditContractFilter)
door.one("creditLimit", CreditLimit, "一个额度")
door.list("creditLimits", CreditLimit, "额度列表", filters=CreditLimitFilter)
door.list("limitMovements", LimitMovement, "额度变动列表", filters=LimitMovementFilter)
door.mutation(
    service.freeze_credit_limit,
    gives=CreditLimitPayload,
    allow="limit:freeze",
    description="冻结额度",
)
door.mutation(
    service.unfreeze_credit_limit,
    gives=CreditLimitPayload,
    allow="limit:freeze",
    description="解冻额度",
)
door.one("limitCancellation", LimitCancellation, "一笔额度注销或合同终止申请")
door.list(
    "limitCancellations",
    LimitCancellation,
    "额度注销与合同终止申请列表",
    filters=LimitCancellationFilter,
)
for verb, description in (
    (service.request_limit_cancellation, "申请注销额度"),
    (service.request_termination, "申请终止合同"),
    (service.resubmit_limit_closing, "重新提交注销或终止申请"),
    (service.withdraw_limit_closing, "撤回注销或终止申请"),
):
    door.mutation(
        verb, gives=LimitCancellationPayload, allow="limit:close", description=description
    )
for contract_verb, allow, description in (
    (service.generate_contract, "contract:prepare", "按审批结果生成合同文本"),
    (service.regenerate_contract, "contract:prepare", "重新生成合同文本"),
    (service.pass_contract_review, "contract:review", "合同复核通过"),
    (service.report_contract_defect, "contract:review", "合同复核退回"),
    (service.start_contract_signing, "contract:sign", "发起合同签约"),
    (service.confirm_contract_condition, "contract:confirm", "确认生效前提条件已落实"),
    (service.activate_contract, "contract:sign", "使条件已满足的已签合同生效"),
    (service.void_contract, "contract:prepare", "作废未签完的合同"),
    (service.void_signed_contract, "contract:void-signed", "作废已签、条件落空的合同"),
):
    door.mutation(contract_verb, gives=CreditContractPayload, allow=allow, description=description)
