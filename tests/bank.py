"""A seeded bank in this process: the database with the demo's data, and clients of its API."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend import assembly
from backend.app import create_app
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.models import User
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, connect, disconnect, reaching
from backend.settings import Settings, read_settings
from dev.demo.people import PASSWORD
from dev.demo.seed import load
from dev.embedded.place import Place
from dev.embedded.process import Account, unprivileged
from dev.environment import S3Access, Surroundings, make_secrets
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
async def settings(
    database: Database,
    s3_server: S3Access,
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    """The settings of this worker's bank."""
    home = tmp_path_factory.mktemp("bank")
    secrets = make_secrets(Place(home, unprivileged()), Account(os.geteuid(), os.getegid()))
    surroundings = Surroundings(
        stage="test",
        database_url=database.url,
        owner_database_url=database.owner_url,
        redis_url=redis_url,
        s3=s3_server,
        secrets=secrets,
        work=home,
        fonts=Path(os.environ.get("LINGLI_FONT_DIR", home)),
        core_url="http://127.0.0.1:1",
        bureau_url="http://127.0.0.1:1",
        public_url="http://127.0.0.1:8600",
    )
    os.environ |= surroundings.variables()
    return read_settings()


@pytest.fixture(scope="session")
async def bank(settings: Settings) -> AsyncIterator[Settings]:
    """The demo's banks, connected in this process as the application role."""
    assembly.install_keys(settings)
    assembly.load_reactions()
    await connect(assembly.database(settings))
    with reaching(EVERYTHING):
        await load(settings)
    yield settings
    await disconnect()


@pytest.fixture
async def api(bank: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The API, without a network in between."""
    app = create_app()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bank") as client:
        yield client


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
