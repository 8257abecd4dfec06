"""The bank's own time-stamp authority (自建时间戳, RFC 3161): real tokens of our own clock."""

import secrets
from typing import Any

from asn1crypto import tsp

from backend.ports.failures import Unavailable
from backend.ports.timestamp import TimestampToken
from storage.signatures import AuthorityFiles
from storage.signatures.tsa import TimeStampAnswer, timestamp
from storage.workers import WorkerCrashed, Workers, WorkerTimeout

PORT = "timestamp"


class OwnTimestampAuthority:
    """Stamp in a worker process, and check the answer like anybody else's."""

    def __init__(self, workers: Workers, files: AuthorityFiles) -> None:
        """Keep the workers and where the authority lies."""
        self._workers = workers
        self._files = files

    async def stamp(self, digest: bytes, digest_algorithm: str = "sha256") -> TimestampToken:
        """Have a digest stamped; see the port."""
        nonce = secrets.randbits(63)
        query: Any = tsp.TimeStampReq(
            {
                "version": "v1",
                "message_imprint": {
                    "hash_algorithm": {"algorithm": digest_algorithm},
                    "hashed_message": digest,
                },
                "nonce": nonce,
                "cert_req": True,
            }
        )
        try:
            answer = await self._workers.run(timestamp, query.dump(), self._files)
        except (WorkerTimeout, WorkerCrashed) as error:
            raise Unavailable(PORT, type(error).__name__) from error
        return _checked(answer, digest, nonce)


def _checked(answer: bytes, digest: bytes, nonce: int) -> TimestampToken:
    response: Any = TimeStampAnswer.load(answer)
    if response["status"]["status"].native != "granted":
        raise Unavailable(PORT, "REJECTED")
    token = response["time_stamp_token"]
    content = token["content"]["encap_content_info"]["content"].parsed
    if content["message_imprint"]["hashed_message"].native != digest:
        raise Unavailable(PORT, "OTHER_DIGEST")
    if content["nonce"].native != nonce:
        raise Unavailable(PORT, "OTHER_NONCE")
    return TimestampToken(
        der=token.dump(),
        stamped_at=content["gen_time"].native,
        serial=f"{content['serial_number'].native:X}",
        authority=str(content["tsa"].chosen.human_friendly),
        simulated=True,
    )
