"""A route as the kernel runs it: frozen nodes and flows, read from BPMN once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from backend.capabilities.workflow.rules.states import Ending, Outcome
from backend.kit.expression import Expression

INITIATOR = "INITIATOR"


class NodeKind(StrEnum):
    """What the profile keeps of BPMN; the values are BPMN's element names."""

    START = "startEvent"
    END = "endEvent"
    USER_TASK = "userTask"
    SERVICE_TASK = "serviceTask"
    DECISION_TASK = "businessRuleTask"
    SUB_PROCESS = "subProcess"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    TIMER = "intermediateCatchEvent"
    PASS = "intermediateThrowEvent"  # noqa: S105 - the element's name, no password
    BOUNDARY_TIMER = "boundaryEvent"


ACTIVITIES = frozenset(
    {NodeKind.USER_TASK, NodeKind.SERVICE_TASK, NodeKind.DECISION_TASK, NodeKind.SUB_PROCESS}
)
JOBS = frozenset({NodeKind.SERVICE_TASK, NodeKind.DECISION_TASK})
GATEWAYS = frozenset({NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE})


class OrgScope(StrEnum):
    BRANCH = "BRANCH"
    COUNTY = "COUNTY"
    UNION = "UNION"


class Strategy(StrEnum):
    """How one of several candidates gets the task; POOL lets them claim it."""

    POOL = "POOL"
    LEAST_LOADED = "LEAST_LOADED"
    ROUND_ROBIN = "ROUND_ROBIN"


class EmptyHandler(StrEnum):
    """What happens when nobody fits: the workflow administrator gets it, or a refusal."""

    ADMIN = "ADMIN"
    REFUSE = "REFUSE"


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """Who may do a user task. Exactly one of roles, user, head_of_initiator, same_as leads."""

    roles: tuple[str, ...] = ()
    org_scope: OrgScope = OrgScope.COUNTY
    user: str | None = None
    head_of_initiator: bool = False
    same_as: str | None = None
    exclude_participants: bool = False
    strategy: Strategy = Strategy.POOL
    empty_handler: EmptyHandler = EmptyHandler.REFUSE


@dataclass(frozen=True, slots=True)
class Actions:
    """What a decider may do at a node."""

    outcomes: frozenset[Outcome] = frozenset({Outcome.APPROVE})
    transfer: bool = False
    add_sign: bool = False
    return_targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sla:
    """Working hours until a task is overdue, and how long before that it is urged."""

    hours: int
    remind_hours: int = 0
    escalate_to: str | None = None


class AuthorityMode(StrEnum):
    """ROUTE_UP lets a smaller authority approve onwards; REQUIRE admits only enough."""

    ROUTE_UP = "ROUTE_UP"
    REQUIRE = "REQUIRE"


class CountersignMode(StrEnum):
    ALL = "ALL"
    N_OF_M = "N_OF_M"
    RATIO = "RATIO"


@dataclass(frozen=True, slots=True)
class Countersign:
    """Several people sign one node (会签)."""

    mode: CountersignMode = CountersignMode.ALL
    needed: int = 0
    ratio: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Vote:
    """A committee votes (贷审会表决)."""

    quorum: Fraction = Fraction(2, 3)
    pass_ratio: Fraction = Fraction(2, 3)
    chair_veto: bool = False
    chair_role: str | None = None


@dataclass(frozen=True, slots=True)
class Multi:
    """A node that happens several times; seats or a number says how often."""

    sequential: bool = False
    cardinality: Expression | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What a service or decision node asks the host to do after commit."""

    handler: str
    result: str | None = None


@dataclass(frozen=True, slots=True)
class FieldRule:
    name: str
    permission: str


@dataclass(frozen=True, slots=True)
class Node:
    """One element of the drawing, with the bank's own rules on it."""

    id: str
    kind: NodeKind
    name: str
    scope: str
    outgoing: tuple[str, ...] = ()
    incoming: tuple[str, ...] = ()
    default: str | None = None
    boundary: tuple[str, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    duration: str | None = None
    ends_all: bool = False
    ending: Ending | None = None
    multi: Multi | None = None
    countersign: Countersign | None = None
    vote: Vote | None = None
    assignment: AssignmentRule | None = None
    actions: Actions = Actions()
    authority: AuthorityMode | None = None
    sla: Sla | None = None
    job: Job | None = None
    form: str | None = None
    fields: tuple[FieldRule, ...] = ()
    locked: bool = False
    second_factor: bool = False
    opinion_required: bool = True

    @property
    def seated(self) -> bool:
        """Tell whether the host must name the people who sign or vote."""
        return self.countersign is not None or self.vote is not None


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None


class Resubmit(StrEnum):
    """Where a returned case goes on: at the node that returned it, or from the start."""

    RESUME = "RESUME"
    RESTART = "RESTART"


@dataclass(frozen=True)
class Definition:
    """One version of a route; ``id`` is the BPMN process and the root scope."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    children: Mapping[str, tuple[str, ...]]
    resubmit: Resubmit = Resubmit.RESUME
    allow_withdraw: bool = True
    _reach: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    _into: dict[tuple[str, str], frozenset[str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def targets(self, node: str) -> list[str]:
        """List the nodes one flow, or one boundary timer, away."""
        found = self.nodes[node]
        return [self.flows[flow].target for flow in found.outgoing] + list(found.boundary)

    def reachable(self, start: str) -> frozenset[str]:
        """Find the nodes that a token on ``start`` can still come to in its scope."""
        if start not in self._reach:
            seen: set[str] = set()
            ahead = [start]
            while ahead:
                fresh = [node for node in self.targets(ahead.pop()) if node not in seen]
                seen.update(fresh)
                ahead.extend(fresh)
            self._reach[start] = frozenset(seen)
        return self._reach[start]

    def flows_into(self, start: str, join: str) -> frozenset[str]:
        """Find the flows into a join that a token on ``start`` can take without passing it."""
        key = (start, join)
        if key not in self._into:
            seen, ahead, hit = {start}, [start], set[str]()
            while ahead:
                node = self.nodes[ahead.pop()]
                hit |= {flow for flow in node.outgoing if self.flows[flow].target == join}
                fresh = set(self.targets(node.id)) - seen - {join}
                seen |= fresh
                ahead.extend(fresh)
            self._into[key] = frozenset(hit)
        return self._into[key]

    def start_of(self, scope: str) -> Node:
        """Find the start event of a scope; the gate has made sure there is one."""
        return next(
            self.nodes[node]
            for node in self.children[scope]
            if self.nodes[node].kind is NodeKind.START
        )

    def routes(self, node: str, variable: str) -> bool:
        """Tell whether the gateways right after a node decide by a variable."""
        ahead = list(self.nodes[node].outgoing)
        seen: set[str] = set()
        while ahead:
            following = self.nodes[self.flows[ahead.pop()].target]
            if following.kind is not NodeKind.EXCLUSIVE or following.id in seen:
                continue
            seen.add(following.id)
            conditions = [self.flows[flow].condition for flow in following.outgoing]
            if any(condition and variable in condition.names for condition in conditions):
                return True
            ahead.extend(following.outgoing)
        return False
