"""Random passwords and keys: made once per data directory, readable by its account alone."""

import base64
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def once(path: Path, make: Callable[[], str]) -> str:
    """Read a secret, or make it and keep it.

    Written beside and renamed: a power cut never leaves half a key behind.
    """
    with suppress(FileNotFoundError):
        return path.read_text()
    secret = make()
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    return secret


def password() -> str:
    """Make 192 random bits in letters that need no quoting anywhere."""
    return secrets.token_hex(24)


def token_key() -> str:
    """Make the EC P-256 key that signs access tokens, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def data_key() -> str:
    """Make the 32 bytes that protect personal data at rest, as hex."""
    return secrets.token_hex(32)


def object_keys() -> str:
    """Make a keyring with one master key for stored objects, as ``id:base64``."""
    return f"k0:{base64.b64encode(secrets.token_bytes(32)).decode()}"
