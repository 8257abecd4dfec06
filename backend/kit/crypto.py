"""Columns that the database must not be able to read, and how to find a row by them.

Ciphertext is ``key id . base64url(nonce + AES-256-GCM)``; the blind index is an
HMAC-SHA256 of the normalised value under a key of its own, so that equality can
be searched without revealing the value.
"""

import base64
import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tortoise import fields


class Keyring:
    """The keys of one installation, by key id; the newest encrypts, all decrypt."""

    def __init__(self, masters: dict[str, bytes]) -> None:
        """Derive one key per purpose, so that no key serves two."""
        self.newest = max(masters)
        self.ciphers = {key_id: AESGCM(_derive(key, b"column")) for key_id, key in masters.items()}
        # Search must survive rotation: the index key comes from the first master.
        self.index_key = _derive(masters[min(masters)], b"blind-index")

    def encrypt(self, plain: str) -> str:
        """Encrypt one value; equal values differ."""
        nonce = os.urandom(12)
        sealed = self.ciphers[self.newest].encrypt(nonce, plain.encode(), None)
        return f"{self.newest}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, text: str) -> str:
        """Decrypt one value with the key that it names."""
        key_id, _, body = text.partition(".")
        raw = base64.urlsafe_b64decode(body)
        return self.ciphers[key_id].decrypt(raw[:12], raw[12:], None).decode()

    def index(self, plain: str) -> str:
        """Compute the blind index of a value."""
        return hmac.new(self.index_key, plain.encode(), hashlib.sha256).hexdigest()


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master)


class _Installed:
    ring: Keyring | None = None


def install(ring: Keyring) -> None:
    """Give the process its keys; the assembly does this once."""
    _Installed.ring = ring


def keyring() -> Keyring:
    """Return the installed keys."""
    if _Installed.ring is None:
        msg = "no keyring installed"
        raise RuntimeError(msg)
    return _Installed.ring


def blind_index(plain: str) -> str:
    """Compute the blind index of a value under the installed keys."""
    return keyring().index(plain)


class EncryptedField(fields.TextField):
    """A text column that is ciphertext in the database and plain in Python."""

    def to_db_value(self, value: Any, instance: Any) -> Any:  # noqa: ARG002  # Tortoise's signature
        """Encrypt on the way in."""
        return None if value is None else keyring().encrypt(value)

    def to_python_value(self, value: Any) -> Any:
        """Decrypt on the way out; a value that is already plain stays."""
        if value is None or not _is_ciphertext(value):
            return value
        return keyring().decrypt(value)


def _is_ciphertext(value: str) -> bool:
    key_id, dot, body = value.partition(".")
    return bool(dot) and key_id in keyring().ciphers and len(body) >= 40
