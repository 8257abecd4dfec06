"""Count countersignatures and committee votes; shares are exact fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from backend.capabilities.workflow.errors import QuorumNotMet
from backend.capabilities.workflow.rules.definition import Countersign, CountersignMode, Vote
from backend.capabilities.workflow.rules.states import APPROVALS, Outcome


@dataclass(frozen=True, slots=True)
class Count:
    """How many said what, of how many asked."""

    asked: int
    approvals: int
    rejections: int
    abstentions: int

    @property
    def open(self) -> int:
        """How many have not said anything yet."""
        return self.asked - self.approvals - self.rejections - self.abstentions


def counted(asked: int, said: Sequence[Outcome]) -> Count:
    """Count what has been said so far."""
    approvals = sum(outcome in APPROVALS for outcome in said)
    rejections = sum(outcome is Outcome.REJECT for outcome in said)
    return Count(asked, approvals, rejections, len(said) - approvals - rejections)


def signatures_needed(rule: Countersign, asked: int) -> int:
    """Say how many of those asked must approve; never more than there are."""
    if rule.mode is CountersignMode.N_OF_M:
        return min(rule.needed, asked)
    share = Fraction(1) if rule.mode is CountersignMode.ALL else rule.ratio
    return ceil(share * asked)


def countersign_result(rule: Countersign, count: Count) -> Outcome | None:
    """Decide a countersign as soon as the rest cannot change it (会签).

    Returns:
        None while it is still open.
    """
    needed = signatures_needed(rule, count.asked)
    if count.approvals >= needed:
        return Outcome.APPROVE
    if count.approvals + count.open < needed:
        return Outcome.REJECT
    return None


def quorum_of(rule: Vote, members: int) -> int:
    """Say how many members must vote for the vote to count."""
    return ceil(rule.quorum * members)


def vote_result(rule: Vote, count: Count, *, chair_rejects: bool, closing: bool) -> Outcome | None:
    """Decide a committee's vote (贷审会表决); the chair's veto ends it at once (一票否决).

    An abstention makes the quorum but is no vote cast; without a vote cast
    nothing is passed.

    Raises:
        QuorumNotMet: the vote is being closed and too few have voted.

    Returns:
        None while it is still open.
    """
    if rule.chair_veto and chair_rejects:
        return Outcome.REJECT
    if count.open and not closing:
        return None
    present, needed = count.asked - count.open, quorum_of(rule, count.asked)
    if present < needed:
        raise QuorumNotMet(present=present, needed=needed)
    cast = count.approvals + count.rejections
    passed = cast > 0 and Fraction(count.approvals, cast) >= rule.pass_ratio
    return Outcome.APPROVE if passed else Outcome.REJECT
