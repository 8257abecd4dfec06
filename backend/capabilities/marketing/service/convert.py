"""A lead becomes a customer with an application draft; nothing is typed twice."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application.rules import IntakeChannel
from backend.capabilities.application.service import SaveApplicationDraft, save_application_draft
from backend.capabilities.audit import service as audit
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.customer import queries as customers
from backend.capabilities.customer.rules import CustomerType, IdType, MaritalStatus
from backend.capabilities.customer.service import RegisterCustomer, register_customer
from backend.capabilities.marketing.events import LeadConverted
from backend.capabilities.marketing.models import Lead
from backend.capabilities.marketing.rules import LEAD_MACHINE
from backend.capabilities.marketing.service.leads import locked
from backend.capabilities.product.rules import GuaranteeMode
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertLead:
    """把线索转为客户和贷款申请草稿;线索已有的内容不必再填"""

    lead_id: UUID = about("线索")
    expected_version: int = about("期望版本")
    id_no: str | None = about("身份证号;线索没有时必填", None)
    marital_status: MaritalStatus = about("婚姻状况")
    address: str = about("居住地址")
    kinds: list[str] = about("客户群体", [])
    product_id: UUID | None = about("产品;不填用意向产品", None)
    amount: Fen | None = about("申请金额(元);不填用意向金额", None)
    term_months: int = about("期限(月)")
    repayment_method: RepaymentMethod = about("还款方式")
    guarantee_modes: list[GuaranteeMode] = about("担保方式")
    purpose_code: str = about("用途代码")
    purpose_text: str = about("用途说明", "")


async def convert_lead(actor: Actor, command: ConvertLead) -> Lead:
    """Register the person, unless the bank knows him, and open a draft for him.

    Raises:
        Refused: what is missing, or what the file or the draft refuses.
        IllegalTransition: the lead has not shown interest.
    """
    async with unit_of_work(actor) as work:
        work.answers_with(command.lead_id)
        lead = await locked(work, command.lead_id, command.expected_version)
        LEAD_MACHINE.next(lead.status, "convert")
        refuse_all(_missing(lead, command))
        applicant_id = await _customer(actor, lead, command)
        draft = await save_application_draft(actor, _draft(lead, command, applicant_id))
        await audit.move(work, lead, LEAD_MACHINE, "convert", application_id=draft.id)
        work.announce(LeadConverted(lead_id=lead.id, application_id=draft.id))
    return lead


def _missing(lead: Lead, command: ConvertLead) -> list[Refusal]:
    needed = {
        "id_no": (lead.id_no or command.id_no, "请填写身份证号"),
        "product_id": (command.product_id or lead.product_id, "请选择产品"),
        "amount": (command.amount or lead.amount_fen, "请填写金额"),
    }
    return [
        ValidationFailed(problem, name) for name, (value, problem) in needed.items() if not value
    ]


async def _customer(actor: Actor, lead: Lead, command: ConvertLead) -> UUID:
    id_no = str(lead.id_no or command.id_no)
    known = await customers.by_id_number(actor.legal_entity_id, id_no)
    if known is not None:
        return known.id
    made = await register_customer(
        actor,
        RegisterCustomer(
            type=CustomerType.PERSON,
            name=lead.name,
            id_type=IdType.RESIDENT_ID,
            id_no=id_no,
            marital_status=command.marital_status,
            phone=lead.phone,
            address=command.address,
            kinds=command.kinds,
        ),
    )
    return made.id


def _draft(lead: Lead, command: ConvertLead, applicant_id: UUID) -> SaveApplicationDraft:
    product_id, amount = command.product_id or lead.product_id, command.amount or lead.amount_fen
    assert product_id is not None
    assert amount is not None
    return SaveApplicationDraft(
        channel=IntakeChannel.PAD,
        applicant_id=applicant_id,
        product_id=product_id,
        amount_requested=amount,
        term_months=command.term_months,
        repayment_method=command.repayment_method,
        guarantee_modes=command.guarantee_modes,
        purpose_code=command.purpose_code,
        purpose_text=command.purpose_text,
        form_data=Json({}),
    )
