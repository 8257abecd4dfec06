"""The worker process: delivers announced events to their reactions, at least once each."""

import asyncio
import json
import signal
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job

from backend import assembly
from backend.kit import logs
from backend.kit.actor import SYSTEM_ID, Actor, ActorKind
from backend.kit.database import connect, disconnect, reach_of, reaching
from backend.kit.event import Event
from backend.kit.jobs import ENTRYPOINT
from backend.kit.reaction import BY_NAME
from backend.ports import Ports

BATCH = 10
# A killed worker's jobs are taken up again after this long without a heartbeat.
HEARTBEAT = timedelta(seconds=6)
DEQUEUE = timedelta(seconds=2)
BACKOFF_SECONDS_MAX = 300


def actor_of(letter: dict[str, Any]) -> Actor:
    """Act as the system, within the legal entity of the cause."""
    entity, code, union = letter["legal_entity"]
    _, trace_id = letter["cause"]
    return Actor(
        kind=ActorKind.SYSTEM,
        id=SYSTEM_ID,
        name="系统",
        legal_entity_id=UUID(entity),
        legal_entity_code=code,
        union_id=UUID(union),
        trace_id=trace_id,
    )


async def deliver(payload: bytes, attempts: int, ports: Ports) -> None:
    """Run one reaction; what fails is tried again, later each time, up to its limit.

    Raises:
        RetryRequested: to be delivered again.
    """
    letter = json.loads(payload)
    reaction = BY_NAME[letter["reaction"]]
    event = Event.kinds[letter["event"]].from_json(letter["values"])
    actor = actor_of(letter)
    with structlog.contextvars.bound_contextvars(
        trace_id=actor.trace_id, reaction=reaction.name, attempt=attempts + 1
    ):
        try:
            with reaching(reach_of(actor)):
                await reaction.run(actor, event, ports)
        except Exception as error:
            logs.log().warning("reaction failed", exc_info=error)
            if attempts + 1 >= reaction.attempts_max:
                raise
            delay = min(2**attempts, BACKOFF_SECONDS_MAX)
            raise RetryRequested(timedelta(seconds=delay), type(error).__name__) from error


async def run() -> None:
    """Work until told to stop."""
    logs.configure()
    settings = assembly.read_settings()
    house = assembly.house(settings)
    await connect(assembly.database(settings))
    await assembly.probe(settings, house.ports)
    connection = await asyncpg.connect(settings.database_url)
    queue = PgQueuer.from_asyncpg_connection(connection)

    @queue.entrypoint(ENTRYPOINT, on_failure="hold")
    async def react(job: Job) -> None:
        await deliver(job.payload or b"", job.attempts, house.ports)

    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, queue.shutdown.set)
    try:
        await queue.run(dequeue_timeout=DEQUEUE, batch_size=BATCH, heartbeat_timeout=HEARTBEAT)
    finally:
        await connection.close()
        await disconnect()
        await house.ports.close()


if __name__ == "__main__":
    asyncio.run(run())
