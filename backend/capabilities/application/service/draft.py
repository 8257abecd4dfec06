"""Writing an application down, in as many sittings as it takes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.application.models import Application, ApplicationParty
from backend.capabilities.application.rules import (
    APPLICATION_MACHINE,
    ApplicationStatus,
    IntakeChannel,
)
from backend.capabilities.audit import service as audit
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.customer import queries as customers
from backend.capabilities.product import queries as products
from backend.capabilities.product.rules import (
    CollateralKind,
    GuaranteeMode,
    Level,
    PartyRole,
    application_form,
    validate_form,
)
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

PARTIES_MAX = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGiven:
    """参与人"""

    customer_id: UUID = about("客户")
    role: PartyRole = about("身份")
    belongs_to_id: UUID | None = about("所属参与人的客户;保证人配偶和法定代表人填写", None)
    guarantee_mode: GuaranteeMode | None = about("提供的担保方式,保证人和抵质押人填写", None)
    collateral_kind: CollateralKind | None = about("押品种类,抵质押人填写", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveApplicationDraft:
    """保存申请草稿;不填申请标识则新建"""

    application_id: UUID | None = about("已有草稿的标识", None)
    expected_version: int | None = about("已有草稿的期望版本", None)
    channel: IntakeChannel = about("受理渠道", IntakeChannel.PAD)
    applicant_id: UUID = about("申请人")
    product_id: UUID = about("产品")
    amount_requested: Fen = about("申请金额(元)")
    term_months: int = about("期限(月)")
    repayment_method: RepaymentMethod = about("还款方式")
    guarantee_modes: list[GuaranteeMode] = about("担保方式")
    purpose_code: str = about("用途代码")
    purpose_text: str = about("用途说明", "")
    co_investigator_id: UUID | None = about("协办人", None)
    form_data: Json = about("申请表数据,由产品的 JSON Schema 描述")
    parties: list[PartyGiven] = about("申请人以外的参与人", [])


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardApplication:
    """作废草稿"""

    application_id: UUID = about("申请")
    expected_version: int = about("期望版本")
    reason: str = about("原因", "")


async def save_application_draft(actor: Actor, command: SaveApplicationDraft) -> Application:
    """Create a draft, or write down what has changed in one.

    A draft may be incomplete, but what it says must be of the right kind.

    Raises:
        NotFound: the draft, a customer or the product is out of reach.
        Refused: everything that is wrong with the form.
    """
    async with unit_of_work(actor) as work:
        values = await _values(work, command)
        if command.application_id is None:
            application = await work.add(
                Application, no=await next_no(work, "SQ"), channel=command.channel, **values
            )
            await audit.note_transition(work, application, "", ApplicationStatus.DRAFT, "create")
        else:
            application = await _draft(work, command.application_id, command.expected_version)
            await application.revise(actor.id, **values)
        await _write_parties(work, application, command)
        work.answers_with(application.id)
    return application


async def _values(work: Work, command: SaveApplicationDraft) -> dict[str, Any]:
    await customers.customer_of(work.actor, command.applicant_id)
    today = await reference.business_date()
    version = await products.version_in_force(
        command.product_id, work.actor.legal_entity_code, today
    )
    content, library = products.content_of(version), await products.library_for(version)
    form = application_form(content, library)
    wrong: list[Refusal] = _problems(command)
    wrong += [
        ValidationFailed(problem.message, "form_data", *problem.path)
        for problem in validate_form(form, command.form_data, Level.DRAFT)
    ]
    refuse_all(wrong)
    return {
        "applicant_id": command.applicant_id,
        "product_id": command.product_id,
        "product_version_id": version.id,
        "amount_requested_fen": command.amount_requested,
        "term_months": command.term_months,
        "repayment_method": command.repayment_method,
        "guarantee_modes": [mode.value for mode in command.guarantee_modes],
        "purpose_code": command.purpose_code,
        "purpose_text": command.purpose_text,
        "co_investigator_id": command.co_investigator_id,
        "form_data": command.form_data,
    }


def _problems(command: SaveApplicationDraft) -> list[Refusal]:
    found: list[Refusal] = []
    if command.amount_requested <= 0:
        found.append(ValidationFailed("金额须大于零", "amount_requested"))
    if not 1 <= command.term_months <= 600:
        found.append(ValidationFailed("期限须为 1 到 600 个月", "term_months"))
    if not 1 <= len(command.purpose_code) <= 40 or len(command.purpose_text) > 400:
        found.append(ValidationFailed("请选择用途,说明最多 400 字", "purpose_code"))
    if len(command.parties) > PARTIES_MAX:
        found.append(ValidationFailed(f"参与人最多 {PARTIES_MAX} 名", "parties"))
    return found


async def _draft(work: Work, application_id: UUID, expected_version: int | None) -> Application:
    within = rows_within(Application, work.actor, "application:draft")
    application = await work.lock(
        Application, application_id, within=within, expected_version=expected_version
    )
    # Saving is no arrow of its own; it is allowed exactly where submitting is.
    APPLICATION_MACHINE.next(application.status, "submit")
    return application


async def _write_parties(
    work: Work, application: Application, command: SaveApplicationDraft
) -> None:
    for party in command.parties:
        await customers.customer_of(work.actor, party.customer_id)
    await ApplicationParty.filter(application_id=application.id).using_db(work.connection).delete()
    applicant = PartyGiven(customer_id=command.applicant_id, role=PartyRole.APPLICANT)
    for party in (applicant, *command.parties):
        await work.add(
            ApplicationParty,
            application_id=application.id,
            customer_id=party.customer_id,
            role=party.role,
            belongs_to_id=party.belongs_to_id,
            guarantee_mode=party.guarantee_mode,
            collateral_kind=party.collateral_kind,
        )


async def discard_application(actor: Actor, command: DiscardApplication) -> Application:
    """Throw a draft away; it stays on record as discarded."""
    async with unit_of_work(actor) as work:
        application = await work.lock(
            Application,
            command.application_id,
            within=rows_within(Application, actor, "application:draft"),
            expected_version=command.expected_version,
        )
        await audit.move(
            work,
            application,
            APPLICATION_MACHINE,
            "discard",
            reason=command.reason,
            end_reason=command.reason[:400],
        )
        work.answers_with(application.id)
    return application
