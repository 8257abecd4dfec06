"""How clients see guarantees and collateral."""

from datetime import date
from uuid import UUID

import strawberry

from backend.capabilities.application.graphql import Application
from backend.capabilities.customer.graphql import Customer
from backend.capabilities.guarantee import models, service
from backend.capabilities.guarantee.rules import (
    COLLATERAL_MACHINE,
    GUARANTEE_MACHINE,
    AgreementStatus,
    CollateralStatus,
    GroupStatus,
    GuaranteeScope,
    GuaranteeStatus,
    GuaranteeType,
    Liability,
    PledgeStatus,
    RegistrationStatus,
    carries,
)
from backend.capabilities.product.rules import CollateralKind
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


def guarantee_actions(status: GuaranteeStatus) -> list[str]:
    """List what may happen to a guarantee now."""
    return GUARANTEE_MACHINE.allowed(GuaranteeStatus(status))


def collateral_actions(status: CollateralStatus) -> list[str]:
    """List what may happen to a collateral now."""
    return COLLATERAL_MACHINE.allowed(CollateralStatus(status))


def room_of(value: Fen | None, ltv: int, pledged: Fen) -> Fen:
    """Tell what a collateral can still carry."""
    return carries(value or Fen(0), ltv, pledged)


@entity(models.GuaranteeCompanyAgreement, read="guarantee:read", description="担保公司合作协议")
class GuaranteeCompanyAgreement(Node):
    id: UUID = column("标识")
    company: Customer | None = one("担保公司")
    license_no: str = column("融资担保业务经营许可证号")
    total_quota: Fen = column("合作总额度(元)", "total_quota_fen")
    used_quota: Fen = column("已用额度(元)", "used_quota_fen")
    available_quota: Fen = derived(
        "可用额度(元)",
        needs=("total_quota_fen", "used_quota_fen"),
        by=lambda total, used: Fen(total - used),
    )
    single_cap: Fen = column("单户上限(元)", "single_cap_fen")
    margin_ratio: Rate = column("保证金比例(%)")
    risk_share_ratio: Rate = column("担保公司分担风险比例(%)")
    fee_rate: Rate = column("年担保费率(%)")
    valid_to: date = column("协议有效期至")
    status: AgreementStatus = column("状态")


@entity(models.GroupMember, read="guarantee:read", description="联保小组成员")
class GroupMember(Node):
    id: UUID = column("标识")
    customer: Customer | None = one("客户")


@entity(models.JointLiabilityGroup, read="guarantee:read", description="联保小组")
class JointLiabilityGroup(Node):
    id: UUID = column("标识")
    no: str = column("小组编号")
    cap_per_member: Fen = column("每名成员的担保上限(元)", "cap_per_member_fen")
    status: GroupStatus = column("状态")
    members: list[GroupMember] = many("成员", by="group_id")


@entity(models.Guarantee, read="guarantee:read", description="保证")
class Guarantee(Node):
    id: UUID = column("标识")
    no: str = column("担保编号")
    version: int = column("版本")
    application: Application | None = one("申请")
    borrower: Customer | None = one("借款人")
    guarantor: Customer | None = one("保证人")
    type: GuaranteeType = column("保证种类")
    liability: Liability = column("保证方式")
    scope: GuaranteeScope = column("保证范围")
    max_amount: Fen = column("最高保证金额(元)", "max_amount_fen")
    period_years: int = column("保证期间(年)")
    agreement: GuaranteeCompanyAgreement | None = one("担保公司合作协议")
    group: JointLiabilityGroup | None = one("联保小组")
    spouse_consent_id: UUID | None = column("配偶同意书")
    resolution_file_id: UUID | None = column("股东会或董事会决议文件")
    capacity: Json | None = column("代偿能力核查:收入或净资产、倍数、已担保、尚可担保")
    status: GuaranteeStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作", needs=("status",), by=guarantee_actions
    )
    end_reason: str = column("移除或解除原因")


@entity(models.CollateralOwner, read="guarantee:read", description="押品权属人")
class CollateralOwner(Node):
    id: UUID = column("标识")
    customer: Customer | None = one("客户")
    consent_file_id: UUID | None = column("共有人同意书文件")


@entity(models.CollateralPledge, read="guarantee:read", description="押品担保关系")
class CollateralPledge(Node):
    id: UUID = column("标识")
    application: Application | None = one("申请")
    wanted: Fen = column("拟担保金额(元)", "wanted_fen")
    amount: Fen = column("担保金额(元)", "amount_fen")
    status: PledgeStatus = column("状态")


