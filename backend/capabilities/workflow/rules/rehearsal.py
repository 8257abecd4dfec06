"""A dry run: the kernel without a bank, with sample data and chosen decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.capabilities.workflow.rules.commands import (
    Command,
    Complete,
    JobDone,
    SeatMembers,
    TimerFired,
)
from backend.capabilities.workflow.rules.definition import Definition
from backend.capabilities.workflow.rules.engine import start, step
from backend.capabilities.workflow.rules.kernel_events import FlowTaken, KernelEvent, NodeEntered
from backend.capabilities.workflow.rules.state import State, Wait
from backend.capabilities.workflow.rules.states import InstanceState, Outcome

STEPS_MAX = 200
SEATS = ("委员一", "委员二", "委员三")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a dry run passed: nodes and flows in order, the decisions made, and the ending."""

    nodes: tuple[str, ...]
    flows: tuple[str, ...]
    decisions: tuple[tuple[str, str], ...]
    ending: str | None


def rehearse(
    definition: Definition, variables: Mapping[str, Any], choices: Mapping[str, str]
) -> Rehearsal:
    """Walk a sample case through a route; a node without a choice approves.

    ``choices`` maps nodes to an outcome; "OVER" approves beyond one's
    authority, "TIMER" lets the timer with that name go off.

    Raises:
        Refusal: what the kernel refuses, such as a condition without its data.
    """
    state, events = start(definition, dict(variables))
    decisions: list[tuple[str, str]] = []
    for _ in range(STEPS_MAX):
        command = _next(definition, state, choices)
        if command is None or state["status"] != InstanceState.RUNNING.value:
            break
        if isinstance(command, Complete):
            decisions.append((state["tokens"][command.token]["node"], command.outcome.value))
        state, more = step(definition, state, command)
        events += more
    return Rehearsal(_nodes(events), _flows(events), tuple(decisions), state["ending"])


def _nodes(events: list[KernelEvent]) -> tuple[str, ...]:
    return tuple(event.node for event in events if isinstance(event, NodeEntered))


def _flows(events: list[KernelEvent]) -> tuple[str, ...]:
    return tuple(event.flow for event in events if isinstance(event, FlowTaken))


def _next(definition: Definition, state: State, choices: Mapping[str, str]) -> Command | None:
    for key, token in state["tokens"].items():
        node, wait = definition.nodes[token["node"]], Wait(token["wait"])
        choice = choices.get(node.id, "")
        if wait is Wait.SEATS:
            return SeatMembers(key, SEATS, SEATS[0])
        if wait is Wait.JOB:
            return JobDone(key, {})
        if wait is Wait.TIMER and (choice == "TIMER" or "of" not in token):
            return TimerFired(key)
        if wait is Wait.TASK:
            outcome = Outcome(choice) if choice in set(Outcome) else Outcome.APPROVE
            return Complete(
                key, outcome, token.get("holder", node.name), {}, within_authority=choice != "OVER"
            )
    return None
