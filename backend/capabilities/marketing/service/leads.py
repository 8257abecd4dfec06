"""Leads (线索), one at a time: found, talked to, lost, taken up again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from backend.capabilities.audit import service as audit
from backend.capabilities.customer.rules import is_resident_id
from backend.capabilities.marketing.errors import LeadOpenAlready
from backend.capabilities.marketing.models import Lead
from backend.capabilities.marketing.rules import LEAD_MACHINE, LeadSource, LeadStatus
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

PHONE_LENGTH = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateLead:
    """登记线索"""

    source: LeadSource = about("来源", LeadSource.VISIT)
    name: str = about("姓名")
    phone: str = about("手机号")
    id_no: str | None = about("身份证号", None)
    village: str = about("村组", "")
    product_id: UUID | None = about("意向产品", None)
    amount: Fen | None = about("意向金额(元)", None)


class Talk(StrEnum):
    """联系结果"""

    INTERESTED = "INTERESTED"
    NOT_INTERESTED = "NOT_INTERESTED"
    UNREACHABLE = "UNREACHABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLead:
    """登记与线索的联系结果"""

    lead_id: UUID = about("线索")
    expected_version: int = about("期望版本")
    talk: Talk = about("结果")
    notes: str = about("说明", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLead:
    """放弃线索,或重新跟进"""

    lead_id: UUID = about("线索")
    expected_version: int = about("期望版本")
    reason: str = about("原因,2 到 200 字")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLead:
    """领取本支行的线上线索"""

    lead_id: UUID = about("线索")
    expected_version: int = about("期望版本")


async def create_lead(actor: Actor, command: CreateLead) -> Lead:
    """Write a lead down; it belongs to the actor.

    Raises:
        Refused: all that is wrong with the input.
        LeadOpenAlready: somebody works on this person already.
    """
    refuse_all(problems(command))
    async with unit_of_work(actor) as work:
        lead = await add_lead(work, command, status=LeadStatus.ASSIGNED)
        work.answers_with(lead.id)
    return lead


def problems(command: CreateLead) -> list[Refusal]:
    """List what is wrong with a lead's own data."""
    wrong: list[Refusal] = []
    if not 2 <= len(command.name.strip()) <= 80:
        wrong.append(ValidationFailed("姓名须为 2 到 80 个字", "name"))
    if len(command.phone) != PHONE_LENGTH or not (
        command.phone.isascii() and command.phone.isdigit()
    ):
        wrong.append(ValidationFailed("手机号须为 11 位", "phone"))
    if command.id_no is not None and not is_resident_id(command.id_no):
        wrong.append(ValidationFailed("身份证号校验不通过", "id_no"))
    if command.amount is not None and command.amount <= 0:
        wrong.append(ValidationFailed("意向金额须大于 0", "amount"))
    return wrong


async def add_lead(work: Work, command: CreateLead, **more: Any) -> Lead:
    """Insert a lead with a number and the time by which somebody must have called.

    Raises:
        LeadOpenAlready: the constraint found another open one.
    """
    hours = await reference.parameter(
        "lead.firstContactHours",
        await reference.business_date(),
        work.actor.legal_entity_id,
        work.actor.union_id,
    )
    try:
        lead = await work.add(
            Lead,
            no=await next_no(work, "XS"),
            source=command.source,
            name=command.name.strip(),
            phone=command.phone,
            phone_hash=blind_index(command.phone),
            id_no=command.id_no,
            id_no_hash=blind_index(command.id_no) if command.id_no else None,
            village=command.village,
            product_id=command.product_id,
            amount_fen=command.amount,
            contact_due_at=work.now + timedelta(hours=hours),
            **more,
        )
    except IntegrityError as error:
        if "one_open_lead_per_person" in str(error):
            raise LeadOpenAlready(path=("id_no",)) from error
        raise
    audit.record(work, "Lead.create", "Lead", lead.id, {"no": lead.no})
    return lead


async def contact_lead(actor: Actor, command: ContactLead) -> Lead:
    """Write down what came of a call."""
    async with unit_of_work(actor) as work:
        lead = await locked(work, command.lead_id, command.expected_version)
        await conclude(work, lead, LeadStatus(command.talk.value), command.notes)
        work.answers_with(lead.id)
    return lead


async def conclude(work: Work, lead: Lead, to: LeadStatus, reason: str) -> None:
    """Note that somebody was met or called, and what he said."""
    await audit.move(work, lead, LEAD_MACHINE, "contact")
    await audit.move(work, lead, LEAD_MACHINE, "conclude", to=to, reason=reason[:200])


async def lose_lead(actor: Actor, command: EndLead) -> Lead:
    """Give a lead up, with the reason."""
    return await _end(actor, command, "lose")


async def reopen_lead(actor: Actor, command: EndLead) -> Lead:
    """Take a lost or expired lead up again."""
    return await _end(actor, command, "reopen")


async def _end(actor: Actor, command: EndLead, action: str) -> Lead:
    if not 2 <= len(command.reason.strip()) <= 200:
        raise ValidationFailed("请填写原因,2 到 200 字", "reason")
    async with unit_of_work(actor) as work:
        lead = await locked(work, command.lead_id, command.expected_version)
        lost = command.reason if action == "lose" else ""
        await audit.move(work, lead, LEAD_MACHINE, action, reason=command.reason, lost_reason=lost)
        work.answers_with(lead.id)
    return lead


async def claim_lead(actor: Actor, command: ClaimLead) -> Lead:
    """Take an unassigned lead of one's own branch; the first to ask gets it.

    Raises:
        NotFound: it is another branch's, or somebody was faster.
    """
    async with unit_of_work(actor) as work:
        pool = Q(
            status=LeadStatus.NEW,
            legal_entity_id=actor.legal_entity_id,
            org_path__startswith=actor.org_path,
        )
        lead = await work.lock(
            Lead, command.lead_id, within=pool, expected_version=command.expected_version
        )
        await audit.move(
            work,
            lead,
            LEAD_MACHINE,
            "assign",
            owner_id=actor.id,
            org_id=actor.org_id,
            org_path=actor.org_path,
        )
        work.answers_with(lead.id)
    return lead


async def locked(work: Work, lead_id: UUID, expected_version: int | None = None) -> Lead:
    """Take a lead of the actor's own reach for writing."""
    within = rows_within(Lead, work.actor, "marketing:work")
    return await work.lock(Lead, lead_id, within=within, expected_version=expected_version)
