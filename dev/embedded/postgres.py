"""PostgreSQL: one cluster with an administrator, the owner of the tables and the application."""

import os
import re
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from dev.embedded.keys import password
from dev.embedded.place import Place
from dev.embedded.process import Service, StartFailed, run_as

ADMINISTRATOR = "lingli_admin"
OWNER = "lingli_owner"
APPLICATION = "lingli_app"
DATABASE = "lingli"
BUILTIN_LOCALE_SINCE = 17


@dataclass(frozen=True, slots=True)
class Postgres:
    """Where a cluster lives and how it is run."""

    programs: Path
    place: Place
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    owner_may_create_databases: bool = False

    @property
    def cluster(self) -> Path:
        return self.place.private("postgres") / "cluster"

    def password(self, role: str) -> str:
        """Tell a role's password; made at the first question, kept ever after."""
        return self.place.key(f"postgres-{role}", password)

    def url(self, role: str, database: str = DATABASE) -> str:
        """Tell where a role finds a database."""
        return f"postgres://{role}:{self.password(role)}@127.0.0.1:{self.port}/{database}"

    def service(self) -> Service:
        """Describe the server process; the cluster is made on first start."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            # A socket's path may have 107 bytes; a data directory may be deeper.
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "64MB",
            "log_timezone": "UTC",
            "timezone": "UTC",
            **self.settings,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Service(
            name="PostgreSQL",
            argv=[str(self.programs / "postgres"), "-D", str(self.cluster), *options],
            log=self.place.log("postgres"),
            ready=self._ready,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            account=self.place.account,
            before_start=self._prepare,
        )

    def _prepare(self) -> None:
        if not (self.cluster / "PG_VERSION").exists():
            self._create()
        wait_for_last_owner(self.cluster / "postmaster.pid")

    def _create(self) -> None:
        draft = self.cluster.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        password_file = self.place.setting("initdb", self.password(ADMINISTRATOR))
        run_as(
            self.place.account,
            [
                self.programs / "initdb",
                f"--pgdata={draft}",
                f"--username={ADMINISTRATOR}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                *self._locale(),
            ],
        )
        password_file.unlink()
        self._single_user(draft, "postgres", self._roles())
        self._single_user(draft, DATABASE, self._grants())
        draft.rename(self.cluster)

    def _locale(self) -> list[str]:
        if self._version() >= BUILTIN_LOCALE_SINCE:
            return ["--locale-provider=builtin", "--locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    def _version(self) -> int:
        told = run_as(self.place.account, [self.programs / "postgres", "--version"])
        found = re.search(r"(\d+)", told)
        if found is None:
            raise StartFailed(f"不认识的 PostgreSQL 版本:{told}")
        return int(found[1])

    def _roles(self) -> list[str]:
        createdb = "CREATEDB" if self.owner_may_create_databases else "NOCREATEDB"
        return [
            f"CREATE ROLE {OWNER} LOGIN {createdb} PASSWORD '{self.password(OWNER)}'",
            f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{self.password(APPLICATION)}'",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {DATABASE} TO {APPLICATION}",
        ]

    def _grants(self) -> list[str]:
        # What is written once and never changed (audit, evidence) is taken back by the
        # migration that makes its table.
        defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
        return [
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
            f"{defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION}",
            f"{defaults} USAGE, SELECT ON SEQUENCES TO {APPLICATION}",
        ]

    def _single_user(self, cluster: Path, database: str, statements: list[str]) -> None:
        run_as(
            self.place.account,
            [
                self.programs / "postgres",
                "--single",
                "-D",
                cluster,
                "-c",
                "exit_on_error=on",
                database,
            ],
            stdin="".join(f"{statement}\n" for statement in statements),
        )

    def _ready(self) -> bool:
        # The server writes its state into line 8 of this file, as pg_ctl reads it.
        with suppress(FileNotFoundError):
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False


def wait_for_last_owner(pid_file: Path, patience: float = 10) -> None:
    """Wait until the server of a killed run has gone, and clear away a zombie's claim.

    PostgreSQL takes a zombie for alive and refuses to start; in a container whose first
    process never collects children that lasts for ever.

    Raises:
        StartFailed: another server really runs on this cluster.
    """
    end = time.monotonic() + patience
    while pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        if not _runs(pid):
            pid_file.unlink(missing_ok=True)
            return
        if time.monotonic() > end:
            raise StartFailed(f"数据目录正被另一个 PostgreSQL 使用(进程 {pid})")
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(FileNotFoundError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z"
    return True
