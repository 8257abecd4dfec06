"""Signed tokens: the one place that knows python-jose, with everything pinned.

ES256 only, the key prebuilt, and ``exp``, ``iss``, ``aud``, ``sub``, ``jti``
required: python-jose by itself accepts a token's own algorithm and tokens
without an end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from jose import JWTError, jwk, jwt

from backend.kit.ids import uuid7
from backend.kit.refusal import Unauthenticated

ALGORITHM = "ES256"
ISSUER = "lingli"
LIFE_SECONDS_MAX = 1800
LEEWAY_SECONDS = 5
_REQUIRED = {f"require_{claim}": True for claim in ("exp", "iat", "iss", "aud", "sub", "jti")} | {
    "leeway": LEEWAY_SECONDS
}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says."""

    subject: UUID
    session: UUID
    token_id: str


class Tokens:
    """Issues and reads access tokens for one audience each."""

    def __init__(self, private_pem: bytes) -> None:
        """Build both keys once; parsing a PEM for every request costs more than the check."""
        private = load_pem_private_key(private_pem, password=None)
        if not isinstance(private, EllipticCurvePrivateKey):
            msg = "the token key must be an EC P-256 private key"
            raise TypeError(msg)
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.signing = jwk.construct(private_pem.decode(), ALGORITHM)
        self.verifying = jwk.construct(public.decode(), ALGORITHM)

    def issue(
        self, audience: str, subject: UUID, session: UUID, now: datetime, life: timedelta
    ) -> str:
        """Sign a token that ends after ``life``."""
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": audience,
            "sub": str(subject),
            "sid": str(session),
            "jti": str(uuid7()),
            "iat": int(now.timestamp()),
            "exp": int((now + life).timestamp()),
        }
        token: str = jwt.encode(claims, self.signing, algorithm=ALGORITHM)
        return token

    def read(self, audience: str, token: str) -> Claims:
        """Check a token and return what it says.

        Raises:
            Unauthenticated: forged, ended, for another audience, or not ours in any way.
        """
        try:
            claims = jwt.decode(
                token,
                self.verifying,
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=ISSUER,
                options=_REQUIRED,
            )
            if claims["exp"] - claims["iat"] > LIFE_SECONDS_MAX:
                raise Unauthenticated
            return Claims(UUID(claims["sub"]), UUID(claims["sid"]), claims["jti"])
        except (JWTError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unauthenticated from error
