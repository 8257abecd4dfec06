"""An S3 server over a folder, for demonstration and development: rclone."""

from dataclasses import dataclass
from pathlib import Path

from dev.embedded.keys import once, password
from dev.embedded.process import Account, Service, accepts, private_folder

REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class ObjectServer:
    """Where objects live and who may ask for them."""

    program: Path
    home: Path
    port: int
    account: Account

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def access_key(self) -> str:
        """Tell the public half of the credentials."""
        return self._secret("access_key")

    def secret_key(self) -> str:
        """Tell the secret half of the credentials."""
        return self._secret("secret_key")

    def _secret(self, name: str) -> str:
        private_folder(self.home, self.account)
        return once(self.home / name, self.account, password)

    def service(self) -> Service:
        """Describe the server process."""
        objects = private_folder(self.home / "objects", self.account)
        return Service(
            name="S3",
            argv=[
                str(self.program),
                "serve",
                "s3",
                str(objects),
                f"--addr=127.0.0.1:{self.port}",
                # Whoever runs this may have an rclone configuration of his own.
                "--config=/dev/null",
                f"--cache-dir={self.home / 'cache'}",
            ],
            log=self.home / "s3.log",
            ready=lambda: accepts(self.port),
            env={
                # In the environment, not in arguments: every user of the machine can read those.
                # rclone reads a list of pairs as CSV, so the pair's own comma needs quotes.
                "RCLONE_AUTH_KEY": f'"{self.access_key()},{self.secret_key()}"',
                "HOME": str(self.home),
            },
            account=self.account,
        )
