"""The connection to PostgreSQL, with the row scope that it enforces.

Row level security compares each row's legal entity with two settings of the
connection: ``app.reads`` and ``app.writes``. Whoever takes a connection from
the pool gets them from the reach of the current task; without a reach it sees
and writes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
from tortoise import Tortoise

from backend.kit.actor import Actor, ActorKind

EVERYTHING = ("all", "all")
NOTHING: tuple[str, str] = ("", "")

_reach: ContextVar[tuple[str, str]] = ContextVar("reach", default=NOTHING)


class ScopedConnection(asyncpg.Connection):
    """A connection that remembers which reach it carries."""

    __slots__ = ("reach",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach: tuple[str, str] = NOTHING


def reach_of(actor: Actor) -> tuple[str, str]:
    """Say what an actor's connection may read and write, as the policies expect it."""
    if actor.kind is ActorKind.NOBODY:
        return NOTHING
    if actor.kind is ActorKind.SYSTEM and not actor.legal_entity_code:
        return EVERYTHING
    reads = f"{actor.legal_entity_id},{actor.union_id}"
    return ("all" if actor.sees_union else reads), str(actor.legal_entity_id)


@contextmanager
def reaching(reach: tuple[str, str]) -> Iterator[None]:
    """Give the current task a reach for every connection that it takes."""
    token = _reach.set(reach)
    try:
        yield
    finally:
        _reach.reset(token)


async def carry_reach(proxy: Any) -> None:
    """Set the settings of a pooled connection, only when they differ from what it carries."""
    connection: ScopedConnection = proxy._con  # noqa: SLF001  # the proxy hides the attribute
    wanted = _reach.get()
    if connection.reach != wanted:
        await proxy.execute(
            "select set_config('app.reads', $1, false), set_config('app.writes', $2, false)",
            *wanted,
        )
        connection.reach = wanted


async def keep_settings(_: Any) -> None:
    """Return a connection as it is: the next taker sets its own reach."""


def tortoise_config(url: str, apps: dict[str, str], *, pool_size: int = 10) -> dict[str, Any]:
    """Configure Tortoise: one pool, one application per capability, each with its migrations."""
    parts = urlsplit(url)
    credentials = {
        "host": parts.hostname,
        "port": parts.port or 5432,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": pool_size,
        # Without this a black-holed server holds the caller for ever.
        "command_timeout": 15,
        "timeout": 5,
        "connection_class": ScopedConnection,
        "setup": carry_reach,
        "reset": keep_settings,
        "server_settings": {"lock_timeout": "4000", "statement_timeout": "10000"},
    }
    return {
        "connections": {
            "default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}
        },
        "apps": {
            label: {
                "models": [module],
                "default_connection": "default",
                "migrations": f"backend.migrations.{label}",
            }
            for label, module in apps.items()
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def connect(config: dict[str, Any]) -> None:
    """Open the pool."""
    # Requests run in other tasks than the one that connects; they find the pool globally.
    await Tortoise.init(config=config, _enable_global_fallback=True)


async def disconnect() -> None:
    """Close the pool."""
    await Tortoise.close_connections()
