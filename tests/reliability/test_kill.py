"""Workers that are killed at the worst moments, against a core that posts all it is sent.

Nothing is lost, nothing is posted twice, nothing is stuck.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from backend.capabilities.disbursement.models import Disbursement, LoanNote
from backend.capabilities.disbursement.rules import DisbursementStatus
from backend.kit.database import EVERYTHING, reaching
from backend.kit.faults import KILLED
from backend.kit.money import Fen
from backend.ports import Ports
from tests.contract.factories import a_limit
from tests.disbursement.factories import approved, limit_now
from tests.outside import OutsideSystems

ROOT = Path(__file__).parents[2]
THOUSAND = Fen(100_000)
POINTS = (
    "payout.after_claim",
    "payout.after_send",
    "payout.after_answer",
    "payout.in_record",
    "payout.before_commit",
)


@pytest_asyncio.fixture
async def core(outside: OutsideSystems) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=outside.core.url, trust_env=False) as client:
        yield client
        await client.delete("/control/scenarios")


class Worker:
    """The worker as a process of its own, told where to die or left to live."""

    def __init__(self, fault: str = "") -> None:
        environment = {**os.environ, "LINGLI_ENV": "test", "LINGLI_FAULT": fault}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "backend.worker"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def code(self) -> int | None:
        return self._process.poll()

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=20)


async def until(holds: Callable[[], object], seconds: float) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = holds()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"nothing after {seconds} seconds")


async def open_ones(ids: list[UUID]) -> int:
    with reaching(EVERYTHING):
        paid = await Disbursement.filter(id__in=ids, status=DisbursementStatus.DISBURSED).count()
    return len(ids) - paid


async def postings(core: httpx.AsyncClient) -> Counter[str]:
    lines = (await core.get("/ledger")).json()["postings"]
    return Counter(line["request_id"] for line in lines if line["kind"] == "PAYOUT")


async def all_paid(ids: list[UUID], seconds: float) -> None:
    """Let an undisturbed worker finish what the killed ones left."""
    worker = Worker()

    async def none_open() -> bool:
        return await open_ones(ids) == 0

    try:
        await until(none_open, seconds)
    finally:
        worker.kill()


async def assert_exactly_once(core: httpx.AsyncClient, ids: list[UUID]) -> None:
    posted = await postings(core)
    with reaching(EVERYTHING):
        notes = await LoanNote.filter(disbursement_id__in=ids).count()
    assert {str(one): posted[str(one)] for one in ids} == {str(one): 1 for one in ids}
    assert notes == len(ids)


async def test_inv_31_a_worker_killed_at_each_named_point_pays_each_loan_once(
    api: httpx.AsyncClient, core: httpx.AsyncClient, ports: Ports
) -> None:
    limit = await a_limit(api)
    ids = [(await approved(limit, THOUSAND)).id for _ in POINTS]

    for point in POINTS:
        worker = Worker(f"{point}:1")
        try:
            await until(lambda worker=worker: worker.code is not None, 90)
            assert worker.code == KILLED, point
        finally:
            worker.kill()
    await all_paid(ids, 120)

    await assert_exactly_once(core, ids)
    assert await limit_now(limit) == (len(ids) * THOUSAND, 0)


@pytest.mark.full
async def test_workers_killed_at_random_during_sixty_payouts_pay_each_loan_once(
    api: httpx.AsyncClient, core: httpx.AsyncClient, ports: Ports
) -> None:
    limit = await a_limit(api)
    ids = [(await approved(limit, THOUSAND)).id for _ in range(60)]
    odds = {"error_after_commit": 5, "busy": 5, "drop": 5, "cut_answer": 5}
    (await core.post("/control/odds", json=odds)).raise_for_status()
    dice = random.Random(20261127)

    for _ in range(40):
        if await open_ones(ids) == 0:
            break
        worker = Worker(f"{dice.choice(POINTS)}:{dice.randrange(1, 8)}")
        await asyncio.sleep(dice.uniform(2, 6))
        worker.kill()
    await all_paid(ids, 300)

    await assert_exactly_once(core, ids)
    assert await limit_now(limit) == (len(ids) * THOUSAND, 0)
