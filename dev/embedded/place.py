"""The folders of one installation.

As root the servers run as nobody. Folders they own lie inside folders that root owns, so
that a server gone bad cannot put a link where root will write next.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dev.embedded.keys import once
from dev.embedded.process import Account


@dataclass(frozen=True, slots=True)
class Place:
    """One data directory and the account its servers run as."""

    folder: Path
    account: Account

    def passage(self, name: str = "") -> Path:
        """Make a folder of ours that the account may pass through but not list."""
        mode = 0o711 if os.geteuid() == 0 else 0o700
        # The way to a folder leads through the one above it.
        return _folder(_folder(self.folder, mode) / name, mode)

    def open(self, name: str) -> Path:
        """Make a folder of ours that the account may read."""
        return _folder(self.passage() / name, 0o755 if os.geteuid() == 0 else 0o700)

    def ours(self, name: str) -> Path:
        """Make a folder that only we may enter."""
        return _folder(self.passage() / name, 0o700)

    def private(self, name: str, account: Account | None = None) -> Path:
        """Make a folder that belongs to an account, and only it may enter."""
        folder = _folder(self.passage() / name, 0o700)
        (account or self.account).own(folder)
        return folder

    def log(self, name: str) -> Path:
        """Name a log file."""
        return self.ours("logs") / f"{name}.log"

    def key(self, name: str, make: Callable[[], str]) -> str:
        """Read a secret that only we need as text; made at the first question."""
        return once(self.ours("keys") / name, make)

    def setting(self, name: str, text: str) -> Path:
        """Write a settings file that only the account may read."""
        path = self.passage("settings") / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
        self.account.own(path)
        return path


def _folder(path: Path, mode: int) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    return path
