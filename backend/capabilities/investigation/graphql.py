"""How clients see investigations."""

from datetime import datetime
from uuid import UUID

import strawberry

from backend.capabilities.application.graphql import ApplicationPayload
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.decision.graphql import Decision
from backend.capabilities.investigation import models, service
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    InvestigationMode,
    InvestigationStatus,
    InvestigatorRole,
    Recommendation,
    SectionStatus,
)
from backend.capabilities.organization.graphql import User
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

door = Door()


def allowed_actions(status: InvestigationStatus) -> list[str]:
    """List what the state machine permits now."""
    return INVESTIGATION_MACHINE.allowed(InvestigationStatus(status))


@entity(models.CheckIn, read="investigation:read", description="调查签到")
class InvestigationCheckIn(Node):
    id: UUID = column("标识")
    user_name: str = column("签到人")
    role: InvestigatorRole = column("主办或协办")
    place: str = column("位置(约一公里精度)")
    accuracy_m: int = column("定位误差(米)")
    site_distance_m: int | None = column("距调查地点(米)")
    at: datetime = column("时间")


@entity(models.Section, read="investigation:read", description="调查模块")
class InvestigationSection(Node):
    id: UUID = column("标识")
    version: int = column("记录版本")
    module: str = column("模块代码")
    title: str = column("模块名称")
    revision: int = column("修订号")
    is_current: bool = column("现行修订")
    status: SectionStatus = column("状态")
    data: Json = derived("内容", needs=("values",), by=Json)
    data_hash: str = column("内容摘要")
    completeness: int = column("完整度(%)")
    missing: list[str] = column("尚缺的字段")
    comment: str = column("缺陷说明或重开理由")
    updated_at: datetime = column("更新时间")
    locked_at: datetime | None = column("锁定时间")


@entity(models.CreditOpinion, read="investigation:read", description="授信意见")
class CreditOpinion(Node):
    id: UUID = column("标识")
    role: InvestigatorRole = column("主办或协办")
    author_name: str = column("提出人")
    recommendation: Recommendation = column("结论")
    amount: Fen = column("金额(元)", "amount_fen")
    term_months: int = column("单笔期限(月)")
    limit_term_months: int = column("额度期限(月)")
    spread_bp: int = column("加点(基点)")
    repayment_methods: list[RepaymentMethod] = derived(
        "还款方式",
        needs=("repayment_methods",),
        by=lambda methods: [RepaymentMethod(method) for method in methods],
    )
    guarantee: str = column("担保安排")
    conditions_precedent: list[str] = column("用款前提条件")
    covenants: list[str] = column("持续约定")
    reasons: str = column("理由")
    is_current: bool = column("现行意见")
    decision: Decision | None = one("所依据的系统决策")
    at: datetime = column("时间")


@entity(models.ReportSignature, read="investigation:read", description="调查报告签署")
class ReportSignature(Node):
    id: UUID = column("标识")
    user_name: str = column("签署人")
    role: InvestigatorRole = column("主办或协办")
    snapshot_hash: str = column("所签数据快照摘要")
    at: datetime = column("时间")


@entity(models.InvestigationReport, read="investigation:read", description="调查报告")
class InvestigationReport(Node):
    id: UUID = column("标识")
    no: str = column("报告编号")
    number: int = column("第几份")
    is_current: bool = column("现行报告")
    snapshot_hash: str = column("数据快照摘要")
    template_version: str = column("模板版本")
    html: str = column("报告正文(HTML)")
    document_id: UUID = column("PDF 文档")
    supersedes_id: UUID | None = column("所替代的报告")
    signatures: list[ReportSignature] = many("签署", by="report_id")
    submitted_at: datetime | None = column("提交时间")
    created_at: datetime = column("生成时间")


@entity(models.Investigation, read="investigation:read", description="贷款调查")
class Investigation(Node):
    id: UUID = column("标识")
    no: str = column("调查编号")
    version: int = column("版本")
    application_id: UUID = column("申请")
    mode: InvestigationMode = column("调查方式")
    waiver_reason: str = column("免现场调查的理由")
    status: InvestigationStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作", needs=("status",), by=allowed_actions
    )
    lead: User | None = one("主办人", by="owner_id")
    co_investigator: User | None = one("协办人")
    defects: list[Json] = derived(
        "整改清单", needs=("defects",), by=lambda rows: [Json(row) for row in rows]
    )
    check_ins: list[InvestigationCheckIn] = many("签到", by="investigation_id")
    sections: list[InvestigationSection] = many(
        "模块,各修订", by="investigation_id", order_by=("module", "-revision")
    )
    opinions: list[CreditOpinion] = many("授信意见", by="investigation_id", order_by=("-id",))
    reports: list[InvestigationReport] = many(
        "调查报告", by="investigation_id", order_by=("-number",)
    )
    completed_at: datetime | None = column("完成时间")
    submitted_at: datetime | None = column("最近提交时间")
    submissions: int = column("提交次数")


@strawberry.input(description="调查的筛选条件")
class InvestigationFilter(Filter):
    application_id: UUID | None = where("application_id", "申请")
    status: list[InvestigationStatus] | None = where("status__in", "状态")


@strawberry.type(description="调查办理结果")
class InvestigationPayload(Payload):
    investigation: Investigation | None = strawberry.field(default=None, description="调查")


@strawberry.type(description="调查模块办理结果")
class SectionPayload(Payload):
    section: InvestigationSection | None = strawberry.field(default=None, description="模块")


@strawberry.type(description="授信意见办理结果")
class CreditOpinionPayload(Payload):
    opinion: CreditOpinion | None = strawberry.field(default=None, description="授信意见")


@strawberry.type(description="调查报告办理结果")
class ReportPayload(Payload):
    report: InvestigationReport | None = strawberry.field(default=None, description="调查报告")


door.one("investigation", Investigation, "一次调查")
door.list("investigations", Investigation, "调查列表", filters=InvestigationFilter)
door.mutation(
    service.assign_co_investigator,
    gives=ApplicationPayload,
    allow="investigation:assign",
    description="指定协办人",
)
for verb, gives, allow, description in (
    (service.start_investigation, InvestigationPayload, "investigation:lead", "开始调查"),
    (service.check_in, InvestigationPayload, "investigation:write", "现场签到"),
    (service.save_section, SectionPayload, "investigation:write", "保存调查模块"),
    (service.complete_section, SectionPayload, "investigation:write", "完成调查模块"),
    (service.reopen_section, SectionPayload, "investigation:write", "重新打开模块,决策随之失效"),
    (
        service.complete_investigation,
        InvestigationPayload,
        "investigation:write",
        "完成调查:锁定模块并作出系统决策",
    ),
    (service.submit_credit_opinion, CreditOpinionPayload, "investigation:write", "提交授信意见"),
    (service.generate_report, ReportPayload, "investigation:write", "生成调查报告"),
    (service.sign_report, ReportPayload, "investigation:write", "签署调查报告"),
    (service.submit_investigation, InvestigationPayload, "investigation:write", "提交调查"),
):
    door.mutation(verb, gives=gives, allow=allow, description=description)
