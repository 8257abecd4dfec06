"""Valkey (or Redis): counters, caches and messages, behind a password on loopback."""

from dataclasses import dataclass
from pathlib import Path

from dev.embedded.keys import once, password
from dev.embedded.process import Account, Service, accepts, private_folder


@dataclass(frozen=True, slots=True)
class Valkey:
    """Where its files live and how it is run."""

    program: Path
    home: Path
    port: int
    account: Account
    durable: bool = True

    def password(self) -> str:
        """Tell the password; made at the first question."""
        private_folder(self.home, self.account)
        return once(self.home / "password", self.account, password)

    def url(self, database: int = 0) -> str:
        """Tell where clients find it."""
        return f"redis://:{self.password()}@127.0.0.1:{self.port}/{database}"

    def service(self) -> Service:
        """Describe the server process."""
        private_folder(self.home, self.account)
        return Service(
            name="Valkey",
            argv=[str(self.program), str(self.home / "valkey.conf")],
            log=self.home / "valkey.log",
            ready=lambda: accepts(self.port),
            cwd=self.home,
            account=self.account,
            before_start=self._write_settings,
        )

    def _write_settings(self) -> None:
        # In a file, not in arguments: every user of the machine can read those.
        settings = self.home / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            "bind 127.0.0.1\n"
            f"port {self.port}\n"
            f"requirepass {self.password()}\n"
            f"appendonly {'yes' if self.durable else 'no'}\n"
            'save ""\n'
            "maxmemory 256mb\n"
            "maxmemory-policy noeviction\n"
        )
        self.account.own(settings)
