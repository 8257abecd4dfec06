"""Real servers for tests, once per run; a database of its own for each worker."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from multiprocessing.connection import Client
from pathlib import Path

import asyncpg
import pytest

from dev.embedded.postgres import APPLICATION, DATABASE, OWNER, Postgres
from dev.embedded.valkey import Valkey
from dev.environment import S3Access

ROOT = Path(__file__).parents[1]
KEEPER = pytest.StashKey[subprocess.Popen[bytes]]()
ADDRESS = "LINGLI_TEST_SERVERS"


@dataclass(frozen=True, slots=True)
class Database:
    """One migrated database: the application's and the owner's way in."""

    name: str
    url: str
    owner_url: str


def pytest_configure(config: pytest.Config) -> None:
    """Start the keeper in the run's main process; workers inherit its address."""
    if hasattr(config, "workerinput"):
        return
    home = Path(tempfile.mkdtemp(prefix="lingli-test-"))
    os.environ[ADDRESS] = str(home / "keeper.sock")
    config.stash[KEEPER] = subprocess.Popen(
        [sys.executable, "-m", "tests.keeper", home],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the keeper's input: it stops what it started."""
    keeper = config.stash.get(KEEPER, None)
    if keeper is not None:
        keeper.communicate()
        shutil.rmtree(Path(os.environ[ADDRESS]).parent, ignore_errors=True)


def ask(what: str) -> object:
    """Ask the keeper for a server.

    Skips the test if the machine lacks its package, naming the command that brings it.
    """
    address = Path(os.environ[ADDRESS])
    end = time.monotonic() + 20
    while not address.exists() and time.monotonic() < end:
        time.sleep(0.02)
    with Client(str(address), "AF_UNIX") as connection:
        connection.send(what)
        outcome, told = connection.recv()
    if outcome == "missing":
        pytest.skip(f"缺少 {told}:apt-get install {told}")
    if outcome == "failed":
        pytest.fail(f"{what}: {told}")
    return told


@pytest.fixture(scope="session")
def worker_number(worker_id: str) -> int:
    """0 without xdist, else 1 for the first worker and so on."""
    return 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1


@pytest.fixture(scope="session")
def postgres_server() -> Postgres:
    """A PostgreSQL 15 server: ``url(role, database)``, ``port``, ``password(role)``."""
    server = ask("template")
    assert isinstance(server, Postgres)
    return server


@pytest.fixture(scope="session")
async def database(postgres_server: Postgres, worker_number: int) -> AsyncIterator[Database]:
    """A migrated database for this worker, the same for the whole session."""
    name = f"{DATABASE}_{worker_number}"
    yield await clone(postgres_server, name)
    await drop(postgres_server, name)


@pytest.fixture
async def fresh_database(postgres_server: Postgres, worker_number: int) -> AsyncIterator[Database]:
    """A migrated database for one test alone."""
    name = f"{DATABASE}_{worker_number}_{time.monotonic_ns()}"
    yield await clone(postgres_server, name)
    await drop(postgres_server, name)


async def clone(server: Postgres, name: str) -> Database:
    """Copy the migrated template."""
    # Two copies at once would find each other's connection to the template.
    connection = await asyncpg.connect(server.url(OWNER, "postgres"))
    try:
        await connection.execute("SELECT pg_advisory_lock(1)")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE}")
    finally:
        await connection.close()
    return Database(name, server.url(APPLICATION, name), server.url(OWNER, name))


async def drop(server: Postgres, name: str) -> None:
    """Drop a copy, whoever is still connected to it."""
    connection = await asyncpg.connect(server.url(OWNER, "postgres"))
    try:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def redis_url(worker_number: int) -> str:
    """A Redis 7 database of this worker's own."""
    server = ask("redis")
    assert isinstance(server, Valkey)
    return server.url(worker_number)


@pytest.fixture(scope="session")
def s3_server() -> S3Access:
    """A quick S3 server without versions and object lock."""
    server = ask("s3")
    assert isinstance(server, S3Access)
    return server


@pytest.fixture(scope="session")
def locking_s3_server() -> S3Access:
    """Ceph's gateway: versions, object lock, policies; needs its Debian packages."""
    server = ask("ceph")
    assert isinstance(server, S3Access)
    return server
