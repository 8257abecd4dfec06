"""The token kernel: how tokens enter and leave nodes, join, and end (BPMN 2.0, 13.2-13.4)."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from backend.capabilities.workflow.errors import ConditionUnanswerable, NoBranch
from backend.capabilities.workflow.rules.definition import (
    ACTIVITIES,
    JOBS,
    Definition,
    Flow,
    Node,
    NodeKind,
)
from backend.capabilities.workflow.rules.kernel_events import (
    FlowTaken,
    InstanceEnded,
    JobCancelled,
    JobRequested,
    KernelEvent,
    NodeEntered,
    SeatsNeeded,
    TaskCancelled,
    TaskOpened,
    TimerCleared,
    TimerSet,
)
from backend.capabilities.workflow.rules.state import MultiState, Scope, State, Token, Wait
from backend.capabilities.workflow.rules.states import Ending, InstanceState
from backend.kit.expression import ExpressionFailed

MAX_ITEMS = 50
MAX_MOVES = 1000
_TASKS = frozenset({Wait.TASK, Wait.ASKED, Wait.SEATS})
_JOBS = frozenset({Wait.JOB, Wait.STUCK})
# A multi-instance node's parts and its boundary timers hang on its own token.
_PASSIVE = "of"


class Conditions(Protocol):
    """Who answers the questions of a route: the case's data, or the explorer."""

    def holds(self, flow: Flow, variables: Mapping[str, Any]) -> bool: ...

    def count(self, node: Node, variables: Mapping[str, Any]) -> int: ...


class RealConditions:
    """Answer from the variables of the case."""

    def holds(self, flow: Flow, variables: Mapping[str, Any]) -> bool:
        """Evaluate the condition of a flow."""
        assert flow.condition is not None
        try:
            return flow.condition.condition(variables)
        except ExpressionFailed as cause:
            raise ConditionUnanswerable(condition=flow.condition.text, problem=str(cause)) from None

    def count(self, node: Node, variables: Mapping[str, Any]) -> int:
        """Evaluate how often a node happens: a whole number from 0 to 50."""
        assert node.multi is not None
        assert node.multi.cardinality is not None
        try:
            number = node.multi.cardinality.evaluate(variables)
        except ExpressionFailed as cause:
            raise ConditionUnanswerable(
                condition=node.multi.cardinality.text, problem=str(cause)
            ) from None
        if number != int(number) or not 0 <= number <= MAX_ITEMS:
            raise ConditionUnanswerable(
                condition=node.multi.cardinality.text, problem=f"次数 {number} 超出范围"
            )
        return int(number)


@dataclass(frozen=True, slots=True)
class _Arrival:
    node: str
    scope: str
    via: str | None = None
    back: str | None = None


