"""The constraints that the tables declare, laid on the database.

Tortoise writes ``Meta.constraints`` into a migration that creates a table but
runs only those that are added later; a guard that is declared must hold, so all
are laid here, each with its definition as a comment to see when it has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


@dataclass(frozen=True, slots=True)
class Guard:
    """One constraint: its name, what it demands, and how to lay and lift it."""

    name: str
    definition: str
    lay: str
    lift: str
    label: str


def declared_guards(models: Iterable[type[Model]]) -> list[Guard]:
    """List the constraints of all tables."""
    return [
        _check(model, item) if isinstance(item, CheckConstraint) else _unique(model, item)
        for model in models
        for item in getattr(model._meta, "constraints", ()) or ()  # noqa: SLF001  # Tortoise's way
    ]


def _check(model: type[Model], item: CheckConstraint) -> Guard:
    table = model._meta.db_table  # noqa: SLF001
    return Guard(
        name=item.name,
        definition=item.check,
        lay=f'alter table "{table}" add constraint "{item.name}" check ({item.check})',
        lift=f'alter table "{table}" drop constraint if exists "{item.name}"',
        label=f'constraint "{item.name}" on "{table}"',
    )


def _unique(model: type[Model], item: UniqueConstraint) -> Guard:
    table, projection = model._meta.db_table, model._meta.fields_db_projection  # noqa: SLF001
    columns = ", ".join(f'"{projection[field]}"' for field in item.fields)
    condition = f" where {item.condition}" if item.condition else ""
    assert item.name is not None
    return Guard(
        name=item.name,
        definition=f"({columns}){condition}",
        lay=f'create unique index "{item.name}" on "{table}" ({columns}){condition}',
        lift=f'drop index if exists "{item.name}"',
        label=f'index "{item.name}"',
    )


_PRESENT = """
select c.conname as name, obj_description(c.oid, 'pg_constraint') as definition
from pg_constraint c where c.contype = 'c'
union all
select i.relname, obj_description(i.oid, 'pg_class') from pg_class i where i.relkind = 'i'
"""


async def lay_constraints(connection: Any, models: Iterable[type[Model]]) -> None:
    """Lay what is missing and lay anew what has changed."""
    present = {row["name"]: row["definition"] for row in await connection.fetch(_PRESENT)}
    for guard in declared_guards(models):
        if present.get(guard.name) == guard.definition:
            continue
        await connection.execute(guard.lift)
        await connection.execute(guard.lay)
        text = guard.definition.replace("'", "''")
        await connection.execute(f"comment on {guard.label} is '{text}'")
