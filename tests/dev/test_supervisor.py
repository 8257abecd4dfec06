"""The embedded servers: nothing stays behind, nothing runs twice, nothing runs as root."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dev.embedded.place import Place
from dev.embedded.postgres import wait_for_last_owner
from dev.embedded.process import StartFailed, accepts, unprivileged
from dev.start import prepare_folder, refuse_taken_port

ROOT = Path(__file__).parents[2]
PROC = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@dataclass(frozen=True, slots=True)
class Household:
    """A supervisor in a process of its own, and what it started."""

    process: subprocess.Popen[str]
    pids: dict[str, int]
    ports: dict[str, int]

    @classmethod
    def start(cls, folder: Path, programs: Path) -> "Household":
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.dev.household", folder, programs],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        return cls(
            process,
            {name: facts["pid"] for name, facts in told.items()},
            {name: facts["port"] for name, facts in told.items()},
        )

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture(scope="module")
def programs() -> Iterator[Path]:
    """One copy of the servers' programs for all households."""
    path = Path(tempfile.mkdtemp(prefix="lingli-test-"))
    yield Place(path, unprivileged()).passage("programs")
    shutil.rmtree(path)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own: as root that is closed to the account the servers run as.
    path = Path(tempfile.mkdtemp(prefix="lingli-test-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def household(folder: Path, programs: Path) -> Iterator[Household]:
    household = Household.start(folder, programs)
    yield household
    household.end(signal.SIGTERM)


def eventually(what: Callable[[], bool], patience: float = 10) -> bool:
    end = time.monotonic() + patience
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def command_lines(text: str) -> list[str]:
    """All processes whose command line mentions something."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if text in line:
            found.append(line)
    return found


@PROC
def test_a_killed_supervisor_leaves_nothing_behind_and_its_data_usable(
    folder: Path, programs: Path
) -> None:
    household = Household.start(folder, programs)

    household.end(signal.SIGKILL)

    assert eventually(lambda: command_lines(str(folder)) == [])
    again = Household.start(folder, programs)
    assert again.end(signal.SIGTERM) == 0


def test_a_killed_supervisors_data_may_be_used_at_once(folder: Path, programs: Path) -> None:
    household = Household.start(folder, programs)

    household.end(signal.SIGKILL)
    again = Household.start(folder, programs)

    assert all(accepts(port) for port in again.ports.values())
    assert again.end(signal.SIGTERM) == 0


@PROC
def test_an_asked_supervisor_stops_everything_cleanly(folder: Path, programs: Path) -> None:
    household = Household.start(folder, programs)

    code = household.end(signal.SIGINT)

    assert code == 0
    assert command_lines(str(folder)) == []
    assert not (folder / "postgres/cluster/postmaster.pid").exists()
    assert "database system is shut down" in (folder / "logs/postgres.log").read_text()


def test_a_second_start_on_the_same_data_is_refused(
    folder: Path, programs: Path, household: Household
) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "tests.dev.household", folder, programs],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert f"进程 {household.process.pid}" in second.stderr
    assert all(accepts(port) for port in household.ports.values())


@PROC
def test_servers_run_without_roots_powers(household: Household) -> None:
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in household.pids.values()}

    assert owners == {unprivileged().uid}
    assert 0 not in owners or os.geteuid() == 0


@PROC
def test_no_secret_is_on_a_command_line_or_open_to_others(
    folder: Path, household: Household
) -> None:
    keys = list((folder / "keys").iterdir())

    assert len(keys) == 6
    for key in keys:
        assert key.stat().st_mode & 0o777 == 0o600
        assert command_lines(key.read_text()) == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "settings").iterdir())


def test_a_server_that_dies_comes_back(household: Household) -> None:
    os.kill(household.pids["Valkey"], signal.SIGKILL)
    port = household.ports["Valkey"]
    assert eventually(lambda: not accepts(port))

    assert eventually(lambda: accepts(port))


def test_a_zombies_claim_on_the_cluster_is_cleared(tmp_path: Path) -> None:
    claim = tmp_path / "postmaster.pid"
    with subprocess.Popen(["true"]) as zombie:
        claim.write_text(f"{zombie.pid}\n")

        wait_for_last_owner(claim)

    assert not claim.exists()


def test_a_living_servers_claim_on_the_cluster_is_respected(tmp_path: Path) -> None:
    claim = tmp_path / "postmaster.pid"
    claim.write_text(f"{os.getpid()}\n")

    with pytest.raises(StartFailed, match=str(os.getpid())):
        wait_for_last_owner(claim, patience=0.1)

    assert claim.exists()


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")

    with pytest.raises(StartFailed, match="不是空目录"):
        prepare_folder(Place(tmp_path, unprivileged()))

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_taken_port_is_refused_before_anything_is_prepared(household: Household) -> None:
    with pytest.raises(StartFailed, match="--port"):
        refuse_taken_port("127.0.0.1", household.ports["Valkey"])