@entity(models.Collateral, read="guarantee:read", description="押品")
class Collateral(Node):
    id: UUID = column("标识")
    no: str = column("押品编号")
    version: int = column("版本")
    kind: CollateralKind = column("押品种类")
    use: str = column("用途")
    description: str = column("名称、坐落和状况")
    area: str | None = derived("面积", needs=("area",), by=lambda area: area and f"{area:f}")
    cert_no: str = column("权属证书号")
    owners: list[CollateralOwner] = many("权属人", by="collateral_id")
    pledges: list[CollateralPledge] = many("担保关系", by="collateral_id")
    appraised_value: Fen | None = column("评估价值(元)", "appraised_value_fen")
    appraised_by: str = column("评估机构或人员")
    appraised_on: date | None = column("评估日期")
    appraisal_expires_on: date | None = column("评估有效期至")
    ltv_pct: int = column("抵押率上限(%)")
    pledged: Fen = column("已担保金额(元)", "pledged_fen")
    available: Fen = derived(
        "尚可担保(元)", needs=("appraised_value_fen", "ltv_pct", "pledged_fen"), by=room_of
    )
    registration_status: RegistrationStatus = column("登记状态")
    registration_authority: str = column("登记机关")
    registration_no: str = column("他项权证或登记号")
    registered_on: date | None = column("登记日期")
    certificate_file_id: UUID | None = column("登记证明文件")
    released_on: date | None = column("解除日期")
    status: CollateralStatus = column("状态")
    allowed_actions: list[str] = derived(
        "当前状态允许的动作", needs=("status",), by=collateral_actions
    )


@strawberry.input(description="保证的筛选条件")
class GuaranteeFilter(Filter):
    application_id: UUID | None = where("application_id", "申请")
    guarantor_id: UUID | None = where("guarantor_id", "保证人")
    borrower_id: UUID | None = where("borrower_id", "借款人")
    status: list[GuaranteeStatus] | None = where("status__in", "状态")


@strawberry.input(description="押品的筛选条件")
class CollateralFilter(Filter):
    no: str | None = where("no", "押品编号")
    application_id: UUID | None = where("pledges__application_id", "担保的申请")
    status: list[CollateralStatus] | None = where("status__in", "状态")


@strawberry.type(description="保证办理结果")
class GuaranteePayload(Payload):
    guarantee: Guarantee | None = strawberry.field(default=None, description="保证")


@strawberry.type(description="押品办理结果")
class CollateralPayload(Payload):
    collateral: Collateral | None = strawberry.field(default=None, description="押品")


@strawberry.type(description="联保小组办理结果")
class JointLiabilityGroupPayload(Payload):
    group: JointLiabilityGroup | None = strawberry.field(default=None, description="联保小组")


door.one("guarantee", Guarantee, "一笔保证")
door.list("guarantees", Guarantee, "保证列表", filters=GuaranteeFilter)
door.one("collateral", Collateral, "一件押品")
door.list("collaterals", Collateral, "押品列表", filters=CollateralFilter)
door.list("guaranteeCompanyAgreements", GuaranteeCompanyAgreement, "担保公司合作协议列表")
door.list("jointLiabilityGroups", JointLiabilityGroup, "联保小组列表")
for verb, allow, description in (
    (service.add_guarantee, "guarantee:manage", "为申请增加保证"),
    (service.remove_guarantee, "guarantee:manage", "签约前移除保证"),
    (service.check_guarantee_capacity, "guarantee:check", "核查保证人的代偿能力"),
):
    door.mutation(verb, gives=GuaranteePayload, allow=allow, description=description)
for act, allow, description in (
    (service.add_collateral, "guarantee:manage", "为申请增加押品"),
    (service.appraise_collateral, "collateral:appraise", "登记押品评估"),
    (
        service.submit_collateral_registration,
        "collateral:submit-registration",
        "提交押品登记",
    ),
    (service.register_collateral, "collateral:register", "登记完成,录入登记证明"),
    (service.release_collateral, "collateral:register", "债务结清后解除登记"),
):
    door.mutation(act, gives=CollateralPayload, allow=allow, description=description)
door.mutation(
    service.form_joint_liability_group,
    gives=JointLiabilityGroupPayload,
    allow="guarantee:manage",
    description="组成联保小组",
)
