"""The chain finds what was done to it."""

from typing import Any

import pytest

from backend.capabilities.audit.rules import GENESIS, entry_hash, verify

Link = tuple[int, str, str, dict[str, Any]]


def a_chain(length: int) -> list[Link]:
    """A chain of so many entries."""
    links: list[Link] = []
    prev = GENESIS
    for seq in range(1, length + 1):
        body = {"seq": seq, "action": f"Thing.{seq}"}
        own = entry_hash(prev, body)
        links.append((seq, prev, own, body))
        prev = own
    return links


def test_inv_60_an_untouched_chain_is_whole() -> None:
    verdict = verify(a_chain(50))

    assert (verdict.entries, verdict.broken_seq, verdict.problem) == (50, None, "完整")


@pytest.mark.parametrize("at", [0, 24, 49])
def test_inv_60_a_changed_entry_is_named(at: int) -> None:
    links = a_chain(50)
    seq, prev, own, body = links[at]
    links[at] = (seq, prev, own, body | {"action": "Thing.else"})

    assert verify(links).broken_seq == at + 1


def test_inv_60_a_changed_entry_with_a_new_hash_breaks_the_next_link() -> None:
    links = a_chain(50)
    seq, prev, _, body = links[9]
    forged = body | {"action": "Thing.else"}
    links[9] = (seq, prev, entry_hash(prev, forged), forged)

    assert verify(links).broken_seq == 11


@pytest.mark.parametrize("at", [0, 24])
def test_inv_60_a_missing_entry_is_named(at: int) -> None:
    links = a_chain(50)
    del links[at]

    assert verify(links).broken_seq == at + 1


def test_inv_60_exchanged_entries_are_found() -> None:
    links = a_chain(10)
    links[3], links[4] = links[4], links[3]

    assert verify(links).broken_seq == 4
