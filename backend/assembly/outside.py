"""The outside world: which adapter stands behind each port, and what must be made before."""

import asyncio
from pathlib import Path

from redis.asyncio import BlockingConnectionPool, Redis

from backend.adapters.channel import Address
from backend.adapters.core_banking.feed import SignedCoreFeed
from backend.adapters.core_banking.http import HttpCoreBanking
from backend.adapters.credit_bureau.http import HttpCreditBureau
from backend.adapters.face.simulated import SimulatedFaceCheck
from backend.adapters.identity_check.simulated import SimulatedIdentityCheck
from backend.adapters.ocr.simulated import SimulatedCardReader
from backend.adapters.sms.outbox import SmsOutbox
from backend.adapters.sms.simulated import SimulatedSmsSender
from backend.kit.tokens import Tokens
from backend.ports import Close, Ports
from backend.settings import Settings
from storage import probe as capabilities
from storage.crypto import Keyring
from storage.documents import Documents
from storage.names import Buckets
from storage.retention import Provisioned, provision
from storage.s3 import S3Config, S3Store
from storage.signatures import AuthorityFiles, Signatures, Toolkit, create_authority
from storage.vault import Vault
from storage.workers import Workers

OBJECTS = "/objects"
REDIS_CONNECTIONS_MAX = 20
REDIS_SECONDS_MAX = 2.0
# The bureau's report may take longer than a payment.
BUREAU_SECONDS = 30.0
SEAL_OF = "清江农村商业银行(演示)"


def ports(settings: Settings) -> Ports:
    """Choose the adapters; nothing is connected yet.

    Raises:
        SimulatedInProduction: a port has no real adapter yet.
    """
    workers = Workers()
    store = S3Store(_s3(settings))
    vault = Vault(
        store,
        Buckets.of(settings.s3_buckets),
        Keyring.parse(_secret(settings, "objects.keys")),
        has_object_lock=False,
    )
    core, bureau, redis = _core(settings), _bureau(settings), _redis(settings)
    outbox = SmsOutbox(settings.work_dir / "outbox.jsonl")
    return Ports(
        tokens=Tokens((settings.secrets_dir / "token.pem").read_bytes()),
        core_banking=core,
        core_feed=SignedCoreFeed(
            {settings.core_key_id: _secret(settings, "core.secret").encode()},
            simulated_allowed=not settings.production,
        ),
        credit_bureau=bureau,
        identity_check=SimulatedIdentityCheck(stage=settings.env),
        ocr=SimulatedCardReader(stage=settings.env),
        face=SimulatedFaceCheck(stage=settings.env),
        sms=SimulatedSmsSender(outbox, stage=settings.env),
        vault=vault,
        workers=workers,
        documents=Documents(workers, settings.font_dir),
        signatures=Signatures(workers, Toolkit(_authority(settings), settings.font_dir)),
        demo_outbox=outbox,
        redis=redis,
        public_url=settings.public_url,
        closing=(
            core.close,
            bureau.close,
            redis.aclose,
            _aside(store),
            _aside(workers),
        ),
    )


async def probe(settings: Settings, chosen: Ports) -> None:
    """Find out what the object store can do, once, before the first object is kept.

    Raises:
        StoreUnavailable: it does not answer.
        CapabilityMissing: in production, where objects could be changed or deleted.
    """
    vault = chosen.vault
    if settings.production:
        await capabilities.require(vault.store, vault.buckets.kept)
    found = [await vault.store.capabilities(bucket) for bucket in vault.buckets.kept]
    vault.has_object_lock = all(able.object_lock for able in found)


async def prepare(settings: Settings) -> list[Provisioned]:
    """Make the buckets and, for a demonstration, the signing authority; twice does no harm."""
    store = S3Store(_s3(settings))
    try:
        ready = await provision(store, Buckets.of(settings.s3_buckets))
    finally:
        store.close()
    files = _authority(settings)
    if not settings.production and not (files.directory / "root.pem").exists():
        await asyncio.to_thread(create_authority, files, SEAL_OF)
    return ready


def _s3(settings: Settings) -> S3Config:
    return S3Config(
        settings.s3_endpoint,
        settings.s3_access_key,
        settings.s3_secret_key,
        settings.s3_region,
        public_path=OBJECTS,
    )


def _core(settings: Settings) -> HttpCoreBanking:
    address = _address(settings, settings.core_url, settings.core_key_id, "core.secret")
    return HttpCoreBanking(address, dedupes=settings.core_dedupes)


def _bureau(settings: Settings) -> HttpCreditBureau:
    return HttpCreditBureau(
        _address(
            settings,
            settings.bureau_url,
            settings.bureau_key_id,
            "bureau.secret",
            seconds=BUREAU_SECONDS,
        )
    )


def _address(
    settings: Settings, url: str, key_id: str, secret: str, *, seconds: float = 8
) -> Address:
    return Address(
        url,
        key_id,
        _secret(settings, secret).encode(),
        answer_seconds=seconds,
        plain_http_allowed=not settings.production,
        simulated_allowed=not settings.production,
    )


def _redis(settings: Settings) -> Redis:
    pool = BlockingConnectionPool.from_url(
        settings.redis_url,
        max_connections=REDIS_CONNECTIONS_MAX,
        timeout=REDIS_SECONDS_MAX,
        socket_timeout=REDIS_SECONDS_MAX,
        socket_connect_timeout=REDIS_SECONDS_MAX,
    )
    return Redis.from_pool(pool)


def _authority(settings: Settings) -> AuthorityFiles:
    # The passphrase lies elsewhere than what it opens.
    directory: Path = settings.work_dir / "authority"
    return AuthorityFiles(directory, _secret(settings, "authority.passphrase"))


def _secret(settings: Settings, name: str) -> str:
    return (settings.secrets_dir / name).read_text().strip()


def _aside(thing: S3Store | Workers) -> Close:
    async def close() -> None:
        await asyncio.to_thread(thing.close)

    return close
