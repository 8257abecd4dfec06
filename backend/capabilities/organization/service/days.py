"""A new business date, told to each bank as a cause of its own."""

from datetime import date

from backend.capabilities.organization.models import Org
from backend.capabilities.organization.rules import OrgKind
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.kit.actor import SYSTEM_ID, Actor, ActorKind
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import unit_of_work


async def announce_business_date(to: date) -> None:
    """Announce BusinessDateAdvanced once per legal entity, acting within it."""
    with reaching(EVERYTHING):
        banks = await Org.filter(kind__in=[OrgKind.UNION, OrgKind.COUNTY_BANK]).order_by("no")
    union = next(org.id for org in banks if org.kind == OrgKind.UNION)
    for bank in banks:
        system = Actor(
            kind=ActorKind.SYSTEM,
            id=SYSTEM_ID,
            name="系统",
            legal_entity_id=bank.legal_entity_id,
            legal_entity_code=bank.entity_code,
            union_id=union,
            org_id=bank.id,
            org_path=bank.path,
        )
        async with unit_of_work(system) as work:
            work.announce(BusinessDateAdvanced(to=to))
