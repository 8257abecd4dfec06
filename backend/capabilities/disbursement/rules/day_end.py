"""Day-end reconciliation (日终对账): our payouts and balances against the core's word."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend.kit.money import Fen


class DifferenceKind(StrEnum):
    """对账差异种类"""

    MISSING_AT_CORE = "MISSING_AT_CORE"
    MISSING_HERE = "MISSING_HERE"
    POSTED_TWICE = "POSTED_TWICE"
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS"
    BALANCE_DIFFERS = "BALANCE_DIFFERS"


@dataclass(frozen=True, slots=True)
class PaidOut:
    """One payout of the day, as one side has it."""

    request_id: str
    loan_no: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact on which the two sides do not agree; amounts in fen, 0 where there is none."""

    kind: DifferenceKind
    request_id: str
    loan_no: str
    ours_fen: Fen
    theirs_fen: Fen


def payout_differences(ours: Iterable[PaidOut], theirs: Iterable[PaidOut]) -> list[Difference]:
    """Compare payouts by request id."""
    here = {one.request_id: one for one in ours}
    lines = list(theirs)
    times = Counter(line.request_id for line in lines)
    there = {line.request_id: line for line in lines}
    found = [_compare(here[key], there.get(key), times[key]) for key in here]
    found += [
        Difference(
            DifferenceKind.MISSING_HERE, key, there[key].loan_no, Fen(0), there[key].amount_fen
        )
        for key in there
        if key not in here
    ]
    return [difference for difference in found if difference is not None]


def _compare(ours: PaidOut, theirs: PaidOut | None, times: int) -> Difference | None:
    def differ(kind: DifferenceKind, amount: int) -> Difference:
        return Difference(kind, ours.request_id, ours.loan_no, ours.amount_fen, Fen(amount))

    if theirs is None:
        return differ(DifferenceKind.MISSING_AT_CORE, 0)
    if times > 1:
        return differ(DifferenceKind.POSTED_TWICE, theirs.amount_fen * times)
    if (theirs.loan_no, theirs.amount_fen) != (ours.loan_no, ours.amount_fen):
        return differ(DifferenceKind.AMOUNT_DIFFERS, theirs.amount_fen)
    return None


def balance_differences(ours: dict[str, Fen], theirs: dict[str, Fen]) -> list[Difference]:
    """Compare outstanding principal by loan; loans that we never made are not ours to compare."""
    return [
        Difference(DifferenceKind.BALANCE_DIFFERS, "", loan_no, amount, theirs.get(loan_no, Fen(0)))
        for loan_no, amount in ours.items()
        if theirs.get(loan_no, Fen(0)) != amount
    ]
