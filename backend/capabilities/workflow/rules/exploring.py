"""Walk through every state that a route can come to, with all answers to its conditions."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from backend.capabilities.workflow.errors import NoBranch
from backend.capabilities.workflow.rules.commands import (
    Command,
    Complete,
    JobDone,
    Resubmit,
    RetryJobs,
    SeatMembers,
    TimerFired,
)
from backend.capabilities.workflow.rules.definition import Definition, Flow, Node, NodeKind
from backend.capabilities.workflow.rules.engine import step
from backend.capabilities.workflow.rules.kernel import Conditions
from backend.capabilities.workflow.rules.kernel_events import KernelEvent, NodeEntered
from backend.capabilities.workflow.rules.state import State, Token, Wait
from backend.capabilities.workflow.rules.states import APPROVALS, InstanceState, Outcome

MAX_STATES = 5000
MAX_STEPS = 40_000
# Escalation timers may start one branch after another, without end.
MAX_TOKENS_PER_NODE = 2

Begin = Callable[[Conditions], tuple[State, list[KernelEvent]]]


@dataclass(slots=True)
class Exploration:
    """What the walk found.

    ``stuck`` are nodes where the case waits for ever, ``doubled`` nodes that two
    tokens came to by different ways, ``whole`` whether the walk saw everything.
    """

    states: int = 0
    ends: int = 0
    whole: bool = True
    entered: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)

    @property
    def safe(self) -> bool:
        """Tell whether every way provably leads to an end."""
        return self.whole and self.ends > 0 and not self.stuck and not self.doubled


class _Answers:
    """Answers conditions with yes and no in turn, until all combinations were given."""

    def __init__(self) -> None:
        self.given: list[bool] = []
        self.at = 0

    def holds(self, flow: Flow, variables: Mapping[str, Any]) -> bool:
        del flow, variables
        if self.at == len(self.given):
            self.given.append(False)
        self.at += 1
        return self.given[self.at - 1]

    def count(self, node: Node, variables: Mapping[str, Any]) -> int:
        del node, variables
        return 2

    def another(self) -> bool:
        while self.given and self.given[-1]:
            self.given.pop()
        if not self.given:
            return False
        self.given[-1] = True
        self.at = 0
        return True


def explore(definition: Definition, begin: Begin) -> Exploration:
    """Explore from what ``begin`` does, up to 5,000 states."""
    return _Walk(definition).run(begin)


class _Walk:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.found = Exploration()
        self.seen: dict[str, State] = {}
        self.before: dict[str, set[str]] = defaultdict(set)
        self.todo: list[str] = []
        self.good: list[str] = []
        self.steps = 0
        self.escalations = _beside_the_main_way(definition)

    def run(self, begin: Begin) -> Exploration:
        self.all_answers(begin, None)
        while self.todo and self.found.whole:
            key = self.todo.pop()
            state = self.seen[key]
            if state["status"] != InstanceState.RUNNING.value:
                self.found.ends += state["status"] == InstanceState.COMPLETED.value
                self.good.append(key)
            elif self.crowded(state):
                self.good.append(key)
            else:
                for command in _commands(self.definition, state):
                    self.all_answers(partial(step, self.definition, state, command), key)
            self.found.whole = len(self.seen) <= MAX_STATES and self.steps <= MAX_STEPS
        self.found.states = len(self.seen)
        if self.found.whole:
            self.find_stuck()
        return self.found

    def all_answers(self, begin: Begin, source: str | None) -> None:
        answers = _Answers()
        while self.steps <= MAX_STEPS:
            self.steps += 1
            try:
                state, events = begin(answers)
            except NoBranch:
                pass
            else:
                self.note(state, events, source)
            if not answers.another():
                break

    def note(self, state: State, events: list[KernelEvent], source: str | None) -> None:
        self.found.entered |= {event.node for event in events if isinstance(event, NodeEntered)}
        key = _fingerprint(state)
        if source is not None:
            self.before[key].add(source)
        if key not in self.seen:
            self.seen[key] = state
            self.todo.append(key)

    def crowded(self, state: State) -> bool:
        places = Counter(
            (token["node"], token["scope"])
            for token in state["tokens"].values()
            if "of" not in token and token["wait"] not in (Wait.JOIN, Wait.OR_JOIN)
        )
        twice = {node for (node, _), count in places.items() if count > 1}
        self.found.doubled |= twice - self.escalations
        return any(count > MAX_TOKENS_PER_NODE for count in places.values()) or bool(
            twice - self.escalations
        )

    def find_stuck(self) -> None:
        reached = set(self.good)
        ahead = list(self.good)
        while ahead:
            fresh = self.before[ahead.pop()] - reached
            reached |= fresh
            ahead.extend(fresh)
        stuck = self.seen.keys() - reached
        followed = {source for sources in self.before.values() for source in sources}
        # States on the way to a dead one are stuck too, but their nodes are not the cause.
        for key in stuck - followed or stuck:
            self.found.stuck |= {token["node"] for token in self.seen[key]["tokens"].values()}


def _beside_the_main_way(definition: Definition) -> set[str]:
    timers = [
        node
        for node in definition.nodes.values()
        if node.kind is NodeKind.BOUNDARY_TIMER and not node.interrupting
    ]
    return {node for timer in timers for node in definition.reachable(timer.id)}


def _commands(definition: Definition, state: State) -> Iterator[Command]:
    done: set[str] = set()
    for key, token in state["tokens"].items():
        # Two seats of one countersign are the same to the route.
        alike = json.dumps([_described(state, token), token.get("of")])
        command = None if alike in done else _command(definition, key, token)
        if command is not None:
            done.add(alike)
            yield command


def _command(definition: Definition, key: str, token: Token) -> Command | None:
    node, wait = definition.nodes[token["node"]], Wait(token["wait"])
    if wait is Wait.TASK:
        return Complete(key, _usual(node), token.get("holder", "x"), within_authority=True)
    if wait is Wait.SEATS:
        needed = max(2, node.countersign.needed if node.countersign else 0)
        members = tuple(f"m{number}" for number in range(needed))
        return SeatMembers(key, members, members[0])
    if wait is Wait.JOB:
        return JobDone(key)
    if wait is Wait.TIMER:
        return TimerFired(key)
    if wait is Wait.RETURNED:
        return Resubmit()
    return RetryJobs() if wait is Wait.STUCK else None


def _usual(node: Node) -> Outcome:
    for outcome in (*sorted(APPROVALS), *sorted(node.actions.outcomes)):
        if outcome in node.actions.outcomes:
            return outcome
    return Outcome.APPROVE


def _fingerprint(state: State) -> str:
    """Tell states apart by where they stand, not by names, people or history."""
    return json.dumps(
        [
            state["status"],
            sorted(json.dumps(_described(state, t)) for t in state["tokens"].values()),
        ]
    )


def _described(state: State, token: Token) -> list[Any]:
    multi = token.get("multi")
    return [
        token["node"],
        token["wait"],
        token.get("via"),
        token.get("back"),
        "of" in token,
        [multi["done"], len(multi["open"]), multi["total"]] if multi else None,
        _place(state, token["scope"]),
    ]


def _place(state: State, scope: str) -> list[Any]:
    held = state["scopes"].get(scope)
    owner = held["owner"] if held else None
    if held is None or owner is None or owner not in state["tokens"]:
        return []
    token = state["tokens"][owner]
    return [token["node"], token.get("item"), _place(state, token["scope"])]
