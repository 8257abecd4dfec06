"""The unit of work: one verb, one transaction; locks, announcements and the answer to a retry."""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from tortoise.exceptions import OperationalError
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from backend.kit import jobs
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.database import reach_of, reaching
from backend.kit.event import Event
from backend.kit.ids import uuid7
from backend.kit.models import Row
from backend.kit.refusal import IdempotencyMismatch, InProgress, NotFound, VersionConflict

R = TypeVar("R", bound=Row)


@dataclass(slots=True)
class CommandKey:
    """What makes a command repeatable: who sent it, its key, and what it asked."""

    actor_id: UUID
    key: str
    operation: str
    request_hash: str
    claimed: bool = False
    answer_id: UUID | None = None


class Replayed(Exception):
    """The command was carried out before; here is the row that answered."""

    def __init__(self, answer_id: UUID) -> None:
        super().__init__()
        self.answer_id = answer_id


command_key: ContextVar[CommandKey | None] = ContextVar("command_key", default=None)
_current: ContextVar["Work | None"] = ContextVar("work", default=None)


def request_hash(values: Any) -> str:
    """Hash what a command asked, so that a key cannot be used for two requests."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Work:
    """What a verb does within one transaction, as whom, and what it announces."""

    actor: Actor
    connection: Any
    now: datetime = field(default_factory=utc_now)
    announced: list[jobs.Announcement] = field(default_factory=list)
    closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def add(self, model: type[R], **values: Any) -> R:
        """Insert a row, stamped with its maker and, where it has them, the actor's place."""
        actor = self.actor
        stamp = {
            "created_by": actor.id,
            "updated_by": actor.id,
            "legal_entity_id": actor.legal_entity_id,
            "org_id": actor.org_id,
            "org_path": actor.org_path,
            "owner_id": actor.id,
        }
        columns = model._meta.fields_map  # noqa: SLF001  # Tortoise's documented way
        known = {name: value for name, value in stamp.items() if name in columns}
        return await model.create(using_db=self.connection, **(known | values))

    async def lock(
        self,
        model: type[R],
        row_id: UUID,
        *,
        within: Q | None = None,
        expected_version: int | None = None,
    ) -> R:
        """Take a row for writing.

        Raises:
            NotFound: it is not there or not within the given scope.
            VersionConflict: somebody changed it since it was read.
        """
        rows = model.filter(within or Q(), pk=row_id).using_db(self.connection)
        row = await rows.select_for_update().first()
        if row is None:
            raise NotFound
        if expected_version is not None and row.version != expected_version:
            raise VersionConflict(row.version)
        return row

    def announce(self, event: Event, *, after: timedelta | None = None) -> None:
        """Tell those above after the commit; ``after`` makes it a timer."""
        self.announced.append(jobs.Announcement(event, after))

    def at_end(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write something last, just before the commit: what holds a lock that all share."""
        self.closing.append(write)

    def answers_with(self, row_id: UUID) -> None:
        """Name the row that answers this command, now and at every retry."""
        key = command_key.get()
        if key is not None and key.answer_id is None:
            key.answer_id = row_id


@asynccontextmanager
async def unit_of_work(actor: Actor) -> AsyncIterator[Work]:
    """Open a transaction as the actor, or join the one that is open.

    A verb that calls a verb of a lower capability stays in one transaction.
    At the end the announcements become jobs and the command's key its answer,
    in the same commit.
    """
    current = _current.get()
    if current is not None:
        yield current
        return
    with reaching(reach_of(actor)):
        async with in_transaction() as connection:
            work = Work(actor, connection)
            token = _current.set(work)
            try:
                await _claim(connection)
                yield work
                for write in work.closing:
                    await write()
                await jobs.enqueue(connection._connection, actor, work.announced)  # noqa: SLF001
                await _answer(connection)
            finally:
                _current.reset(token)


async def _claim(connection: Any) -> None:
    key = command_key.get()
    if key is None or key.claimed:
        return
    if not await _insert(connection, key):
        await _replay(connection, key)
    key.claimed = True


async def _insert(connection: Any, key: CommandKey) -> bool:
    # The loser of two equal commands waits here until the winner has committed.
    try:
        _, rows = await connection.execute_query(
            "with made as (insert into idempotency_record"
            " (id, actor_id, key, operation, request_hash, created_at)"
            " values ($1, $2, $3, $4, $5, now()) on conflict do nothing returning 1)"
            " select * from made",
            [uuid7(), key.actor_id, key.key, key.operation, key.request_hash],
        )
    except OperationalError as error:
        if "lock timeout" in str(error):
            raise InProgress from error
        raise
    return bool(rows)


async def _replay(connection: Any, key: CommandKey) -> None:
    _, rows = await connection.execute_query(
        "select operation, request_hash, answer_id from idempotency_record"
        " where actor_id = $1 and key = $2",
        [key.actor_id, key.key],
    )
    first = rows[0]
    if (first["operation"], first["request_hash"]) != (key.operation, key.request_hash):
        raise IdempotencyMismatch
    raise Replayed(first["answer_id"])


async def _answer(connection: Any) -> None:
    key = command_key.get()
    if key is None or not key.claimed:
        return
    await connection.execute_query(
        "update idempotency_record set answer_id = $3 where actor_id = $1 and key = $2",
        [key.actor_id, key.key, key.answer_id],
    )
