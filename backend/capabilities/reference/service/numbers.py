"""Business numbers, unique per kind, legal entity and day."""

from backend.capabilities.reference.queries import business_date
from backend.kit.ids import business_no, uuid7
from backend.kit.work import Work


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
