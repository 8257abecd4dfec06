"""The one door to the job queue: jobs are written in the transaction that causes them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries

from backend.kit.actor import Actor
from backend.kit.event import Event
from backend.kit.reaction import BY_EVENT

ENTRYPOINT = "reaction"


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event on its way, and how long it waits (a timer)."""

    event: Event
    after: timedelta | None = None


def _payload(reaction: str, event: Event, actor: Actor) -> bytes:
    letter: dict[str, Any] = {
        "reaction": reaction,
        "event": type(event).__qualname__,
        "values": event.to_json(),
        "legal_entity": [
            str(actor.legal_entity_id),
            actor.legal_entity_code,
            str(actor.union_id),
        ],
        "cause": [str(actor.id), actor.trace_id],
    }
    return json.dumps(letter, ensure_ascii=False).encode()


async def enqueue(connection: Any, actor: Actor, announced: list[Announcement]) -> None:
    """Write one job per reaction of each announced event, on the caller's connection."""
    letters = [
        (_payload(reaction.name, item.event, actor), item.after)
        for item in announced
        for reaction in BY_EVENT.get(type(item.event), ())
    ]
    if not letters:
        return
    await Queries(AsyncpgDriver(connection)).enqueue(
        [ENTRYPOINT] * len(letters),
        [payload for payload, _ in letters],
        [0] * len(letters),
        [after for _, after in letters],
    )
