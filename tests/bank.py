"""A seeded bank in this process: the database with the demo's data, and clients of its API."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pgqueuer.errors import RetryRequested
from tortoise import connections

from backend import assembly
from backend.app import create_app
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.models import User
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, connect, disconnect, reaching
from backend.kit.jobs import ENTRYPOINT
from backend.ports import Ports
from backend.settings import Settings, read_settings
from backend.worker import deliver
from dev.demo.people import PASSWORD
from dev.demo.seed import load
from dev.environment import S3Access, Surroundings
from tests.outside import OutsideSystems
from tests.servers import Database

ROOT = Path(__file__).parents[1]


@dataclass
class Client:
    """One person's terminal: signs in, asks, and keeps its token."""

    http: httpx.AsyncClient
    token: str = ""
    answers: list[dict[str, Any]] = field(default_factory=list)

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send a document and return the whole answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        response = await self.http.post(
            "/graphql", json={"query": document, "variables": variables}, headers=headers
        )
        answer: dict[str, Any] = response.json()
        return answer

    async def do(self, document: str, **variables: Any) -> Any:
        """Send a document with one root field and return its value; errors fail the test."""
        answer = await self.ask(document, **variables)
        assert "errors" not in answer, answer["errors"]
        (value,) = answer["data"].values()
        return value


@pytest.fixture(scope="session")
def settings(
    database: Database,
    s3_server: S3Access,
    redis_url: str,
    outside: OutsideSystems,
    home: Path,
    secrets_dir: Path,
    fonts_dir: Path,
    worker_number: int,
) -> Settings:
    """The settings of this worker's bank."""
    surroundings = Surroundings(
        stage="test",
        database_url=database.url,
        owner_database_url=database.owner_url,
        redis_url=redis_url,
        s3=s3_server,
        # Each worker has keys of its own, so it needs buckets of its own.
        buckets=f"bank{worker_number}",
        secrets=secrets_dir,
        work=home,
        fonts=fonts_dir,
        core_url=outside.core.url,
        bureau_url=outside.bureau.url,
        public_url="http://127.0.0.1:8600",
    )
    os.environ |= surroundings.variables()
    return read_settings()


@pytest.fixture(scope="session")
async def bank(settings: Settings, outside: OutsideSystems) -> AsyncIterator[Settings]:
    """The demo's banks, connected in this process as the application role."""
    assembly.install_keys(settings)
    assembly.load_reactions()
    await connect(assembly.database(settings))
    with reaching(EVERYTHING):
        await load(settings)
    outside.ready()
    yield settings
    await disconnect()


@pytest.fixture(scope="session")
async def ports(bank: Settings) -> AsyncIterator[Ports]:
    """The bank's way to the outside: simulated systems, a real object store, real signatures."""
    await assembly.prepare(bank)
    chosen = assembly.ports(bank)
    await assembly.probe(bank, chosen)
    _open.append(chosen)
    yield chosen
    _open.clear()
    await chosen.close()


@pytest.fixture
async def api(bank: Settings, ports: Ports) -> AsyncIterator[httpx.AsyncClient]:
    """The API, without a network in between."""
    transport = httpx.ASGITransport(app=create_app(ports))
    async with httpx.AsyncClient(transport=transport, base_url="http://bank") as client:
        yield client


_open: list[Ports] = []
_DUE = """
select id, payload from pgqueuer
where entrypoint = $1 and status = 'queued' and execute_after <= now()
order by id limit 100
"""


async def settle(_: object = None, *, rounds: int = 50) -> None:
    """Deliver all jobs that are due, and those that they cause, as the worker would.

    Timers whose time has not come stay. What a reaction raises is raised here; its job
    is gone then, so that it does not fail the next test too.
    """
    (chosen,) = _open
    database = connections.get("default")
    for _round in range(rounds):
        _, due = await database.execute_query(_DUE, [ENTRYPOINT])
        if not due:
            return
        for job in due:
            await database.execute_query("delete from pgqueuer where id = $1", [job["id"]])
            try:
                await deliver(bytes(job["payload"]), 0, chosen)
            except RetryRequested as again:
                raise again.__cause__ or again from None
    raise AssertionError(f"jobs still cause jobs after {rounds} rounds")


async def signed_in(http: httpx.AsyncClient, login_name: str, client: str = "PC") -> Client:
    """Sign somebody in at a terminal of his own."""
    terminal = Client(http)
    session = await terminal.do(
        LOGIN, input={"loginName": login_name, "password": PASSWORD, "client": client}
    )
    assert session["errors"] == []
    terminal.token = session["session"]["accessToken"]
    return terminal


async def actor(login_name: str) -> Actor:
    """The actor that a member of the demo's staff is, for tests below the door."""
    with reaching(EVERYTHING):
        user = await User.get(login_name=login_name).select_related("org")
        return await organization.actor_of_user(user, uuid4(), utc_now())


LOGIN = """
mutation Login($input: LoginInput!) {
  login(input: $input) {
    session { accessToken expiresAt refreshToken user { name roles { code } org { no name } } }
    challenge { id kind }
    errors { code message path }
  }
}
"""
