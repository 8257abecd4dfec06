"""The settings of the product, as the environment variables it reads."""

import os
from dataclasses import dataclass
from pathlib import Path

from dev.embedded.keys import data_key, object_keys, once, password, token_key
from dev.embedded.place import Place
from dev.embedded.process import Account


@dataclass(frozen=True, slots=True)
class S3Access:
    """How to reach an S3 server."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that the product is told about the place it runs in."""

    stage: str
    database_url: str
    owner_database_url: str
    redis_url: str
    s3: S3Access
    buckets: str
    secrets: Path
    work: Path
    fonts: Path
    core_url: str
    bureau_url: str
    public_url: str

    def variables(self) -> dict[str, str]:
        """Write them as environment variables."""
        return {
            "LINGLI_ENV": self.stage,
            "LINGLI_DATABASE_URL": self.database_url,
            "LINGLI_OWNER_DATABASE_URL": self.owner_database_url,
            "LINGLI_REDIS_URL": self.redis_url,
            "LINGLI_S3_ENDPOINT": self.s3.endpoint,
            "LINGLI_S3_ACCESS_KEY": self.s3.access_key,
            "LINGLI_S3_SECRET_KEY": self.s3.secret_key,
            "LINGLI_S3_REGION": self.s3.region,
            "LINGLI_S3_BUCKETS": self.buckets,
            "LINGLI_SECRETS_DIR": str(self.secrets),
            "LINGLI_WORK_DIR": str(self.work),
            "LINGLI_FONT_DIR": str(self.fonts),
            "LINGLI_CORE_URL": self.core_url,
            "LINGLI_BUREAU_URL": self.bureau_url,
            "LINGLI_PUBLIC_URL": self.public_url,
        }


def nowhere(place: Place) -> Surroundings:
    """Describe a place without any server, for what only needs to be configured."""
    nobody = "http://127.0.0.1:1"
    return Surroundings(
        stage="test",
        database_url="postgres://nobody:none@127.0.0.1:1/none",
        owner_database_url="postgres://nobody:none@127.0.0.1:1/none",
        redis_url="redis://127.0.0.1:1/0",
        s3=S3Access(nobody, "none", "none", "none"),
        buckets="none",
        secrets=make_secrets(place, Account(os.geteuid(), os.getegid())),
        work=place.ours("work"),
        fonts=place.open("fonts"),
        core_url=nobody,
        bureau_url=nobody,
        public_url=nobody,
    )


SECRETS = {
    "token.pem": token_key,
    "data.key": data_key,
    "objects.keys": object_keys,
    "core.secret": password,
    "bureau.secret": password,
    "authority.passphrase": password,
}


def make_secrets(place: Place, app: Account) -> Path:
    """Make the keys that the product itself reads, once, and give them to its account.

    The simulators run under the same account and read what they share with the product.
    """
    folder = place.passage("secrets")
    for name, make in SECRETS.items():
        once(folder / name, make)
        app.own(folder / name)
    return folder
