"""What may be asked of an instance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.capabilities.workflow.rules.states import Outcome


@dataclass(frozen=True, slots=True)
class Start:
    """Begin; ``variables`` are what the conditions of the route may name."""

    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Complete:
    """Decide a task: approve, approve with changes, reject or abstain.

    ``within_authority`` is needed where the node has an authority rule: whether
    the decider's limit covers the exposure.
    """

    token: str
    outcome: Outcome
    actor: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    within_authority: bool | None = None


@dataclass(frozen=True, slots=True)
class ReturnTo:
    """Give the case back to an earlier node, or to ``INITIATOR``, the customer manager.

    With ``resume`` the earlier node's next decision leads straight back here.
    """

    token: str
    target: str
    actor: str
    resume: bool = False


@dataclass(frozen=True, slots=True)
class RequestMaterial:
    """Ask the customer manager for material; the case comes back to this node."""

    token: str
    actor: str


@dataclass(frozen=True, slots=True)
class Resubmit:
    """Send a returned case on again, with the variables as they are now."""

    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeatMembers:
    """Name the people of a countersign or a committee, in signing order."""

    token: str
    members: tuple[str, ...]
    chair: str | None = None


@dataclass(frozen=True, slots=True)
class CloseVote:
    """Count the votes although somebody has not voted; the quorum must have."""

    token: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand a task to somebody else, for good."""

    token: str
    to: str


@dataclass(frozen=True, slots=True)
class AddSign:
    """Ask further people: more seats of a countersign, or opinions before one's own."""

    token: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveSign:
    """Take a further signature, or a seat of a countersign, away again."""

    token: str


@dataclass(frozen=True, slots=True)
class JobDone:
    token: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job has used up its attempts; the instance stops until somebody retries."""

    token: str
    problem: str


@dataclass(frozen=True, slots=True)
class RetryJobs:
    """Ask for the stuck jobs again."""


@dataclass(frozen=True, slots=True)
class TimerFired:
    token: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """End the case on the customer's request."""


@dataclass(frozen=True, slots=True)
class Terminate:
    """End the case by an administrator."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Hold the case: nobody can move it until it is resumed."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a held case go on."""


Command = (
    Start
    | Complete
    | ReturnTo
    | RequestMaterial
    | Resubmit
    | SeatMembers
    | CloseVote
    | Transfer
    | AddSign
    | RemoveSign
    | JobDone
    | JobFailed
    | RetryJobs
    | TimerFired
    | Withdraw
    | Terminate
    | Suspend
    | Resume
)
