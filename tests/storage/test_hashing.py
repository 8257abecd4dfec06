import hashlib

import pytest

from storage.hashing import GENESIS, canonical_json, chain_hash, is_sha256, sha256_json


def test_a_record_is_written_in_one_form_only() -> None:
    assert canonical_json({"乙": [1, None, True], "a": "合同"}) == (
        '{"a":"合同","乙":[1,null,true]}'.encode()
    )


def test_the_order_of_keys_does_not_change_the_hash() -> None:
    assert sha256_json({"a": 1, "b": 2}) == sha256_json({"b": 2, "a": 1})
    assert sha256_json({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


@pytest.mark.parametrize("value", [1.0, [1.5], {"a": {"b": float("nan")}}, {1: "a"}, {"a": {1}}])
def test_what_two_machines_may_write_differently_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)  # type: ignore[arg-type]  # the refused types are the point


def test_a_chain_depends_on_all_before_it() -> None:
    first = chain_hash(GENESIS, "a")

    assert chain_hash(first, "b") != chain_hash(GENESIS, "b")
    assert is_sha256(first)


@pytest.mark.parametrize("text", ["", "a" * 63, "A" * 64, "g" * 64, "a" * 65])
def test_a_hash_has_one_form(text: str) -> None:
    assert not is_sha256(text)
