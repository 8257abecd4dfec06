"""What a step has done, in order: the host turns it into rows, jobs and the timeline."""

from dataclasses import dataclass

from backend.capabilities.workflow.rules.states import Ending, Outcome


@dataclass(frozen=True, slots=True)
class NodeEntered:
    node: str


@dataclass(frozen=True, slots=True)
class FlowTaken:
    flow: str


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A task for somebody: ``holder`` when it is already known who.

    ``asked_by`` is the token of the task that asked for this further signature.
    """

    token: str
    node: str
    holder: str | None = None
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class TaskClosed:
    token: str
    node: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TaskCancelled:
    token: str
    node: str


@dataclass(frozen=True, slots=True)
class TaskTransferred:
    token: str
    to_token: str
    node: str
    holder: str


@dataclass(frozen=True, slots=True)
class TaskWaits:
    """The task waits for the further signatures that its holder asked for."""

    token: str


@dataclass(frozen=True, slots=True)
class TaskContinues:
    token: str


@dataclass(frozen=True, slots=True)
class SeatsNeeded:
    """The host answers with ``SeatMembers`` in the same transaction."""

    token: str
    node: str


@dataclass(frozen=True, slots=True)
class Tallied:
    """How a countersign or a vote came out."""

    node: str
    outcome: Outcome
    approvals: int
    rejections: int
    abstentions: int


@dataclass(frozen=True, slots=True)
class JobRequested:
    token: str
    node: str
    handler: str


@dataclass(frozen=True, slots=True)
class JobCancelled:
    token: str
    node: str


@dataclass(frozen=True, slots=True)
class JobStuck:
    token: str
    node: str
    problem: str


@dataclass(frozen=True, slots=True)
class TimerSet:
    """Fire the token after the ISO 8601 duration."""

    token: str
    node: str
    duration: str


@dataclass(frozen=True, slots=True)
class TimerCleared:
    token: str
    node: str


@dataclass(frozen=True, slots=True)
class Returned:
    """The case went back; the target ``INITIATOR`` is the customer manager."""

    node: str
    target: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Resubmitted:
    """A returned case goes on at ``node``, or from the start."""

    node: str | None


@dataclass(frozen=True, slots=True)
class InstanceSuspended:
    pass


@dataclass(frozen=True, slots=True)
class InstanceResumed:
    """Timers that fell due meanwhile fire now."""


@dataclass(frozen=True, slots=True)
class InstanceEnded:
    ending: Ending


KernelEvent = (
    NodeEntered
    | FlowTaken
    | TaskOpened
    | TaskClosed
    | TaskCancelled
    | TaskTransferred
    | TaskWaits
    | TaskContinues
    | SeatsNeeded
    | Tallied
    | JobRequested
    | JobCancelled
    | JobStuck
    | TimerSet
    | TimerCleared
    | Returned
    | Resubmitted
    | InstanceSuspended
    | InstanceResumed
    | InstanceEnded
)
