"""The product's processes in the order of their start, and the servers they stand on."""

import compileall
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType

from dev.embedded.binaries import (
    postgres_programs,
    rclone_program,
    reachable_copy,
    valkey_program,
)
from dev.embedded.place import Place
from dev.embedded.postgres import APPLICATION, OWNER, Postgres
from dev.embedded.process import Account, Service, accepts, free_port
from dev.embedded.s3 import REGION, ObjectServer
from dev.embedded.supervisor import Supervisor
from dev.embedded.valkey import Valkey
from dev.environment import S3Access, Surroundings, make_secrets
from dev.node import document_fonts, install
from dev.progress import step, tell

ROOT = Path(__file__).parents[1]
_PYTHON = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def app_account(wanted: Account) -> Account:
    """Choose whose rights the product's own processes get.

    Nobody's, unless the checkout or its interpreter lies where nobody may not enter.
    """
    if os.geteuid() != 0:
        return wanted
    tried = subprocess.run(
        # Through env, which answers 126 where Popen itself would raise.
        ["/usr/bin/env", sys.executable, "-P", "-c", "import uvicorn, backend"],
        cwd="/",
        env=_PYTHON,
        user=wanted.uid,
        group=wanted.gid,
        extra_groups=[],
        capture_output=True,
        check=False,
    )
    if tried.returncode == 0:
        # Nobody cannot write here, and would compile every module at every start.
        for package in ("backend", "storage", "dev"):
            compileall.compile_dir(ROOT / package, quiet=2)
        return wanted
    tell(f"注意:nobody 读不到 {ROOT} 或其 Python,应用进程将以 root 运行")
    return Account(0, 0)


class Product:
    """One installation in one data directory."""

    def __init__(self, place: Place, app: Account, url: str) -> None:
        """Choose ports; nothing is started yet."""
        self.place, self.app, self.url = place, app, url
        self.core_port, self.bureau_port = free_port(), free_port()
        postgres, valkey, rclone = self._programs()
        self.postgres = Postgres(postgres, place, free_port())
        self.valkey = Valkey(valkey, place, free_port())
        self.objects = ObjectServer(rclone, place, free_port())

    def start(self, supervisor: Supervisor, host: str, port: int) -> None:
        """Start servers, bring the database up to date, start the product.

        Raises:
            StartFailed: a process did not come up.
            StepFailed: installing, migrating or loading the demonstration failed.
        """
        install(with_tools=False)
        for server in (self.postgres, self.valkey, self.objects):
            service = server.service()
            tell(f"启动 {service.name} …")
            supervisor.start(service)
        variables = self._surroundings().variables()
        self._backend("更新数据库结构", "migrate", variables)
        self._backend("准备存储桶和签约证书", "prepare", variables)
        self._backend("装入演示数据", "seed", variables)
        # The owner of the tables is for migrations: the running product does without.
        del variables["LINGLI_OWNER_DATABASE_URL"]
        tell("启动外部系统模拟器、后台任务和接口 …")
        for service in self._outside_systems():
            supervisor.start(service, wait=False)
        supervisor.start(self._worker(variables), wait=False)
        supervisor.start(self._api(variables, host, port), patience=60)

    def introduction(self) -> str:
        """Say where to go and as whom."""
        variables = self._surroundings().variables()
        logins = self._backend("列出演示账号", "demo-logins", variables)
        addresses = {"地址": "", "接口": "/graphql", "短信(模拟)": "/demo/outbox"}
        lines = [f"{name}  {self.url}{path}" for name, path in addresses.items()]
        return "\n".join([*lines, f"日志  {self.place.ours('logs')}", "", logins])

    def _programs(self) -> tuple[Path, Path, Path]:
        if os.geteuid() == 0:
            return reachable_copy(self.place.passage("programs"))
        return postgres_programs(), valkey_program(), rclone_program()

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            stage="demo",
            database_url=self.postgres.url(APPLICATION),
            owner_database_url=self.postgres.url(OWNER),
            redis_url=self.valkey.url(),
            s3=S3Access(
                self.objects.endpoint,
                self.objects.access_key(),
                self.objects.secret_key(),
                REGION,
            ),
            buckets="lingli",
            secrets=make_secrets(self.place, self.app),
            work=self.place.private("work", self.app),
            fonts=document_fonts(self.place.open("fonts")),
            core_url=f"http://127.0.0.1:{self.core_port}",
            bureau_url=f"http://127.0.0.1:{self.bureau_port}",
            public_url=self.url,
        )

    def _backend(self, text: str, verb: str, variables: dict[str, str]) -> str:
        """Run a verb of the backend's command line to its end."""
        return step(
            text,
            [sys.executable, "-P", "-m", "backend.cli", verb],
            cwd=ROOT,
            env={**_PYTHON, **variables},
            account=(self.app.uid, self.app.gid) if os.geteuid() == 0 else None,
        )

    def _outside_systems(self) -> list[Service]:
        ledgers = self.place.private("simulators", self.app)
        secrets = make_secrets(self.place, self.app)
        feed = f"--callback-url={self.url}/feeds/core"
        return [
            self._python(
                name,
                f"dev.simulators.{name}",
                f"--port={port}",
                f"--ledger={ledgers / name}.db",
                f"--secret-file={secrets / secret}",
                *more,
                ready=partial(accepts, port),
            )
            for name, port, secret, more in (
                ("core_banking", self.core_port, "core.secret", (feed,)),
                ("credit_bureau", self.bureau_port, "bureau.secret", ()),
            )
        ]

    def _worker(self, variables: dict[str, str]) -> Service:
        return self._python("worker", "backend.worker", variables=variables)

    def _api(self, variables: dict[str, str], host: str, port: int) -> Service:
        return self._python(
            "api",
            "uvicorn",
            "backend.app:app",
            f"--host={host}",
            f"--port={port}",
            "--loop=uvloop",
            "--http=httptools",
            "--no-server-header",
            variables=variables,
            ready=partial(_answers, f"{self.url}/readyz"),
        )

    def _python(
        self,
        name: str,
        module: str,
        *words: str,
        variables: Mapping[str, str] = MappingProxyType({}),
        ready: Callable[[], bool] = lambda: True,
    ) -> Service:
        return Service(
            name=name,
            argv=[sys.executable, "-P", "-m", module, *words],
            log=self.place.log(name),
            ready=ready,
            env={**_PYTHON, **variables},
            cwd=ROOT,
            # A process that hangs in its clean end must not outlive a killed parent.
            death_signal=signal.SIGKILL,
            account=self.app,
        )


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 our own address
            return int(answer.status) == HTTPStatus.OK
    except OSError:
        return False
