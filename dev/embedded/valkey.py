"""Valkey (or Redis): counters, caches and messages, behind a password on loopback."""

from dataclasses import dataclass
from pathlib import Path

from dev.embedded.keys import password
from dev.embedded.place import Place
from dev.embedded.process import Service, accepts


@dataclass(frozen=True, slots=True)
class Valkey:
    """Where its files live and how it is run."""

    program: Path
    place: Place
    port: int
    durable: bool = True

    def password(self) -> str:
        """Tell the password; made at the first question."""
        return self.place.key("valkey", password)

    def url(self, database: int = 0) -> str:
        """Tell where clients find it."""
        return f"redis://:{self.password()}@127.0.0.1:{self.port}/{database}"

    def service(self) -> Service:
        """Describe the server process."""
        # In a file, not in arguments: every user of the machine can read those.
        settings = self.place.setting(
            "valkey",
            "bind 127.0.0.1\n"
            f"port {self.port}\n"
            f"requirepass {self.password()}\n"
            f"appendonly {'yes' if self.durable else 'no'}\n"
            'save ""\n'
            "maxmemory 256mb\n"
            "maxmemory-policy noeviction\n",
        )
        return Service(
            name="Valkey",
            argv=[str(self.program), str(settings)],
            log=self.place.log("valkey"),
            ready=lambda: accepts(self.port),
            cwd=self.place.private("valkey"),
            account=self.place.account,
        )
