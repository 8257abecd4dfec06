"""The S3 servers of the suite: the one the environment names, else both that tests start.

LINGLI_TEST_S3_ENDPOINT (a URL), LINGLI_TEST_S3_ACCESS_KEY and LINGLI_TEST_S3_SECRET_KEY
name a server on which buckets may be made.
"""

import os
import secrets
from collections.abc import AsyncIterator, Iterator

import pytest

from dev.environment import S3Access
from storage.crypto import Keyring
from storage.names import Buckets
from storage.retention import Provisioned, provision
from storage.s3 import S3Config, S3Store
from storage.vault import Vault
from storage.workers import Workers

GIVEN = os.environ.get("LINGLI_TEST_S3_ENDPOINT")
SERVERS = ["given"] if GIVEN else ["s3_server", "locking_s3_server"]


@pytest.fixture(scope="session", params=SERVERS)
def s3_config(request: pytest.FixtureRequest) -> S3Config:
    if GIVEN:
        return S3Config(
            GIVEN,
            os.environ["LINGLI_TEST_S3_ACCESS_KEY"],
            os.environ["LINGLI_TEST_S3_SECRET_KEY"],
        )
    server = request.getfixturevalue(request.param)
    assert isinstance(server, S3Access)
    return S3Config(server.endpoint, server.access_key, server.secret_key, server.region)


@pytest.fixture(scope="session")
async def store(s3_config: S3Config) -> AsyncIterator[S3Store]:
    store = S3Store(s3_config)
    yield store
    store.close()


@pytest.fixture(scope="session")
def buckets(s3_config: S3Config) -> Buckets:
    return Buckets.of(f"t{secrets.token_hex(6)}")


@pytest.fixture(scope="session")
async def provisioned(store: S3Store, buckets: Buckets) -> dict[str, Provisioned]:
    return {ready.bucket: ready for ready in await provision(store, buckets)}


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring.generate("2026")


@pytest.fixture
def vault(
    store: S3Store, buckets: Buckets, keyring: Keyring, provisioned: dict[str, Provisioned]
) -> Vault:
    able = provisioned[buckets.originals].capabilities
    return Vault(store, buckets, keyring, has_object_lock=able.object_lock)


@pytest.fixture
def has_no_object_lock(provisioned: dict[str, Provisioned], buckets: Buckets) -> None:
    if provisioned[buckets.documents].capabilities.object_lock:
        pytest.skip("this S3 server has object lock")


@pytest.fixture
def has_versioning(provisioned: dict[str, Provisioned], buckets: Buckets) -> None:
    if not provisioned[buckets.documents].capabilities.versioning:
        pytest.skip("this S3 server keeps no versions")


@pytest.fixture
def has_object_lock(provisioned: dict[str, Provisioned], buckets: Buckets) -> None:
    if not provisioned[buckets.documents].capabilities.object_lock:
        pytest.skip("this S3 server has no object lock")


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers(1) as pool:
        yield pool
