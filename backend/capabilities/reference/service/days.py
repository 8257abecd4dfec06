"""The business date moves forward, never back."""

from dataclasses import dataclass
from datetime import date

from backend.capabilities.audit import service as audit
from backend.capabilities.reference.errors import BusinessDateNotLater
from backend.capabilities.reference.events import DateMoved
from backend.capabilities.reference.models import BusinessDay
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceBusinessDate:
    """推进营业日期"""

    to: date = about("新的营业日期,须晚于当前")


async def advance_business_date(actor: Actor, command: AdvanceBusinessDate) -> BusinessDay:
    """Move the business date forward (日切).

    Raises:
        BusinessDateNotLater: the date is today or before.
    """
    async with unit_of_work(actor) as work:
        day = await BusinessDay.select_for_update().using_db(work.connection).get()
        if command.to <= day.today:
            raise BusinessDateNotLater(today=day.today)
        facts = {"from": day.today.isoformat(), "to": command.to.isoformat()}
        day.today = command.to
        await day.save(using_db=work.connection)
        work.announce(DateMoved(to=command.to))
        audit.record(work, "BusinessDay.advance", "BusinessDay", None, facts)
    return day
