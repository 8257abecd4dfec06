import io
import secrets

import pytest

from storage.crypto import CHUNK_BYTES, Header, Keyring, Opener, seal
from storage.hashing import sha256_hex
from storage.store import IntegrityFailed

KEYS = Keyring.generate("one")


def sealed(content: bytes) -> tuple[Header, bytes]:
    pieces = seal(io.BytesIO(content), sha256=sha256_hex(content), size=len(content), keyring=KEYS)
    whole = b"".join(pieces)
    header, start = Header.parse(whole)
    assert len(whole) == header.sealed_size
    return header, whole[start:]


def test_chunks_cannot_change_places() -> None:
    header, body = sealed(secrets.token_bytes(2 * CHUNK_BYTES))
    second = body[header.chunk_start(1) : header.chunk_start(2)]

    with pytest.raises(IntegrityFailed):
        Opener(header, KEYS).chunk(0, second)


def test_a_chunk_of_another_object_does_not_fit() -> None:
    header, _ = sealed(b"one")
    _, other = sealed(b"one")

    with pytest.raises(IntegrityFailed):
        Opener(header, KEYS).chunk(0, other)


@pytest.mark.parametrize("size", [2, 4])
def test_a_source_of_another_size_is_not_sealed(size: int) -> None:
    with pytest.raises(IntegrityFailed):
        list(seal(io.BytesIO(b"abc"), sha256=sha256_hex(b"abc"), size=size, keyring=KEYS))


def test_a_keyring_is_read_from_one_line_and_keeps_its_keys_to_itself() -> None:
    keys = Keyring.parse(f"new:{'Qk' * 21}I=, old:{'QU' * 21}E=")

    assert keys.active_id == "new"
    assert set(keys.keys) == {"new", "old"}
    assert "BBBB" not in repr(keys)


@pytest.mark.parametrize("text", ["", "a:QUJD", f"a:{'QU' * 21}E=,a:{'QU' * 21}E=", "a:%%"])
def test_a_bad_keyring_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Keyring.parse(text)


def test_an_active_key_must_be_on_the_ring() -> None:
    with pytest.raises(ValueError, match="active key"):
        Keyring("two", KEYS.keys)
