"""Bringing a database to the current tables: Tortoise's migrations, the queue, the net."""

from collections.abc import Iterable
from typing import Any

import asyncpg
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.writer import MigrationWriter

from backend.kit.constraints import lay_constraints
from backend.kit.net import lay_net

# Two replicas may start at once; the second waits until the first has migrated.
MIGRATION_LOCK = 4_299_011


async def bring_up_to_date(
    config: dict[str, Any],
    owner_url: str,
    app_role: str,
    append_only: Iterable[str],
    guards: Iterable[str],
) -> None:
    """Migrate as the owner, install the queue once, lay constraints and net."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
        await migrate(config=config)
        if not await connection.fetchval("select to_regclass('public.pgqueuer') is not null"):
            await connection.execute(QueryBuilderEnvironment().build_install_query())
        assert Tortoise.apps is not None
        models = [model for app in Tortoise.apps.values() for model in app.values()]
        await lay_constraints(connection, models)
        await lay_net(connection, app_role, append_only, guards)
    finally:
        await connection.close()


async def pending_changes(config: dict[str, Any]) -> list[MigrationWriter]:
    """Compare the models with the migrations on disk and list what is missing."""
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        assert context.apps is not None
        detector = MigrationAutodetector(context.apps, config["apps"])
        changes: list[MigrationWriter] = await detector.changes()
        return changes
