r"""Envelope encryption (信封加密): AES-256-GCM, one data key per object.

    b"SEALED\x00\x01" | length of header, 2 bytes | header, canonical JSON | chunks

The header names the master key and carries the data key wrapped by it; the wrapping
authenticates every other field of the header, so size, hash and chunk size cannot be
altered. Each chunk is sealed under its number, so chunks cannot be exchanged or cut off,
and a part of a large object can be read alone. A new master key needs a new header only.
"""

import base64
import json
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.hashing import canonical_json
from storage.store import IntegrityFailed

MAGIC = b"SEALED\x00\x01"
CHUNK_BYTES = 64 * 1024
HEADER_BYTES_MAX = 1024
KEY_BYTES = 32
KEY_ID_CHARS_MAX = 64
_NONCE_BYTES = 12
_TAG_BYTES = 16
_PREFIX = struct.Struct(">8sH")


class KeyUnknown(Exception):
    """The master key that wrapped an object is not on the keyring."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master keys: one wraps new objects, the others still open old ones."""

    active_id: str
    keys: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a keyring that could not open what it seals."""
        if self.active_id not in self.keys:
            raise ValueError(f"active key {self.active_id!r} is not on the keyring")
        for key_id, key in self.keys.items():
            if len(key) != KEY_BYTES or not 0 < len(key_id) <= KEY_ID_CHARS_MAX:
                raise ValueError(f"master key {key_id!r}: an id and {KEY_BYTES} bytes are needed")

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Read ``id:base64,id:base64``; the first key is the active one.

        Raises:
            ValueError: a key is malformed, too short or named twice.
        """
        pairs = [item.strip().partition(":") for item in text.split(",") if item.strip()]
        keys = {key_id: base64.b64decode(key, validate=True) for key_id, _, key in pairs}
        if not pairs or len(keys) != len(pairs):
            raise ValueError("a keyring names each master key once, and at least one")
        return cls(active_id=pairs[0][0], keys=keys)

    @classmethod
    def generate(cls, key_id: str) -> "Keyring":
        """Make a keyring with one fresh key."""
        return cls(key_id, {key_id: os.urandom(KEY_BYTES)})

    def master(self, key_id: str) -> AESGCM:
        """Take one key from the ring.

        Raises:
            KeyUnknown: it is not there.
        """
        if key_id not in self.keys:
            raise KeyUnknown(key_id)
        return AESGCM(self.keys[key_id])


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the chunks of a sealed object."""

    key_id: str
    sha256: str
    size: int
    chunk_bytes: int
    wrapped_key: bytes = field(repr=False)

    def encode(self) -> bytes:
        """Write the header as it stands in the object."""
        wrapped = base64.b64encode(self.wrapped_key).decode()
        text = canonical_json({**self._facts(), "wrapped": wrapped})
        return _PREFIX.pack(MAGIC, len(text)) + text

    @classmethod
    def parse(cls, start: bytes) -> tuple["Header", int]:
        """Read the header; also tell where the chunks begin.

        Raises:
            IntegrityFailed: this is no sealed object.
        """
        try:
            magic, length = _PREFIX.unpack_from(start)
            facts = json.loads(start[_PREFIX.size : _PREFIX.size + length])
            header = cls(
                key_id=str(facts["key"]),
                sha256=str(facts["sha256"]),
                size=int(facts["size"]),
                chunk_bytes=int(facts["chunk"]),
                wrapped_key=base64.b64decode(facts["wrapped"], validate=True),
            )
        except (struct.error, ValueError, KeyError, TypeError) as error:
            raise IntegrityFailed("not a sealed object") from error
        # The size of a chunk is memory that a forged header would make us reserve.
        if magic != MAGIC or header.chunk_bytes != CHUNK_BYTES or header.size < 0:
            raise IntegrityFailed("not a sealed object of this format")
        return header, _PREFIX.size + length

    @property
    def chunks(self) -> int:
        """How many chunks follow; an empty object has one, to be authenticated too."""
        return max(1, -(-self.size // self.chunk_bytes))

    @property
    def sealed_size(self) -> int:
        """How many bytes the whole sealed object has."""
        return len(self.encode()) + self.size + self.chunks * _TAG_BYTES

    def chunk_start(self, number: int) -> int:
        """Where a chunk begins, counted from the end of the header."""
        return number * (self.chunk_bytes + _TAG_BYTES)

    def bound(self) -> bytes:
        """Give the bytes that the wrapping of the data key authenticates."""
        return canonical_json(self._facts())

    def _facts(self) -> dict[str, str | int]:
        return {
            "chunk": self.chunk_bytes,
            "key": self.key_id,
            "sha256": self.sha256,
            "size": self.size,
        }


def seal(source: BinaryIO, *, sha256: str, size: int, keyring: Keyring) -> Iterator[bytes]:
    """Yield the sealed form of a source: its header, then its chunks.

    Raises:
        IntegrityFailed: the source does not have the size it was said to have.
    """
    data_key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
    header = _wrap(Header(keyring.active_id, sha256, size, CHUNK_BYTES, b""), data_key, keyring)
    yield header.encode()

    cipher = AESGCM(data_key)
    seen = 0
    for number in range(header.chunks):
        chunk = source.read(CHUNK_BYTES)
        seen += len(chunk)
        yield cipher.encrypt(_nonce(number), chunk, None)
    if seen != size or source.read(1):
        raise IntegrityFailed(f"the source has not the {size} bytes that were announced")


class Opener:
    """Open the chunks of one sealed object."""

    def __init__(self, header: Header, keyring: Keyring) -> None:
        """Unwrap the data key.

        Raises:
            KeyUnknown: the master key is not on the ring.
            IntegrityFailed: the header was altered.
        """
        self.header = header
        self._cipher = AESGCM(_unwrap(header, keyring))

    def chunk(self, number: int, sealed: bytes) -> bytes:
        """Open one chunk.

        Raises:
            IntegrityFailed: it was altered, moved or cut.
        """
        try:
            return self._cipher.decrypt(_nonce(number), sealed, None)
        except InvalidTag as error:
            raise IntegrityFailed(f"chunk {number} was altered") from error


def rewrap(header: Header, keyring: Keyring) -> Header:
    """Wrap the data key of an object under the active master key; its chunks stay."""
    data_key = _unwrap(header, keyring)
    return _wrap(replace(header, key_id=keyring.active_id), data_key, keyring)


def _wrap(header: Header, data_key: bytes, keyring: Keyring) -> Header:
    nonce = os.urandom(_NONCE_BYTES)
    sealed = keyring.master(header.key_id).encrypt(nonce, data_key, header.bound())
    return replace(header, wrapped_key=nonce + sealed)


def _unwrap(header: Header, keyring: Keyring) -> bytes:
    nonce, sealed = header.wrapped_key[:_NONCE_BYTES], header.wrapped_key[_NONCE_BYTES:]
    try:
        return keyring.master(header.key_id).decrypt(nonce, sealed, header.bound())
    except (InvalidTag, ValueError) as error:
        raise IntegrityFailed("the header of a sealed object was altered") from error


def _nonce(number: int) -> bytes:
    # A data key seals one object only, so the number of the chunk never repeats under it.
    return number.to_bytes(_NONCE_BYTES, "big")
