"""How clients see permissions, queries and reports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from backend.capabilities.credit_authorization import models, service
from backend.capabilities.credit_authorization.rules import (
    AUTHORIZATION,
    AuthorizationState,
    QueryReason,
    QueryState,
    SignMode,
    SubjectRole,
)
from backend.capabilities.customer.graphql import Customer
from backend.capabilities.organization.graphql import User
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
from backend.kit.json import Json
from backend.kit.money import Fen
from backend.ports import Ports

door = Door()


@entity(models.CreditAuthorization, read="credit-authorization:read", description="征信授权书")
class CreditAuthorization(Node):
    id: UUID = column("标识")
    no: str = column("授权编号")
    version: int = column("版本")
    subject: Customer | None = one("授权的客户")
    representative: Customer | None = one("代表企业签署的法定代表人")
    role: SubjectRole = column("当事人角色")
    application_id: UUID | None = column("为哪笔申请")
    purposes: list[QueryReason] = derived(
        "同意的查询用途",
        needs=("purposes",),
        by=lambda purposes: [QueryReason(purpose) for purpose in purposes],
    )
    sign_mode: SignMode = column("签署方式")
    valid_from: date = column("有效期起")
    valid_to: date = column("有效期止")
    status: AuthorizationState = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作",
        needs=("status",),
        by=lambda status: AUTHORIZATION.allowed(AuthorizationState(status)),
    )
    document_id: UUID | None = column("授权书文件")
    signing_task_id: UUID | None = column("签约任务")
    document_sha256: str = column("签署后的文件摘要")
    signed_at: datetime | None = column("签署完成时间")
    end_reason: str = column("作废或撤销原因")


@entity(models.BureauUser, read="bureau-user:read", description="征信查询用户")
class BureauUser(Node):
    id: UUID = column("标识")
    version: int = column("版本")
    user: User | None = one("人员")
    account: str = column("征信系统用户名")
    is_active: bool = column("是否启用")


@entity(models.CreditReport, read="credit-query:read", description="征信报告;指标须查看才可见")
class CreditReport(Node):
    id: UUID = column("标识")
    subject: Customer | None = one("被查询的客户")
    reason: QueryReason = column("查询原因")
    report_no: str = column("报告编号")
    report_at: datetime = column("报告时间")
    valid_until: date = column("可复用至")
    no_record: bool = column("是否白户")
    is_simulated: bool = column("是否模拟")
    parse_problem: str = column("指标解析问题")


@entity(models.CreditQuery, read="credit-query:read", description="征信查询")
class CreditQuery(Node):
    id: UUID = column("标识")
    no: str = column("查询编号")
    version: int = column("版本")
    authorization: CreditAuthorization | None = one("依据的授权书")
    subject: Customer | None = one("被查询的客户")
    application_id: UUID | None = column("为哪笔申请")
    reason: QueryReason = column("查询原因")
    bureau_account: str = column("查询用户")
    requester: User | None = one("发起人", by="requested_by")
    approver: User | None = one("审批人", by="approved_by")
    status: QueryState = column("状态")
    cost: Fen = column("费用(元),复用为零", "cost_fen")
    requested_at: datetime = column("发起时间")
    sent_at: datetime | None = column("发出时间")
    responded_at: datetime | None = column("结果时间")
    failure_code: str = column("失败代码")
    failure_text: str = column("失败说明")
    reused_from: "CreditQuery | None" = one("复用的查询")
    reports: list[CreditReport] = many("得到的报告", by="query_id")


@strawberry.input(description="征信授权书的筛选条件")
class CreditAuthorizationFilter(Filter):
    no: str | None = where("no", "授权编号")
    subject_id: UUID | None = where("subject_id", "授权的客户")
    application_id: UUID | None = where("application_id", "为哪笔申请")
    status: list[AuthorizationState] | None = where("status__in", "状态")


@strawberry.input(description="征信查询的筛选条件")
class CreditQueryFilter(Filter):
    no: str | None = where("no", "查询编号")
    subject_id: UUID | None = where("subject_id", "被查询的客户")
    application_id: UUID | None = where("application_id", "为哪笔申请")
    status: list[QueryState] | None = where("status__in", "状态")
    since: datetime | None = where("requested_at__gte", "起始时间")
    until: datetime | None = where("requested_at__lt", "截止时间")


@strawberry.input(description="征信报告的筛选条件")
class CreditReportFilter(Filter):
    subject_id: UUID | None = where("subject_id", "被查询的客户")


@strawberry.type(description="征信授权办理结果")
class CreditAuthorizationPayload(Payload):
    authorization: CreditAuthorization | None = strawberry.field(
        default=None, description="征信授权书"
    )


@strawberry.type(description="征信查询办理结果")
class CreditQueryPayload(Payload):
    query: CreditQuery | None = strawberry.field(default=None, description="征信查询")


@strawberry.type(description="征信查询用户办理结果")
class BureauUserPayload(Payload):
    bureau_user: BureauUser | None = strawberry.field(default=None, description="征信查询用户")


@strawberry.type(description="查看征信报告的结果")
class CreditReportView(Payload):
    report: CreditReport | None = strawberry.field(default=None, description="征信报告")
    indicators: Json | None = strawberry.field(default=None, description="指标,金额为元")
    original: str | None = strawberry.field(default=None, description="原件(HTML,带查看人水印)")


async def view_credit_report(
    actor: Actor, command: service.ViewCreditReport, ports: Ports
) -> CreditReportView:
    """Show a report; the view is on record."""
    seen = await service.view_credit_report(actor, command, ports)
    shown: Any = CreditReport
    indicators = seen.report.indicators
    return CreditReportView(
        report=shown(seen.report),
        indicators=Json(indicators) if indicators is not None else None,
        original=seen.original,
    )


door.one("creditAuthorization", CreditAuthorization, "一份征信授权书")
door.list(
    "creditAuthorizations", CreditAuthorization, "征信授权书", filters=CreditAuthorizationFilter
)
door.one("creditQuery", CreditQuery, "一笔征信查询")
door.list("creditQueries", CreditQuery, "征信查询登记", filters=CreditQueryFilter)
door.one("creditReport", CreditReport, "一份征信报告,不含指标")
door.list("creditReports", CreditReport, "征信报告,不含指标", filters=CreditReportFilter)
door.list("bureauUsers", BureauUser, "征信查询用户")
MANAGE = "credit-authorization:manage"
for verb, description in (
    (service.create_credit_authorization, "建立征信授权书"),
    (service.send_credit_authorization, "生成征信授权书文件并发出,由本人签署"),
    (service.void_credit_authorization, "作废尚未签署的征信授权书"),
    (service.revoke_credit_authorization, "按客户书面要求撤销征信授权"),
):
    door.mutation(verb, gives=CreditAuthorizationPayload, allow=MANAGE, description=description)
door.mutation(
    service.request_credit_query,
    gives=CreditQueryPayload,
    allow="credit-query:request",
    description="发起征信查询;30 天内同用途的报告直接复用",
)
door.mutation(
    service.approve_credit_query,
    gives=CreditQueryPayload,
    allow="credit-query:approve",
    description="审批征信查询",
)
door.mutation(
    service.enquire_credit_query,
    gives=CreditQueryPayload,
    allow="credit-query:request",
    description="查证一笔没有结果的征信查询,不会重新查询",
)
door.mutation(
    view_credit_report,
    gives=CreditReportView,
    allow="credit-report:view",
    description="查看征信报告,每次留痕",
    keyed=False,
)
door.mutation(
    service.assign_bureau_user,
    gives=BureauUserPayload,
    allow="bureau-user:manage",
    description="登记征信查询用户,一人一户",
)
door.mutation(
    service.close_bureau_user,
    gives=BureauUserPayload,
    allow="bureau-user:manage",
    description="停用征信查询用户",
)
