"""Lists end on their day, and with them the leads that nobody won."""

from datetime import date

from backend.capabilities.audit import service as audit
from backend.capabilities.marketing.models import Lead, LeadList
from backend.capabilities.marketing.rules import (
    LEAD_MACHINE,
    LIST_MACHINE,
    OPEN_LEADS,
    LeadListStatus,
)
from backend.kit.actor import Actor
from backend.kit.work import unit_of_work


async def expire_leads(actor: Actor, today: date) -> None:
    """Close the lists whose last day has passed, and their open leads; again does nothing."""
    lists = await LeadList.filter(
        legal_entity_id=actor.legal_entity_id, status=LeadListStatus.ACTIVE, valid_to__lt=today
    )
    for one in lists:
        async with unit_of_work(actor) as work:
            row = await work.lock(LeadList, one.id)
            if row.status is not LeadListStatus.ACTIVE:
                continue
            leads = (
                await Lead.filter(lead_list_id=row.id, status__in=[s.value for s in OPEN_LEADS])
                .using_db(work.connection)
                .select_for_update()
                .order_by("id")
            )
            for lead in leads:
                await audit.move(work, lead, LEAD_MACHINE, "expire", reason="名单到期")
            await audit.move(work, row, LIST_MACHINE, "close", reason="名单到期")
