"""The outside systems of a bank under test, as processes of their own, once per worker."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dev.embedded.place import Place
from dev.embedded.process import Account, free_port, unprivileged
from dev.environment import make_secrets
from dev.node import MODULES, document_fonts
from tests.ports.receiver import Receiver
from tests.ports.simulator import Simulator


@dataclass(frozen=True, slots=True)
class OutsideSystems:
    """The simulated core and bureau, and what the core has told us.

    The simulators' ``/control`` addresses set scenarios; see dev.simulators.
    """

    core: Simulator
    bureau: Simulator
    feed: Receiver

    def ready(self) -> None:
        """Wait until both answer."""
        self.core.wait()
        self.bureau.wait()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this worker's bank."""
    return tmp_path_factory.mktemp("bank")


@pytest.fixture(scope="session")
def secrets_dir(home: Path) -> Path:
    """The keys of this worker's bank."""
    return make_secrets(Place(home, unprivileged()), Account(os.geteuid(), os.getegid()))


@pytest.fixture(scope="session")
def fonts_dir(home: Path) -> Path:
    """The fonts that documents are set in; empty where npm ci has not brought them."""
    given = os.environ.get("LINGLI_FONT_DIR")
    if given or not (MODULES / "@expo-google-fonts").exists():
        return Path(given or home)
    folder = home / "fonts"
    folder.mkdir()
    return document_fonts(folder)


@pytest.fixture(scope="session")
def outside(home: Path, secrets_dir: Path) -> Iterator[OutsideSystems]:
    """The simulated core and bureau; they start while the bank is being seeded."""
    with (
        Receiver() as feed,
        Simulator(
            "core_banking",
            f"--ledger={home / 'core.db'}",
            f"--secret-file={secrets_dir / 'core.secret'}",
            f"--callback-url={feed.url}",
            port=free_port(),
            wait=False,
        ) as core,
        Simulator(
            "credit_bureau",
            f"--ledger={home / 'bureau.db'}",
            f"--secret-file={secrets_dir / 'bureau.secret'}",
            port=free_port(),
            wait=False,
        ) as bureau,
    ):
        yield OutsideSystems(core, bureau, feed)
