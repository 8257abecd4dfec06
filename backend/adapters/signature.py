"""How two machines prove to each other who speaks: HMAC over purpose, time, nonce and body.

    X-Key-Id, X-Timestamp (seconds), X-Nonce, X-Signature: v1=<hex>
    v1 = HMAC-SHA256(secret, purpose LF timestamp LF nonce LF body)

The purpose is "POST /payouts" for a request and "feed" for a message to us, so
that nothing signed for one place is accepted at another.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

AGE_SECONDS_MAX = 300
NONCE_LENGTH_MAX = 64


class SignatureRejected(Exception):
    """Why a signature does not count, as a code."""


def signature(secret: bytes, purpose: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Compute the value of X-Signature."""
    head = f"{purpose}\n{timestamp}\n{nonce}\n".encode()
    return "v1=" + hmac.new(secret, head + body, hashlib.sha256).hexdigest()


def signed_headers(
    key_id: str, secret: bytes, purpose: str, body: bytes, *, now: datetime, nonce: str
) -> dict[str, str]:
    """Make the four headers of one message."""
    timestamp = str(int(now.timestamp()))
    return {
        "X-Key-Id": key_id,
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": signature(secret, purpose, timestamp, nonce, body),
    }


def check_signature(
    secrets: Mapping[str, bytes],
    purpose: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime,
) -> str:
    """Verify the four headers and return the nonce.

    Several secrets at once let a key be changed without losing a message.

    Raises:
        SignatureRejected: unknown key, wrong signature, or older than five minutes.
    """
    secret = secrets.get(headers.get("x-key-id", ""))
    if secret is None:
        raise SignatureRejected("UNKNOWN_KEY")
    timestamp, nonce = headers.get("x-timestamp", ""), headers.get("x-nonce", "")
    expected = signature(secret, purpose, timestamp, nonce, body)
    given = headers.get("x-signature", "")
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise SignatureRejected("BAD_SIGNATURE")
    # Only now are timestamp and nonce the sender's own words.
    if not nonce or len(nonce) > NONCE_LENGTH_MAX or not timestamp.isascii():
        raise SignatureRejected("BAD_NONCE")
    if not timestamp.isdigit() or abs(now.timestamp() - int(timestamp)) > AGE_SECONDS_MAX:
        raise SignatureRejected("TOO_OLD")
    return nonce
