"""The partner's side of the message signature; written from the wire format alone."""

import hashlib
import hmac
import secrets
import time

from starlette.requests import Request

AGE_SECONDS_MAX = 300


def _code(secret: str, text: str, body: bytes) -> str:
    return "v1=" + hmac.digest(secret.encode(), text.encode() + body, hashlib.sha256).hex()


def sign(key_id: str, secret: str, purpose: str, body: bytes) -> dict[str, str]:
    """Make the headers of a message that we send."""
    timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
    return {
        "Content-Type": "application/json",
        "X-Key-Id": key_id,
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": _code(secret, f"{purpose}\n{timestamp}\n{nonce}\n", body),
    }


def is_signed(request: Request, secret: str, body: bytes) -> bool:
    """Tell whether a request that we receive is the bank's."""
    timestamp = request.headers.get("x-timestamp", "")
    nonce = request.headers.get("x-nonce", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > AGE_SECONDS_MAX:
        return False
    raw_path = request.scope["raw_path"].decode()
    purpose = f"{request.method} {raw_path}"
    expected = _code(secret, f"{purpose}\n{timestamp}\n{nonce}\n", body)
    given = request.headers.get("x-signature", "")
    return hmac.compare_digest(expected.encode(), given.encode("latin-1"))
