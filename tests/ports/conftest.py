from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio

from tests.ports.receiver import Receiver
from tests.ports.simulator import Simulator


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Simulator]:
    ledger = tmp_path_factory.mktemp("core") / "ledger.sqlite"
    options = ["--ledger", str(ledger), "--callback-url", receiver.url]
    with Simulator("core_banking", *options) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    ledger = tmp_path_factory.mktemp("bureau") / "ledger.sqlite"
    with Simulator("credit_bureau", "--ledger", str(ledger)) as simulator:
        yield simulator


@pytest_asyncio.fixture
async def core_control(core: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=core.url, trust_env=False) as client:
        yield client
        await client.delete("/control/scenarios")


@pytest_asyncio.fixture
async def bureau_control(bureau: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=bureau.url, trust_env=False) as client:
        yield client
        await client.delete("/control/scenarios")
