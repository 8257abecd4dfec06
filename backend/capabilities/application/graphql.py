"""How clients see applications."""

from datetime import datetime
from uuid import UUID

import strawberry

from backend.capabilities.application import models, service
from backend.capabilities.application.rules import (
    APPLICATION_MACHINE,
    ApplicationStatus,
    IntakeChannel,
)
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.customer.graphql import Customer
from backend.capabilities.organization.graphql import User
from backend.capabilities.product.graphql import Product, ProductVersion
from backend.capabilities.product.rules import CollateralKind, GuaranteeMode, PartyRole
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


def allowed_actions(status: ApplicationStatus) -> list[str]:
    """List what the state machine permits now."""
    return APPLICATION_MACHINE.allowed(ApplicationStatus(status))


@entity(models.ApplicationParty, read="application:read", description="申请参与人")
class ApplicationParty(Node):
    id: UUID = column("标识")
    role: PartyRole = column("身份")
    guarantee_mode: GuaranteeMode | None = column("提供的担保方式")
    collateral_kind: CollateralKind | None = column("提供的押品种类")
    customer: Customer | None = one("客户")


@entity(models.ApplicationRevision, read="application:read", description="申请表版本")
class ApplicationRevision(Node):
    id: UUID = column("标识")
    number: int = column("版本号,1 为提交时")
    form_data: Json = column("申请表数据")
    changes: list[Json] = column("与前一版的差异:path、before、after")
    reason: str = column("补充或更正的原因")
    created_at: datetime = column("时间")
    author: User | None = one("填写人", by="created_by")


@entity(models.Application, read="application:read", description="贷款申请")
class Application(Node):
    id: UUID = column("标识")
    no: str = column("申请编号")
    version: int = column("版本")
    channel: IntakeChannel = column("受理渠道")
    status: ApplicationStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作", needs=("status",), by=allowed_actions
    )
    applicant: Customer | None = one("申请人")
    product: Product | None = one("产品")
    product_version: ProductVersion | None = one("产品版本,提交时固定")
    amount_requested: Fen = column("申请金额(元)", "amount_requested_fen")
    term_months: int = column("期限(月)")
    repayment_method: RepaymentMethod = column("还款方式")
    guarantee_modes: list[GuaranteeMode] = derived(
        "担保方式",
        needs=("guarantee_modes",),
        by=lambda modes: [GuaranteeMode(mode) for mode in modes],
    )
    purpose_code: str = column("用途代码")
    purpose_text: str = column("用途说明")
    form_data: Json = column("申请表数据")
    parties: list[ApplicationParty] = many("参与人", by="application_id")
    revisions: list[ApplicationRevision] = many(
        "申请表的各个版本", by="application_id", order_by=("number",)
    )
    customer_manager: User | None = one("客户经理(主办)", by="owner_id")
    co_investigator: User | None = one("协办人")
    submitted_at: datetime | None = column("提交时间")
    created_at: datetime = column("建立时间")
    end_reason: str = column("撤回或作废原因")


@strawberry.input(description="申请的筛选条件")
class ApplicationFilter(Filter):
    no: str | None = where("no", "申请编号")
    status: list[ApplicationStatus] | None = where("status__in", "状态")
    product_id: UUID | None = where("product_id", "产品")
    applicant_id: UUID | None = where("applicant_id", "申请人")


@strawberry.type(description="申请办理结果")
class ApplicationPayload(Payload):
    application: Application | None = strawberry.field(default=None, description="申请")


door.one("application", Application, "一笔申请")
door.list("applications", Application, "申请列表", filters=ApplicationFilter)
for verb, allow, description in (
    (service.save_application_draft, "application:draft", "保存申请草稿"),
    (service.discard_application, "application:draft", "作废草稿"),
    (service.submit_application, "application:submit", "提交申请"),
    (service.copy_application, "application:draft", "复制申请为新的草稿"),
    (service.amend_application, "application:amend", "补充或更正申请表,各版本留存"),
    (service.withdraw_application, "application:withdraw", "撤回申请"),
):
    door.mutation(verb, gives=ApplicationPayload, allow=allow, description=description)
