"""The servers that all other tests rely on."""

import io

import asyncpg
import pytest
from minio import Minio
from minio.versioningconfig import ENABLED, VersioningConfig
from redis.asyncio import Redis

from dev.environment import S3Access
from tests.servers import Database


def client(server: S3Access) -> Minio:
    return Minio(
        endpoint=server.endpoint.removeprefix("http://"),
        access_key=server.access_key,
        secret_key=server.secret_key,
        secure=False,
        region=server.region,
    )


async def test_the_application_may_not_make_tables(fresh_database: Database) -> None:
    connection = await asyncpg.connect(fresh_database.url)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE loan ()")

    await connection.close()


async def test_the_application_uses_the_owners_tables(fresh_database: Database) -> None:
    owner = await asyncpg.connect(fresh_database.owner_url)
    await owner.execute("CREATE TABLE probe (id BIGSERIAL PRIMARY KEY)")
    await owner.close()

    connection = await asyncpg.connect(fresh_database.url)
    number = await connection.fetchval("INSERT INTO probe DEFAULT VALUES RETURNING id")
    await connection.close()

    assert number == 1


async def test_a_worker_has_its_database(database: Database) -> None:
    connection = await asyncpg.connect(database.url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.close()

    assert name == database.name


async def test_redis_answers(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.set("probe", "1")

        assert await redis.getdel("probe") == b"1"


def test_s3_keeps_what_it_is_given(s3_server: S3Access) -> None:
    store = client(s3_server)
    store.make_bucket(bucket_name="probe")

    store.put_object(
        bucket_name="probe", object_name="合同/1.pdf", data=io.BytesIO(b"abc"), length=3
    )

    with store.get_object(bucket_name="probe", object_name="合同/1.pdf") as answer:
        assert answer.read() == b"abc"


def test_the_locking_s3_keeps_versions(locking_s3_server: S3Access) -> None:
    store = client(locking_s3_server)
    store.make_bucket(bucket_name="probe-lock", object_lock=True)

    configuration = store.get_bucket_versioning(bucket_name="probe-lock")

    assert configuration.status == VersioningConfig(ENABLED).status