class Run:
    """One step under way: a private copy of the state and what has happened to it."""

    def __init__(self, definition: Definition, state: State, conditions: Conditions) -> None:
        self.definition = definition
        self.state = state
        self.tokens = state["tokens"]
        self.conditions = conditions
        self.events: list[KernelEvent] = []
        self._arrivals: deque[_Arrival] = deque()

    def put(self, node: str, scope: str, wait: Wait) -> tuple[str, Token]:
        """Put a new token on a node; its id is never used again."""
        self.state["next"] += 1
        key = f"t{self.state['next']}"
        token = Token(node=node, scope=scope, wait=wait.value)
        self.tokens[key] = token
        return key, token

    def open_scope(self, process: str, owner: str | None) -> str:
        """Begin a process or sub-process at its start event."""
        self.state["next"] += 1
        key = f"s{self.state['next']}"
        self.state["scopes"][key] = Scope(process=process, owner=owner)
        self.arrive(self.definition.start_of(process).id, key)
        return key

    def arrive(
        self, node: str, scope: str, via: str | None = None, back: str | None = None
    ) -> None:
        """Let a token come to a node as soon as the step gets there."""
        self._arrivals.append(_Arrival(node, scope, via, back))

    def settle(self) -> None:
        """Move on until only waiting tokens are left."""
        moves = 0
        while True:
            while self._arrivals:
                moves += 1
                if moves > MAX_MOVES:
                    raise RuntimeError(f"endless route {self.definition.id}")
                self._enter(self._arrivals.popleft())
            if not self._open_inclusive_joins() and not self._close_empty_scopes():
                break
        if not self.state["scopes"]:
            self.end(Ending(self.state["ending"] or Ending.COMPLETED.value))

    def end(self, ending: Ending) -> None:
        """End the instance with all that is still open."""
        self._arrivals.clear()
        for key in list(self.tokens):
            self.drop(key)
        self.state["scopes"].clear()
        stopped = ending in (Ending.WITHDRAWN, Ending.TERMINATED)
        status = InstanceState.TERMINATED if stopped else InstanceState.COMPLETED
        self.state["status"], self.state["ending"] = status.value, ending.value
        self.state["returned"] = None
        self.events.append(InstanceEnded(ending))

    def leave(self, node: Node, scope: str) -> None:
        """Go on over all outgoing flows; gateways choose instead."""
        for flow in node.outgoing:
            self._take(flow, scope)

    def _take(self, flow: str, scope: str) -> None:
        self.events.append(FlowTaken(flow))
        self.arrive(self.definition.flows[flow].target, scope, flow)

    def _enter(self, arrival: _Arrival) -> None:
        node, scope = self.definition.nodes[arrival.node], arrival.scope
        self.events.append(NodeEntered(node.id))
        if node.kind in ACTIVITIES:
            self._enter_activity(node, scope, arrival.back)
        elif node.kind is NodeKind.PARALLEL:
            self._enter_parallel(node, scope, arrival.via)
        elif node.kind is NodeKind.INCLUSIVE and len(node.incoming) > 1:
            _, token = self.put(node.id, scope, Wait.OR_JOIN)
            token["via"] = arrival.via or ""
        elif node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE):
            self._split(node, scope)
        elif node.kind is NodeKind.TIMER:
            self._set_timer(node, scope, None)
        elif node.kind is NodeKind.END:
            self._reach_end(node, scope)
        else:
            self.leave(node, scope)

    def _enter_activity(self, node: Node, scope: str, back: str | None) -> None:
        waits = Wait.SEATS if node.seated else Wait.MULTI if node.multi else Wait.TASK
        key, token = self.put(node.id, scope, waits)
        if back is not None:
            token["back"] = back
        for boundary in node.boundary:
            self._set_timer(self.definition.nodes[boundary], scope, key)
        if node.seated:
            self.events.append(SeatsNeeded(key, node.id))
        elif node.multi:
            count = self.conditions.count(node, self.state["variables"])
            self.repeat(key, count, [])
        else:
            self._begin(key, node, None)

    def repeat(self, key: str, total: int, seats: list[str], chair: str | None = None) -> None:
        """Begin a node that happens ``total`` times, for the people on its seats."""
        token, node = self.tokens[key], self.definition.nodes[self.tokens[key]["node"]]
        token["wait"] = Wait.MULTI.value
        token["multi"] = MultiState(total=total, done=0, open=[], seats=seats, chair=chair, said=[])
        assert node.multi is not None
        if total == 0:
            self.finish(key)
        for item in range(min(total, 1) if node.multi.sequential else total):
            self.add_item(key, item)

    def add_item(self, key: str, item: int) -> None:
        """Begin one of a node's several happenings."""
        parent = self.tokens[key]
        multi, node = parent["multi"], self.definition.nodes[parent["node"]]
        part, token = self.put(node.id, parent["scope"], Wait.TASK)
        token["of"], token["item"] = key, item
        multi["open"].append(part)
        self._begin(part, node, multi["seats"][item] if multi["seats"] else None)

    def _begin(self, key: str, node: Node, holder: str | None) -> None:
        token = self.tokens[key]
        if node.kind is NodeKind.SUB_PROCESS:
            token["wait"] = Wait.SUB.value
            token["sub"] = self.open_scope(node.id, key)
        elif node.kind in JOBS:
            token["wait"] = Wait.JOB.value
            self.events.append(JobRequested(key, node.id, node.job.handler if node.job else ""))
        else:
            if holder is not None:
                token["holder"] = holder
            self.events.append(TaskOpened(key, node.id, holder))

    def _set_timer(self, node: Node, scope: str, guarded: str | None) -> None:
        key, token = self.put(node.id, scope, Wait.TIMER)
        if guarded is not None:
            token["of"] = guarded
        self.events.append(TimerSet(key, node.id, node.duration or ""))

    def _enter_parallel(self, node: Node, scope: str, via: str | None) -> None:
        _, token = self.put(node.id, scope, Wait.JOIN)
        token["via"] = via or ""
        first: dict[str, str] = {}
        for other, waiting in self.tokens.items():
            if waiting["node"] == node.id and waiting["scope"] == scope:
                first.setdefault(waiting["via"], other)
        if len(first) >= max(len(node.incoming), 1):
            for other in first.values():
                del self.tokens[other]
            self.leave(node, scope)

    def _split(self, node: Node, scope: str) -> None:
        if len(node.outgoing) == 1:
            self.leave(node, scope)
            return
        taken: list[str] = []
        for name in node.outgoing:
            flow = self.definition.flows[name]
            if name == node.default or flow.condition is None:
                continue
            if self.conditions.holds(flow, self.state["variables"]):
                taken.append(name)
                if node.kind is NodeKind.EXCLUSIVE:
                    break
        if not taken and node.default is None:
            raise NoBranch(node=node.name or node.id)
        for name in taken or [str(node.default)]:
            self._take(name, scope)

    def _reach_end(self, node: Node, scope: str) -> None:
        if self.state["scopes"][scope]["owner"] is None and node.ending is not None:
            self.state["ending"] = node.ending.value
        if node.ends_all:
            self._clear_scope(scope)

    def drop(self, key: str) -> None:
        """Take a token away with everything that hangs on it."""
        token = self.tokens.pop(key, None)
        if token is None:
            return
        for other in [other for other, held in self.tokens.items() if held.get("of") == key]:
            self.drop(other)
        if "sub" in token:
            self._clear_scope(token["sub"])
            self.state["scopes"].pop(token["sub"], None)
        wait = Wait(token["wait"])
        if wait in _TASKS:
            self.events.append(TaskCancelled(key, token["node"]))
        elif wait in _JOBS:
            self.events.append(JobCancelled(key, token["node"]))
        elif wait is Wait.TIMER:
            self.events.append(TimerCleared(key, token["node"]))

    def _clear_scope(self, scope: str) -> None:
        for key in [key for key, token in self.tokens.items() if token["scope"] == scope]:
            self.drop(key)
        self._arrivals = deque(
            arrival
            for arrival in self._arrivals
            if arrival.scope != scope and arrival.scope in self.state["scopes"]
        )

    def consume(self, key: str) -> None:
        """Take a token that is done away; what hangs on it is cancelled, it is not."""
        # The wait is one that drop has no event for.
        self.tokens[key]["wait"] = Wait.JOIN.value
        self.drop(key)

    def finish(self, key: str) -> None:
        """Complete an activity, or one of its several happenings, and go on."""
        token = self.tokens[key]
        node = self.definition.nodes[token["node"]]
        self.consume(key)
        if "item" in token:
            self._finish_item(token["of"], key, node)
        elif "back" in token:
            self.arrive(token["back"], token["scope"])
        else:
            self.leave(node, token["scope"])

    def _finish_item(self, parent: str, key: str, node: Node) -> None:
        multi = self.tokens[parent]["multi"]
        multi["open"].remove(key)
        multi["done"] += 1
        assert node.multi is not None
        if node.multi.sequential and multi["done"] < multi["total"]:
            self.add_item(parent, multi["done"])
        elif not multi["open"]:
            self.finish(parent)

    def fire(self, key: str) -> None:
        """Let a timer go off."""
        token = self.tokens[key]
        node = self.definition.nodes[token["node"]]
        if node.kind is NodeKind.BOUNDARY_TIMER and node.interrupting:
            self.consume(key)
            self.drop(token["of"])
        else:
            self.consume(key)
        self.leave(node, token["scope"])

    def _open_inclusive_joins(self) -> bool:
        for token in list(self.tokens.values()):
            if token["wait"] != Wait.OR_JOIN.value or self._still_expected(token):
                continue
            for key, other in list(self.tokens.items()):
                if other["node"] == token["node"] and other["scope"] == token["scope"]:
                    del self.tokens[key]
            node = self.definition.nodes[token["node"]]
            if len(node.outgoing) > 1:
                self._split(node, token["scope"])
            else:
                self.leave(node, token["scope"])
            return True
        return False

    def _still_expected(self, join: Token) -> bool:
        # BPMN 2.0, 13.4.3: wait only for a token that can come to an empty
        # incoming flow and cannot come to one that already has a token.
        here = [token for token in self.tokens.values() if token["scope"] == join["scope"]]
        arrived = {token["via"] for token in here if token["node"] == join["node"]}
        for token in here:
            if token["node"] == join["node"] or _PASSIVE in token:
                continue
            flows = self.definition.flows_into(token["node"], join["node"])
            if flows and not flows & arrived:
                return True
        return False

    def _close_empty_scopes(self) -> bool:
        active = {token["scope"] for token in self.tokens.values() if _PASSIVE not in token}
        for key, scope in list(self.state["scopes"].items()):
            if key in active:
                continue
            del self.state["scopes"][key]
            owner = scope["owner"]
            if owner is not None:
                del self.tokens[owner]["sub"]
                self.finish(owner)
            return True
        return False
