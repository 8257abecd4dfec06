"""An S3 server over a folder, for demonstration and development: rclone."""

from dataclasses import dataclass
from pathlib import Path

from dev.embedded.keys import password
from dev.embedded.place import Place
from dev.embedded.process import Service, accepts

REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class ObjectServer:
    """Where objects live and who may ask for them."""

    program: Path
    place: Place
    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def access_key(self) -> str:
        """Tell the public half of the credentials."""
        return self.place.key("s3-access", password)

    def secret_key(self) -> str:
        """Tell the secret half of the credentials."""
        return self.place.key("s3-secret", password)

    def service(self) -> Service:
        """Describe the server process."""
        home = self.place.private("s3")
        return Service(
            name="S3",
            argv=[
                str(self.program),
                "serve",
                "s3",
                str(self.place.private("s3/objects")),
                f"--addr=127.0.0.1:{self.port}",
                # Whoever runs this may have an rclone configuration of his own.
                "--config=/dev/null",
                f"--cache-dir={home / 'cache'}",
            ],
            log=self.place.log("s3"),
            ready=lambda: accepts(self.port),
            env={
                # In the environment, not in arguments: every user of the machine can read those.
                # rclone reads a list of pairs as CSV, so the pair's own comma needs quotes.
                "RCLONE_AUTH_KEY": f'"{self.access_key()},{self.secret_key()}"',
                "HOME": str(home),
            },
            account=self.place.account,
        )
