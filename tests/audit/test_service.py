"""The chain in the database: written by every verb, and broken by a superuser's hand."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest

from tests.bank import signed_in
from tests.servers import Database

VERIFY = "{ verifyAuditChain { entries brokenSeq problem } }"


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[Any]:
    """Somebody with the keys to the tables."""
    connection = await asyncpg.connect(database.owner_url)
    await connection.execute("select set_config('app.reads', 'all', false)")
    await connection.execute("select set_config('app.writes', 'all', false)")
    yield connection
    await connection.close()


async def test_inv_60_a_row_changed_behind_the_trigger_is_named(
    api: httpx.AsyncClient, owner: Any
) -> None:
    auditor = await signed_in(api, "ou.shenji")
    before = await auditor.do(VERIFY)
    entity = await owner.fetchval("select id from org where no = '429902'")
    name = await owner.fetchval(
        "select actor_name from audit_log where legal_entity_id = $1 and seq = 1", entity
    )

    await owner.execute("alter table audit_log disable trigger append_only")
    await owner.execute(
        "update audit_log set actor_name = '某人' where legal_entity_id = $1 and seq = 1", entity
    )
    broken = await auditor.do(VERIFY)
    await owner.execute(
        "update audit_log set actor_name = $2 where legal_entity_id = $1 and seq = 1", entity, name
    )
    await owner.execute("alter table audit_log enable trigger append_only")
    mended = await auditor.do(VERIFY)

    assert (before["brokenSeq"], before["problem"]) == (None, "完整")
    assert (broken["brokenSeq"], broken["problem"]) == (1, "日志内容已被改动")
    assert mended["brokenSeq"] is None
