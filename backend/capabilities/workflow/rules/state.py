"""The state of one instance: plain JSON, small, and independent of how long it ran."""

from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from backend.capabilities.workflow.rules.states import InstanceState

STATE_FORMAT = 1


class Wait(StrEnum):
    """What a token waits for."""

    TASK = "TASK"
    ASKED = "ASKED"
    SEATS = "SEATS"
    JOB = "JOB"
    STUCK = "STUCK"
    SUB = "SUB"
    MULTI = "MULTI"
    TIMER = "TIMER"
    JOIN = "JOIN"
    OR_JOIN = "OR_JOIN"
    RETURNED = "RETURNED"


class MultiState(TypedDict):
    """How far a countersign, a vote or a repeated node is; ``said`` pairs who and what."""

    total: int
    done: int
    open: list[str]
    seats: list[str]
    chair: str | None
    said: list[list[str]]


class Token(TypedDict):
    """One place where the instance stands.

    ``of`` is the token it belongs to: the node a boundary timer guards, the
    countersign a seat is part of (then ``item`` counts it), the task that asked
    for a further signature. ``back`` is the node to jump to when it is done.
    """

    node: str
    scope: str
    wait: str
    via: NotRequired[str]
    of: NotRequired[str]
    item: NotRequired[int]
    holder: NotRequired[str]
    multi: NotRequired[MultiState]
    sub: NotRequired[str]
    back: NotRequired[str]
    always_resume: NotRequired[bool]


class Scope(TypedDict):
    """A running process or sub-process; ``owner`` is the token of the sub-process."""

    process: str
    owner: str | None


class State(TypedDict):
    """Everything the kernel knows of an instance."""

    format: int
    status: str
    ending: str | None
    variables: dict[str, Any]
    tokens: dict[str, Token]
    scopes: dict[str, Scope]
    next: int
    actors: dict[str, list[str]]
    returned: str | None


def fresh_state(variables: dict[str, Any]) -> State:
    """Make the state of an instance that has not moved yet."""
    return State(
        format=STATE_FORMAT,
        status=InstanceState.RUNNING.value,
        ending=None,
        variables=dict(variables),
        tokens={},
        scopes={},
        next=0,
        actors={},
        returned=None,
    )


def copied(state: State) -> State:
    """Copy what the kernel changes; the variables' values are shared, never changed."""
    tokens = {key: _copied_token(token) for key, token in state["tokens"].items()}
    return State(
        format=state["format"],
        status=state["status"],
        ending=state["ending"],
        variables=dict(state["variables"]),
        tokens=tokens,
        scopes={key: scope.copy() for key, scope in state["scopes"].items()},
        next=state["next"],
        actors={node: list(people) for node, people in state["actors"].items()},
        returned=state["returned"],
    )


def _copied_token(token: Token) -> Token:
    copy = token.copy()
    if "multi" in copy:
        multi = copy["multi"].copy()
        multi["open"], multi["said"] = list(multi["open"]), list(multi["said"])
        copy["multi"] = multi
    return copy
