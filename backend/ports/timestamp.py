"""What we ask of a time-stamp authority (可信时间戳, RFC 3161): when these bytes existed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TimestampToken:
    """A verified answer; ``der`` is the token as it goes into a signature."""

    der: bytes
    stamped_at: datetime
    serial: str
    authority: str
    simulated: bool


class TimestampAuthority(Protocol):
    """A time-stamp service."""

    async def stamp(self, digest: bytes, digest_algorithm: str = "sha256") -> TimestampToken:
        """Have a digest stamped; the answer is checked against digest and nonce.

        Raises:
            Unavailable: no usable token; asking again does no harm.
        """
