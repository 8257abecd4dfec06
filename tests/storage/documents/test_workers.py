import asyncio
import os
import time

import pytest

from storage.workers import WorkerCrashed, Workers, WorkerTimeout


async def test_a_job_that_takes_too_long_is_stopped_and_the_next_one_runs() -> None:
    with Workers(1, timeout_seconds=1.5) as workers:
        await workers.run(abs, -1)
        started = time.perf_counter()
        with pytest.raises(WorkerTimeout):
            await workers.run(time.sleep, 30)

        assert time.perf_counter() - started < 5
        assert await workers.run(abs, -2) == 2


async def test_a_job_beside_a_stopped_one_still_answers() -> None:
    with Workers(2, timeout_seconds=2.0) as workers:
        await asyncio.gather(workers.run(os.getpid), workers.run(os.getpid))
        slow = asyncio.create_task(workers.run(time.sleep, 30))
        await asyncio.sleep(1.0)
        beside = asyncio.create_task(workers.run(time.sleep, 1.3))

        with pytest.raises(WorkerTimeout):
            await slow
        assert await beside is None


async def test_a_job_that_kills_its_process_fails_after_the_second_try() -> None:
    with Workers(1, timeout_seconds=10.0) as workers:
        with pytest.raises(WorkerCrashed):
            await workers.run(os._exit, 1)

        assert await workers.run(abs, -3) == 3
