"""What the bank asks of others: one Protocol per file, gathered for those who call them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from redis.asyncio import Redis

from backend.kit.tokens import Tokens
from backend.ports.core_banking import CoreBanking, CoreFeed
from backend.ports.credit_bureau import CreditBureau
from backend.ports.face import FaceCheck
from backend.ports.identity_check import IdentityCheck
from backend.ports.ocr import CardReader
from backend.ports.sms import SmsOutbox, SmsSender
from storage.documents import Documents
from storage.signatures import Signatures
from storage.vault import Vault
from storage.workers import Workers

Close = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything outside the house that a verb or a reaction may need.

    Nothing is connected before its first use. ``demo_outbox`` is there only while texts
    are simulated. ``public_url`` is where customers reach us, for links in texts.
    """

    tokens: Tokens
    core_banking: CoreBanking
    core_feed: CoreFeed
    credit_bureau: CreditBureau
    identity_check: IdentityCheck
    ocr: CardReader
    face: FaceCheck
    sms: SmsSender
    vault: Vault
    workers: Workers
    documents: Documents
    signatures: Signatures
    demo_outbox: SmsOutbox | None
    redis: Redis
    public_url: str
    closing: tuple[Close, ...] = field(repr=False)

    async def close(self) -> None:
        """Give back sockets, threads and processes."""
        for close in self.closing:
            await close()
