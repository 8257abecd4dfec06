import asyncio
import secrets

import pytest

from storage.__main__ import main
from storage.names import Buckets, Kind
from storage.s3 import S3Config
from storage.store import Capabilities


async def run(arguments: list[str], environment: dict[str, str]) -> int:
    return await asyncio.to_thread(main, arguments, environment)


def environment(config: S3Config) -> dict[str, str]:
    return {
        "LINGLI_S3_ENDPOINT": config.endpoint,
        "LINGLI_S3_ACCESS_KEY": config.access_key,
        "LINGLI_S3_SECRET_KEY": config.secret_key,
        "LINGLI_S3_REGION": config.region,
        "LINGLI_S3_BUCKETS": f"p{secrets.token_hex(6)}",
    }


async def test_the_command_makes_the_buckets_and_tells_what_they_can(
    s3_config: S3Config, capsys: pytest.CaptureFixture[str], has_no_object_lock: None
) -> None:
    given = environment(s3_config)

    assert await run(["provision"], given) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0].rpartition("-")[2] for line in lines] == [
        "orig", "docs", "archive", "tmp",
    ]  # fmt: skip
    assert "版本控制:无  对象锁定:无  上传校验:有" in lines[0]
    assert await run(["provision", "--production"], given) == 1


async def test_the_command_is_content_with_a_store_for_production(
    s3_config: S3Config, capsys: pytest.CaptureFixture[str], has_object_lock: None
) -> None:
    assert await run(["provision", "--production"], environment(s3_config)) == 0

    lines = capsys.readouterr().out.splitlines()
    assert all("版本控制:有  对象锁定:有  上传校验:有  自动清理:无" in line for line in lines[:3])
    assert "对象锁定:无  上传校验:有  自动清理:有" in lines[3]


async def test_the_command_says_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(["provision"], {}) == 2
    assert "LINGLI_S3_ENDPOINT" in capsys.readouterr().out


async def test_the_command_says_that_the_store_is_away(
    s3_config: S3Config, capsys: pytest.CaptureFixture[str]
) -> None:
    away = {**environment(s3_config), "LINGLI_S3_ENDPOINT": "http://127.0.0.1:1"}

    assert await run(["provision"], away) == 1
    assert "存储不可用" in capsys.readouterr().out


@pytest.mark.parametrize(
    "endpoint", ["127.0.0.1:9000", "s3.example.com", "ftp://a", "https://a/b", ""]
)
def test_an_endpoint_is_a_url_without_a_path(endpoint: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        S3Config(endpoint, "key", "secret")


def test_a_secret_is_not_shown() -> None:
    assert "hidden" not in repr(S3Config("http://a", "key", "hidden"))


def test_every_kind_has_its_bucket_and_only_assets_lie_open() -> None:
    buckets = Buckets.of("bank")

    assert {kind: (buckets.for_kind(kind), kind.is_encrypted) for kind in Kind} == {
        Kind.ORIGINAL: ("bank-orig", True),
        Kind.DERIVED: ("bank-docs", True),
        Kind.DOCUMENT: ("bank-docs", True),
        Kind.BUNDLE: ("bank-archive", True),
        Kind.ASSET: ("bank-docs", False),
    }


@pytest.mark.parametrize(
    ("able", "is_complete"),
    [
        (Capabilities(versioning=True, object_lock=True, checksum=True), True),
        (Capabilities(versioning=False, object_lock=True, checksum=True), False),
        (Capabilities(versioning=True, object_lock=False, checksum=True), False),
        (Capabilities(versioning=True, object_lock=True, checksum=False), False),
    ],
)
def test_a_store_for_production_can_do_everything(able: Capabilities, is_complete: bool) -> None:
    assert able.is_complete is is_complete
