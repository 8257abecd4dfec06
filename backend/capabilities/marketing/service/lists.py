"""Lists (名单): imported row by row, assigned to customer managers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.marketing import queries
from backend.capabilities.marketing.models import Lead, LeadList
from backend.capabilities.marketing.rules import (
    LEAD_MACHINE,
    LIST_MACHINE,
    LeadSource,
    LeadStatus,
    ReadList,
    id_numbers_in,
    read_list,
)
from backend.capabilities.notification import service as notification
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import Role
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.refusal import NotFound, ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

LEADS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLeadList:
    """导入名单"""

    name: str = about("名单名称")
    campaign: str = about("活动", "")
    valid_to: date = about("有效期至")
    content: str = about("CSV 文本,列:姓名,身份证号,手机号,村组,建议金额")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignLeads:
    """分配线索"""

    lead_ids: list[UUID] = about("线索,最多 500 条", [])
    lead_list_id: UUID | None = about("或者:整个名单中未分配的", None)
    to_user_id: UUID = about("客户经理")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseLeadList:
    """关闭名单"""

    lead_list_id: UUID = about("名单")
    expected_version: int = about("期望版本")


async def import_lead_list(actor: Actor, command: ImportLeadList) -> LeadList:
    """Import a list: good rows become leads, bad ones stay with their reasons.

    Raises:
        LeadListUnreadable: the text is no list.
        ValidationFailed: no name, or the list has expired already.
    """
    if not 2 <= len(command.name.strip()) <= 80:
        raise ValidationFailed("名单名称须为 2 到 80 个字", "name")
    if command.valid_to < await reference.business_date():
        raise ValidationFailed("有效期不能早于营业日期", "valid_to")
    async with unit_of_work(actor) as work:
        known = await queries.worked_on(actor.legal_entity_id, id_numbers_in(command.content))
        read = read_list(command.content, known)
        row = await work.add(
            LeadList,
            name=command.name.strip(),
            campaign=command.campaign,
            valid_to=command.valid_to,
            total=len(read.leads) + len(read.rejected),
            imported=len(read.leads),
            rejected_rows=[{"row": one.row, "reasons": list(one.reasons)} for one in read.rejected],
        )
        await _add_leads(work, row, read)
        facts = {"total": row.total, "imported": row.imported}
        audit.record(work, "LeadList.import", "LeadList", row.id, facts)
        work.answers_with(row.id)
    return row


async def _add_leads(work: Work, row: LeadList, read: ReadList) -> None:
    for one in read.leads:
        await work.add(
            Lead,
            no=await next_no(work, "XS"),
            lead_list_id=row.id,
            source=LeadSource.LIST,
            name=one.name,
            id_no=one.id_no,
            id_no_hash=blind_index(one.id_no),
            phone=one.phone,
            phone_hash=blind_index(one.phone),
            village=one.village,
            amount_fen=one.amount_fen,
        )


async def assign_leads(actor: Actor, command: AssignLeads) -> Lead:
    """Give leads to a customer manager of the same bank, who is told.

    Raises:
        NotFound: a lead is out of reach, or nothing is left to assign.
        ValidationFailed: the person is no customer manager here.
    """
    if len(command.lead_ids) > LEADS_AT_ONCE:
        raise ValidationFailed(f"一次最多分配 {LEADS_AT_ONCE} 条", "lead_ids")
    manager = await organization.staff_with_role(
        command.to_user_id, Role.CUSTOMER_MANAGER, actor.legal_entity_id
    )
    if manager is None:
        raise ValidationFailed("只能分配给本行在岗的客户经理", "to_user_id")
    async with unit_of_work(actor) as work:
        leads = await _chosen(work, command)
        for lead in leads:
            await audit.move(
                work,
                lead,
                LEAD_MACHINE,
                "assign",
                owner_id=manager.id,
                org_id=manager.org.id,
                org_path=manager.org.path,
            )
        await notification.tell(
            work,
            event="LEAD_ASSIGNED",
            to=[manager.id],
            title="分配给您的线索",
            text=f"收到 {len(leads)} 条线索,请及时联系客户",
            subject_type="LEAD",
            subject_id=leads[0].id,
            once=f"lead-assigned:{leads[0].id}:{manager.id}:{leads[0].version}",
        )
        work.answers_with(leads[0].id)
    return leads[0]


async def _chosen(work: Work, command: AssignLeads) -> list[Lead]:
    rows = Lead.filter(rows_within(Lead, work.actor, "marketing:assign"))
    if command.lead_list_id is not None:
        rows = rows.filter(lead_list_id=command.lead_list_id, status=LeadStatus.NEW)
    else:
        rows = rows.filter(id__in=command.lead_ids)
    leads = (
        await rows.using_db(work.connection).select_for_update().order_by("id").limit(LEADS_AT_ONCE)
    )
    if not leads or (command.lead_list_id is None and len(leads) < len(set(command.lead_ids))):
        raise NotFound(path=("lead_ids",))
    return leads


async def close_lead_list(actor: Actor, command: CloseLeadList) -> LeadList:
    """Take no more work from a list; its leads stay with whoever has them."""
    async with unit_of_work(actor) as work:
        row = await work.lock(
            LeadList,
            command.lead_list_id,
            within=rows_within(LeadList, actor, "marketing:assign"),
            expected_version=command.expected_version,
        )
        await audit.move(work, row, LIST_MACHINE, "close")
        work.answers_with(row.id)
    return row
