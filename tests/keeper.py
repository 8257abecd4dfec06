"""Keep the servers of one test run: start each at the first question, stop all at its end.

A process of its own, because under xdist several processes share the servers and any of
them may be the first to ask or the last to leave. It ends when the run's main process does,
however that ends: the pipe it reads from closes.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from dev.embedded.binaries import reachable_copy
from dev.embedded.place import Place
from dev.embedded.postgres import APPLICATION, OWNER, Postgres
from dev.embedded.process import (
    Service,
    StartFailed,
    free_port,
    unprivileged,
)
from dev.embedded.s3 import REGION, ObjectServer
from dev.embedded.valkey import Valkey
from dev.environment import S3Access, Surroundings, nowhere
from tests.ceph import CephGateway

ROOT = Path(__file__).parents[1]
DEBIAN_POSTGRES = Path("/usr/lib/postgresql/15/bin")
# Nothing here must survive a power cut, and a table that is dropped anyway needs no sync.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}
ON_CI = os.environ.get("CI") == "true"


class Missing(Exception):
    """The machine lacks a package that this server comes from."""


class Keeper:
    """The servers of one run, each started once."""

    def __init__(self, home: Path) -> None:
        self.place = Place(home, unprivileged())
        self.running: list[Service] = []
        self.answers: dict[str, object] = {}
        self.makers: dict[str, Callable[[], object]] = {
            "postgres": self.postgres,
            "template": self.template,
            "redis": self.redis,
            "s3": self.s3,
            "ceph": self.ceph,
        }

    def ask(self, what: str) -> object:
        """Answer how to reach a server; start it if nobody asked before."""
        if what not in self.answers:
            self.answers[what] = self.makers[what]()
        return self.answers[what]

    def stop(self) -> None:
        """Stop all, the youngest first."""
        for service in reversed(self.running):
            service.stop(patience=3)
        shutil.rmtree(self.place.folder, ignore_errors=True)

    def postgres(self) -> Postgres:
        programs = DEBIAN_POSTGRES
        if not programs.exists():
            programs = self._wheel_programs("postgresql-15")[0]
        server = Postgres(
            programs,
            self.place,
            free_port(),
            FORGETFUL,
            owner_may_create_databases=True,
        )
        self._start(server.service())
        return server

    def template(self) -> Postgres:
        """Migrate the database that all others are cloned from."""
        server = self.postgres_server()
        if importlib.util.find_spec("backend.cli") is None:
            return server
        migrated = subprocess.run(
            [sys.executable, "-m", "backend.cli", "migrate"],
            cwd=ROOT,
            env={**os.environ, **self._surroundings(server).variables()},
            capture_output=True,
            text=True,
            check=False,
        )
        if migrated.returncode:
            raise StartFailed(f"migrate: {migrated.stdout}{migrated.stderr}")
        return server

    def postgres_server(self) -> Postgres:
        server = self.ask("postgres")
        assert isinstance(server, Postgres)
        return server

    def redis(self) -> Valkey:
        found = shutil.which("redis-server")
        program = Path(found) if found else self._wheel_programs("redis-server")[1]
        server = Valkey(program, self.place, free_port(), durable=False)
        self._start(server.service())
        return server

    def s3(self) -> S3Access:
        program = reachable_copy(self._programs())[2]
        server = ObjectServer(program, self.place, free_port())
        self._start(server.service())
        return S3Access(server.endpoint, server.access_key(), server.secret_key(), REGION)

    def ceph(self) -> S3Access:
        for program in ("radosgw", "ceph-mon", "ceph-osd"):
            if shutil.which(program) is None:
                raise Missing(program)
        gateway = CephGateway(self.place)
        self.running += gateway.start()
        return gateway.access()

    def _start(self, service: Service) -> None:
        service.start()
        self.running.append(service)

    def _programs(self) -> Path:
        return self.place.passage("programs")

    def _wheel_programs(self, package: str) -> tuple[Path, Path, Path]:
        # A developer's machine may do without the real thing; the proof may not.
        if ON_CI:
            raise Missing(package)
        return reachable_copy(self._programs())

    def _surroundings(self, server: Postgres) -> Surroundings:
        return replace(
            nowhere(self.place),
            database_url=server.url(APPLICATION),
            owner_database_url=server.url(OWNER),
        )


def serve(keeper: Keeper, listener: Listener) -> None:
    """Answer one question after the other, so that nothing is started twice."""
    while True:
        with listener.accept() as connection:
            answer(keeper, connection)


def answer(keeper: Keeper, connection: Connection) -> None:
    """Answer one question with ("ok" | "missing" | "failed", what)."""
    try:
        connection.send(("ok", keeper.ask(connection.recv())))
    except Missing as missing:
        connection.send(("missing", str(missing)))
    except (StartFailed, OSError) as failure:
        connection.send(("failed", str(failure)))
    except EOFError:
        return


def end_with_the_run() -> None:
    """Wait for the end of our input, which is the end of the run, and ask ourselves to stop."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serve until the run ends."""
    home = Path(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Ctrl-C reaches us too; the run's end will tell us when its processes have gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keeper = Keeper(home)
    threading.Thread(target=end_with_the_run, daemon=True).start()
    try:
        with Listener(str(home / "keeper.sock"), "AF_UNIX") as listener:
            serve(keeper, listener)
    finally:
        keeper.stop()


if __name__ == "__main__":
    main()
