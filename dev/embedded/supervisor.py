"""Keep a set of services running: start in order, restart what dies, stop in reverse."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from dev.embedded.process import Service, StartFailed
from dev.progress import tell

LOOK_SECONDS = 0.2
FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 30.0
# A service that has run this long is healthy again: its next end is a new story.
HEALTHY_SECONDS = 60.0


class AlreadyRunning(Exception):
    """Another command holds this data directory."""


class Claim:
    """The right to use a data directory: held by one process, gone when that process is.

    The file also tells others who holds it and where the product answers.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "running.json"
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the claim.

        Raises:
            AlreadyRunning: it is taken; the message says by whom.
        """
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise AlreadyRunning(self._refusal()) from None
        self._file = file
        self.tell(pid=os.getpid())
        return self

    def tell(self, **facts: object) -> None:
        """Write down what others may know of the running product."""
        assert self._file is not None
        self._file.truncate(0)
        json.dump(facts, self._file)
        self._file.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the claim up."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()

    def facts(self) -> dict[str, object] | None:
        """Read what the holder told; nothing when nobody holds the claim."""
        if not self.path.exists():
            return None
        with self.path.open() as file:
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return None
            with suppress(json.JSONDecodeError):
                told = json.load(file)
                return told if isinstance(told, dict) else None
        return {}

    def _refusal(self) -> str:
        facts = self.facts() or {}
        where = f",地址 {facts['url']}" if "url" in facts else ",正在启动"
        return (
            f"数据目录 {self.path.parent} 正被另一个 ./run 使用"
            f"(进程 {facts.get('pid', '?')}{where})。\n"
            "请直接使用它、先停止它,或用 --data 指定另一个目录。"
        )


@dataclass(slots=True)
class Watched:
    """A service and the story of its restarts."""

    service: Service
    started_at: float = field(default_factory=time.monotonic)
    delay: float = FIRST_DELAY_SECONDS
    restart_at: float | None = None


class Supervisor:
    """The services of one product, in the order of their start."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._watched: list[Watched] = []

    def __enter__(self) -> Self:
        """Turn every way of being asked to stop into one: KeyboardInterrupt."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything, the youngest first; an impatient second Ctrl-C changes nothing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for watched in reversed(self._watched):
            watched.service.stop()

    def start(self, service: Service, *, wait: bool = True, patience: float = 30) -> None:
        """Start a service and keep it running from now on.

        Raises:
            StartFailed: it did not come up.
        """
        self._watched.append(Watched(service))
        if wait:
            service.start(patience)
        else:
            service.launch()

    def watch(self) -> None:
        """Restart what dies, until somebody interrupts."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Look at each service once."""
        for watched in self._watched:
            self._look_at(watched)
        self._collect_orphans()

    def _look_at(self, watched: Watched) -> None:
        service, now = watched.service, self._clock()
        if service.alive():
            return
        if watched.restart_at is None:
            if now - watched.started_at > HEALTHY_SECONDS:
                watched.delay = FIRST_DELAY_SECONDS
            watched.restart_at = now + watched.delay
            tell(f"{service.name} 意外退出,{watched.delay:.0f} 秒后重启。日志:{service.log}")
            watched.delay = min(watched.delay * 2, LONGEST_DELAY_SECONDS)
        elif now >= watched.restart_at:
            watched.started_at, watched.restart_at = now, None
            # What it started itself may still hold its port or its files.
            service.stop()
            try:
                service.launch()
            except StartFailed as failure:
                tell(str(failure))

    def _collect_orphans(self) -> None:
        # As the first process of a container we inherit the orphans of the whole container;
        # uncollected they stay zombies, and PostgreSQL takes a zombie for a running server.
        if os.getpid() != 1:
            return
        ours = {watched.service.pid for watched in self._watched}
        with suppress(ChildProcessError):
            while (
                gone := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            ) is not None:
                if gone.si_pid in ours:
                    return
                os.waitpid(gone.si_pid, 0)
