"""Verbs of reference data: numbers and the business date."""

from dataclasses import dataclass
from datetime import date

from backend.capabilities.audit import service as audit
from backend.capabilities.reference.errors import BusinessDateNotLater
from backend.capabilities.reference.models import BusinessDay
from backend.capabilities.reference.queries import business_date
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.ids import business_no, uuid7
from backend.kit.work import Work, unit_of_work


async def next_no(work: Work, kind: str) -> str:
    """Give the next business number (编号) of a kind, for the actor's legal entity, today."""
    today = await business_date()
    sequence = await _next(work, kind, f"{today:%Y%m%d}")
    return business_no(kind, work.actor.legal_entity_code, today, sequence)


async def next_display_sequence(work: Work, kind: str, year: int) -> int:
    """Give the next gapless number of a kind and year; it returns with a rollback."""
    return await _next(work, kind, str(year))


async def _next(work: Work, kind: str, period: str) -> int:
    _, rows = await work.connection.execute_query(
        "with made as (insert into number_sequence (id, legal_entity_id, kind, period, given)"
        " values ($1, $2, $3, $4, 1)"
        " on conflict (legal_entity_id, kind, period)"
        " do update set given = number_sequence.given + 1 returning given)"
        " select given from made",
        [uuid7(), work.actor.legal_entity_id, kind, period],
    )
    given: int = rows[0]["given"]
    return given


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
        audit.record(work, "BusinessDay.advance", "BusinessDay", None, facts)
    return day
