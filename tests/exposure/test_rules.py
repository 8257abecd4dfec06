"""What counts as exposure, each yuan once."""

from backend.capabilities.exposure.rules import ExposureKind, Stake, guaranteed, total
from backend.kit.money import Fen

K = ExposureKind


def test_a_note_within_its_limit_is_not_counted_beside_it() -> None:
    stakes = [Stake(K.LIMIT, "L", Fen(12_000_000)), Stake(K.NOTE, "N", Fen(8_000_000), "L")]

    assert total(stakes) == 12_000_000


def test_a_note_counts_whole_once_its_limit_is_closed() -> None:
    stakes = [Stake(K.LIMIT, "L", Fen(0)), Stake(K.NOTE, "N", Fen(8_000_000), "L")]

    assert total(stakes) == 8_000_000


def test_what_notes_exceed_a_reduced_limit_by_counts_too() -> None:
    stakes = [
        Stake(K.LIMIT, "L", Fen(5_000_000)),
        Stake(K.NOTE, "N1", Fen(4_000_000), "L"),
        Stake(K.NOTE, "N2", Fen(4_000_000), "L"),
    ]

    assert total(stakes) == 8_000_000


def test_loans_of_the_core_add_and_guarantees_given_are_another_sum() -> None:
    stakes = [
        Stake(K.LIMIT, "L", Fen(1_000)),
        Stake(K.EXTERNAL, "JJ1", Fen(200)),
        Stake(K.NOTE, "N", Fen(30)),
        Stake(K.GUARANTEE_GIVEN, "G", Fen(4)),
    ]

    assert total(stakes) == 1_230
    assert guaranteed(stakes) == 4
