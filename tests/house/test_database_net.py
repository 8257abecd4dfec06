"""What the database itself refuses, whatever the code does."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from tortoise import Tortoise

from backend import assembly
from backend.kit.constraints import declared_guards
from tests.bank import signed_in
from tests.servers import Database


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[Any]:
    """The owner's connection."""
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def application(database: Database) -> AsyncIterator[Any]:
    """A connection of the application role, as psql would open it: with no reach."""
    connection = await asyncpg.connect(database.url)
    yield connection
    await connection.close()


async def test_the_application_role_owns_nothing_and_bypasses_nothing(application: Any) -> None:
    role = await application.fetchrow(
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles"
        " where rolname = current_user"
    )
    owned = await application.fetchval(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
        " where r.rolname = current_user"
    )

    assert tuple(role) == (False, False, False, False)
    assert owned == 0


async def test_every_table_with_a_legal_entity_forces_row_level_security(owner: Any) -> None:
    rows = await owner.fetch(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid and a.attname = 'legal_entity_id'"
        " join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'"
        " where c.relkind = 'r'"
    )

    assert {"customer", "application", "audit_log", "staff"} <= {row["relname"] for row in rows}
    assert [row["relname"] for row in rows if not (row[1] and row[2])] == []


async def test_inv_63_without_a_reach_nothing_is_seen_and_nothing_written(
    bank: object, application: Any
) -> None:
    counts = [
        await application.fetchval(f'select count(*) from "{table}"')  # noqa: S608  # named below
        for table in ("org", "staff", "product", "audit_log")
    ]

    assert counts == [0, 0, 0, 0]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.execute(
            "insert into data_view_log (id, legal_entity_id, viewer_id, viewer_name, subject,"
            " subject_id, fields_seen, reason, at)"
            " values ($1, $1, $1, 'x', 'x', $1, '[]', 'x', now())",
            uuid4(),
        )


async def test_with_one_banks_reach_the_other_bank_is_invisible(
    bank: object, application: Any, owner: Any
) -> None:
    await application.execute("select set_config('app.reads', 'all', false)")
    qingjiang = await application.fetchval("select id from org where no = '429901'")
    await application.execute("select set_config('app.reads', $1, false)", str(qingjiang))

    seen = await application.fetch("select distinct legal_entity_id from staff")

    assert [row[0] for row in seen] == [qingjiang]


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_log set action = 'x'",
        "delete from audit_log",
        "truncate audit_log",
        "truncate state_transition",
    ],
)
async def test_inv_60_history_is_neither_changed_nor_deleted_even_by_its_owner(
    bank: object, api: object, owner: Any, statement: str
) -> None:
    # A sign-in leaves something to change.
    await signed_in(api, "feng.dangan")  # type: ignore[arg-type]  # the fixture's client
    await owner.execute("select set_config('app.reads', 'all', false)")
    await owner.execute("select set_config('app.writes', 'all', false)")

    with pytest.raises(asyncpg.CheckViolationError, match="append-only"):
        await owner.execute(statement)


async def test_every_declared_constraint_stands_in_the_database(bank: object, owner: Any) -> None:
    assert Tortoise.apps is not None
    declared = {
        guard.name
        for guard in declared_guards(m for app in Tortoise.apps.values() for m in app.values())
    }
    rows = await owner.fetch(
        "select conname as name from pg_constraint union select relname from pg_class"
        " where relkind = 'i'"
    )

    assert {"one_customer_per_id", "one_open_application_per_product"} <= declared
    assert declared - {row["name"] for row in rows} == set()
    assert {"state_transition", "audit_log", "data_view_log"} <= set(assembly.append_only())
