"""Start a process that cannot outlive us, without root's powers."""

import ctypes
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class StartFailed(Exception):
    """Say in Chinese which part did not come up and where its log is."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose rights a child gets."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Hand a path to this account; anybody but root already owns what he makes."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def unprivileged() -> Account:
    """Name the account for children: ours, or nobody's when we are root.

    PostgreSQL refuses to run as root; the others do not need to.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def run_as(account: Account, argv: Sequence[str | Path], *, stdin: str = "") -> str:
    """Run a command to its end with the account's rights and answer what it printed.

    Raises:
        StartFailed: it ended with an error; what it said is in the message.
    """
    done = subprocess.run(
        argv,
        input=stdin,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        **_drop(account),
    )
    if done.returncode:
        raise StartFailed(f"{Path(argv[0]).name} 失败:{done.stderr.strip()[-800:]}")
    return done.stdout


class _Drop(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _drop(account: Account) -> _Drop:
    if os.geteuid() != 0:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


@dataclass(slots=True)
class Service:
    """One long-running child: how to start it, when it is ready, how to stop it."""

    name: str
    argv: list[str]
    log: Path
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = Path("/")
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM
    account: Account = field(default_factory=unprivileged)
    before_start: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = 30) -> None:
        """Start it and wait until it answers.

        Raises:
            StartFailed: it ended at once, or did not answer in time.
        """
        self.launch()
        end = time.monotonic() + patience
        while not self.ready():
            if not self.alive():
                raise StartFailed(
                    f"{self.name} 启动后即退出,日志 {self.log}:\n{self._last_words()}"
                )
            if time.monotonic() > end:
                self.stop()
                raise StartFailed(f"{self.name} 在 {patience:.0f} 秒内没有就绪,日志 {self.log}")
            time.sleep(0.02)

    def launch(self) -> None:
        """Start it without waiting."""
        self.before_start()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.cwd,
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **self.env},
                # Ctrl-C in the terminal is for us alone: we stop the children in order.
                start_new_session=True,
                umask=0o077,
                preexec_fn=_die_with_parent(self.death_signal),  # noqa: PLW1509 prctl needs it
                **_drop(self.account),
            )

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def alive(self) -> bool:
        """Answer whether it runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float = 10) -> None:
        """Ask it to end; end it and whatever it started when it does not."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-800:].strip()


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def tie() -> None:
        # Runs in the child after the change of user, which would clear the tie.
        if sys.platform == "linux":
            _LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:
                os._exit(1)

    return tie


def free_port() -> int:
    """Find a loopback port that nobody listens on.

    Below the range the kernel hands to outgoing connections: one of those could take the
    port between this answer and the server's start.
    """
    while True:
        port = 20000 + secrets.randbelow(10000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def accepts(port: int, host: str = "127.0.0.1") -> bool:
    """Answer whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0
