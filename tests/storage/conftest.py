"""An S3 server for the suite: the one the environment names, else rclone on loopback.

LINGLI_TEST_S3_ENDPOINT, LINGLI_TEST_S3_ACCESS_KEY and LINGLI_TEST_S3_SECRET_KEY name an
endpoint (host:port, without TLS) on which buckets may be made.
"""

import os
import secrets
import socket
import subprocess
import sysconfig
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.crypto import Keyring
from storage.names import Buckets
from storage.retention import Provisioned, provision
from storage.s3 import S3Config, S3Store
from storage.vault import Vault

START_SECONDS_MAX = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        assert server.poll() is None, "rclone ended while starting"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("rclone did not open its port")


@pytest.fixture(scope="session")
def s3_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Config]:
    if endpoint := os.environ.get("LINGLI_TEST_S3_ENDPOINT"):
        yield S3Config(
            endpoint=endpoint,
            access_key=os.environ["LINGLI_TEST_S3_ACCESS_KEY"],
            secret_key=os.environ["LINGLI_TEST_S3_SECRET_KEY"],
            is_secure=False,
        )
        return
    port, access, secret = free_port(), secrets.token_hex(8), secrets.token_hex(16)
    rclone = Path(sysconfig.get_path("scripts")) / "rclone"
    folder = str(tmp_path_factory.mktemp("s3"))
    command = [str(rclone), "serve", "s3", folder, "--config", os.devnull]
    command += ["--addr", f"127.0.0.1:{port}", "--auth-key", f"{access},{secret}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield S3Config(
            endpoint=f"127.0.0.1:{port}", access_key=access, secret_key=secret, is_secure=False
        )
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
async def store(s3_config: S3Config) -> AsyncIterator[S3Store]:
    store = S3Store(s3_config)
    yield store
    store.close()


@pytest.fixture(scope="session")
def buckets() -> Buckets:
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
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool
