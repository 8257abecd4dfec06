"""Settings: read from the environment once, by the assembly, and passed on as values."""

import os
from dataclasses import dataclass
from pathlib import Path


class SettingMissing(Exception):
    """The process cannot start without it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that differs between installations."""

    env: str
    database_url: str
    owner_database_url: str
    redis_url: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    s3_region: str
    s3_buckets: str
    secrets_dir: Path
    core_url: str
    core_key_id: str
    core_dedupes: bool
    bureau_url: str
    bureau_key_id: str
    public_url: str
    font_dir: Path
    work_dir: Path

    @property
    def production(self) -> bool:
        """Tell whether real customers depend on this process."""
        return self.env == "production"


def _need(name: str) -> str:
    value = os.environ.get(f"LINGLI_{name}", "")
    if not value:
        raise SettingMissing(f"LINGLI_{name}")
    return value


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingMissing: naming the variable.
    """
    env = os.environ.get("LINGLI_ENV", "production")
    return Settings(
        env=env,
        database_url=_need("DATABASE_URL"),
        owner_database_url=os.environ.get("LINGLI_OWNER_DATABASE_URL", ""),
        redis_url=_need("REDIS_URL"),
        s3_endpoint=_need("S3_ENDPOINT"),
        s3_access_key=_need("S3_ACCESS_KEY"),
        s3_secret_key=_need("S3_SECRET_KEY"),
        s3_region=os.environ.get("LINGLI_S3_REGION", "us-east-1"),
        s3_buckets=os.environ.get("LINGLI_S3_BUCKETS", "lingli"),
        secrets_dir=Path(_need("SECRETS_DIR")),
        core_url=_need("CORE_URL"),
        core_key_id=os.environ.get("LINGLI_CORE_KEY_ID", "core-demo"),
        core_dedupes=os.environ.get("LINGLI_CORE_DEDUPES", "") == "true",
        bureau_url=_need("BUREAU_URL"),
        bureau_key_id=os.environ.get("LINGLI_BUREAU_KEY_ID", "bureau-demo"),
        public_url=_need("PUBLIC_URL"),
        font_dir=Path(_need("FONT_DIR")),
        work_dir=Path(_need("WORK_DIR")),
    )
