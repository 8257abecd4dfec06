"""How clients see disbursements, loan notes and what the core says."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from backend.capabilities.calculator.rules import DueDayRule, RepaymentMethod
from backend.capabilities.contract.graphql import CreditContract, CreditLimit
from backend.capabilities.customer.graphql import Customer
from backend.capabilities.disbursement import models, service
from backend.capabilities.disbursement.rules import (
    DISBURSEMENT_MACHINE,
    Asked,
    CoreAnswer,
    DifferenceKind,
    DisbursementStatus,
    FiveClass,
    NewsKind,
    NoteStatus,
    PaymentMode,
)
from backend.capabilities.organization.graphql import User
from backend.kit import masks
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
from backend.kit.json import Json
from backend.kit.money import Fen, Rate

door = Door()


@entity(models.Payee, read="disbursement:read", description="受托支付对象")
class Payee(Node):
    id: UUID = column("标识")
    name: str = column("收款人")
    account: str = column("收款账户(掩码)", mask=masks.card)
    bank_name: str = column("开户行")
    amount: Fen = column("金额(元)", "amount_fen")


@entity(models.PayoutAttempt, read="disbursement:read", description="核心往来")
class PayoutAttempt(Node):
    id: UUID = column("标识")
    asked: Asked = column("问法")
    number: int = column("第几次")
    answer: CoreAnswer | None = column("答复;空为发出")
    code: str = column("代码")
    text: str = column("说明")
    at: datetime = column("时间")


@entity(models.ScheduleRow, read="disbursement:read", description="还款计划期供")
class ScheduleRow(Node):
    id: UUID = column("标识")
    no: int = column("期次")
    start_date: date = column("计息起日")
    due_date: date = column("应还日")
    pay_by: date = column("扣款日")
    days: int = column("天数")
    principal: Fen = column("应还本金(元)", "principal_fen")
    interest: Fen = column("应还利息(元)", "interest_fen")
    total: Fen = column("应还合计(元)", "total_fen")
    balance: Fen = column("还后本金余额(元)", "balance_fen")


@entity(models.RepaymentSchedule, read="disbursement:read", description="还款计划")
class RepaymentSchedule(Node):
    id: UUID = column("标识")
    number: int = column("版次")
    engine_version: str = column("计算引擎版本")
    sha256: str = column("计划摘要")
    rows: list[ScheduleRow] = many("期供", by="schedule_id", order_by=("no",))


@entity(models.CoreNews, read="disbursement:read", description="核心通知")
class CoreNews(Node):
    id: UUID = column("标识")
    kind: NewsKind = column("种类")
    business_date: date = column("营业日期")
    occurred_at: datetime = column("发生时间")
    principal: Fen = column("本金(元)", "principal_fen")
    interest: Fen = column("利息(元)", "interest_fen")
    penalty: Fen = column("罚息(元)", "penalty_fen")
    overdue: Fen = column("逾期金额(元)", "overdue_fen")
    simulated: bool = column("是否模拟")


@entity(models.LoanNote, read="disbursement:read", description="借据")
class LoanNote(Node):
    id: UUID = column("标识")
    no: str = column("借据业务编号")
    display_no: str = column("借据编号")
    status: NoteStatus = column("状态")
    contract: CreditContract | None = one("授信合同")
    customer: Customer | None = one("借款人")
    principal: Fen = column("本金(元)", "principal_fen")
    outstanding: Fen = column("本金余额(元)", "outstanding_fen")
    overdue: Fen = column("逾期金额(元)", "overdue_fen")
    overdue_since: date | None = column("逾期起始日")
    annual_rate: Rate = column("执行年利率(%)")
    value_date: date = column("起息日")
    maturity_date: date = column("到期日")
    core_ref: str = column("核心流水号")
    five_class: FiveClass = column("五级分类")
    settled_on: date | None = column("结清日")
    schedules: list[RepaymentSchedule] = many("还款计划", by="note_id", order_by=("number",))
    news: list[CoreNews] = many("核心通知", by="note_id", order_by=("id",))


@entity(models.Disbursement, read="disbursement:read", description="放款申请")
class Disbursement(Node):
    id: UUID = column("标识")
    no: str = column("放款申请编号")
    version: int = column("版本")
    status: DisbursementStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: DISBURSEMENT_MACHINE.allowed(DisbursementStatus(status)),
    )
    contract: CreditContract | None = one("授信合同")
    limit: CreditLimit | None = one("额度")
    customer: Customer | None = one("借款人")
    customer_manager: User | None = one("客户经理", by="owner_id")
    seq: int = column("合同项下用款序号")
    amount: Fen = column("用款金额(元)", "amount_fen")
    annual_rate: Rate = column("执行年利率(%)")
    value_date: date = column("起息日")
    term_months: int = column("期限(月)")
    maturity_date: date = column("到期日")
    repayment_method: RepaymentMethod = column("还款方式")
    due_day_rule: DueDayRule = column("还款日规则")
    due_day: int | None = column("固定还款日")
    payment_mode: PaymentMode = column("支付方式")
    payees: list[Payee] = many("受托支付对象", by="disbursement_id")
    disburse_account: str = column("放款账户(掩码)", mask=masks.card)
    repay_account: str = column("还款账户(掩码)", mask=masks.card)
    purpose_text: str = column("用途说明")
    checklist: Json = column("放款前提条件核对")
    note_no: str = column("借据编号")
    loan_no: str | None = column("借据业务编号")
    schedule: Json = column("借据所载还款计划,金额单位为分")
    engine_version: str = column("计算引擎版本")
    schedule_sha256: str = column("还款计划摘要")
    signing_task_id: UUID | None = column("签约任务")
    submitted_at: datetime | None = column("提交时间")
    releaser: User | None = one("放款审核人")
    released_at: datetime | None = column("放款批准时间")
    core_request_id: str | None = column("核心请求号")
    core_ref: str = column("核心流水号")
    core_responded_at: datetime | None = column("核心记账时间")
    simulated: bool = column("核心是否模拟")
    failure_code: str = column("失败代码")
    failure_text: str = column("失败原因")
    end_reason: str = column("退回或取消原因")
    exchanges: list[PayoutAttempt] = many("核心往来", by="disbursement_id", order_by=("id",))
    notes: list[LoanNote] = many("借据", by="disbursement_id")


@entity(models.DayEndDifference, read="disbursement:reconcile", description="对账差异")
class DayEndDifference(Node):
    id: UUID = column("标识")
    kind: DifferenceKind = column("种类")
    request_id: str = column("核心请求号")
    loan_no: str = column("贷款号")
    ours: Fen = column("我方金额(元)", "ours_fen")
    theirs: Fen = column("核心金额(元)", "theirs_fen")


@entity(models.DayEndReconciliation, read="disbursement:reconcile", description="日终对账")
class DayEndReconciliation(Node):
    id: UUID = column("标识")
    business_date: date = column("营业日期")
    file_sha256: str = column("对账文件摘要")
    payouts: int = column("我方放款笔数")
    differences: int = column("差异条数")
    at: datetime = column("对账时间")
    found: list[DayEndDifference] = many("差异", by="reconciliation_id", order_by=("id",))


@strawberry.input(description="放款申请的筛选条件")
class DisbursementFilter(Filter):
    no: str | None = where("no", "放款申请编号")
    status: list[DisbursementStatus] | None = where("status__in", "状态")
    contract_id: UUID | None = where("contract_id", "授信合同")
    limit_id: UUID | None = where("limit_id", "额度")
    customer_id: UUID | None = where("customer_id", "借款人")


@strawberry.input(description="借据的筛选条件")
class LoanNoteFilter(Filter):
    no: str | None = where("no", "借据业务编号")
    status: list[NoteStatus] | None = where("status__in", "状态")
    contract_id: UUID | None = where("contract_id", "授信合同")
    customer_id: UUID | None = where("customer_id", "借款人")


@strawberry.input(description="日终对账的筛选条件")
class DayEndReconciliationFilter(Filter):
    business_date: date | None = where("business_date", "营业日期")


@strawberry.type(description="放款办理结果")
class DisbursementPayload(Payload):
    disbursement: Disbursement | None = strawberry.field(default=None, description="放款申请")


@strawberry.type(description="对账结果")
class DayEndReconciliationPayload(Payload):
    day_end_reconciliation: DayEndReconciliation | None = strawberry.field(
        default=None, description="日终对账"
    )


door.one("disbursement", Disbursement, "一笔放款申请")
door.list("disbursements", Disbursement, "放款申请列表", filters=DisbursementFilter)
door.one("loanNote", LoanNote, "一张借据")
door.list("loanNotes", LoanNote, "借据列表", filters=LoanNoteFilter)
door.list(
    "dayEndReconciliations",
    DayEndReconciliation,
    "日终对账列表",
    filters=DayEndReconciliationFilter,
)
for verb, allow, description in (
    (service.create_disbursement, "disbursement:draft", "发起放款申请"),
    (service.submit_disbursement, "disbursement:submit", "提交放款申请"),
    (service.cancel_disbursement, "disbursement:cancel", "取消放款申请"),
    (service.retry_disbursement, "disbursement:retry", "重新发送失败的放款"),
):
    door.mutation(verb, gives=DisbursementPayload, allow=allow, description=description)
door.mutation(
    service.reconcile_day_end,
    gives=DayEndReconciliationPayload,
    allow="disbursement:reconcile",
    description="与核心日终文件对账",
)
