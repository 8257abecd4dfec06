"""Where a case may safely be sent: returns within a version, moves to another version."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.capabilities.workflow.errors import MigrationUnsafe, ReturnTargetUnsafe, TaskNotOpen
from backend.capabilities.workflow.rules.commands import ReturnTo
from backend.capabilities.workflow.rules.definition import INITIATOR, Definition, NodeKind
from backend.capabilities.workflow.rules.engine import step
from backend.capabilities.workflow.rules.exploring import explore
from backend.capabilities.workflow.rules.state import State, Wait, copied
from backend.capabilities.workflow.rules.states import Outcome


def safe_return_targets(definition: Definition, state: State, token: str) -> list[str]:
    """List where a task may return its case: earlier nodes, and ``INITIATOR``.

    An earlier node is offered when somebody has decided there and when from
    there every way provably leads to an end. Returning into one branch of a
    parallel block that has closed would wait for the other branch for ever, so
    it is not offered.
    """
    held = state["tokens"].get(token)
    if held is None or held["wait"] != Wait.TASK.value:
        return []
    node = definition.nodes[held["node"]]
    if Outcome.RETURN not in node.actions.outcomes or ("of" in held and "item" not in held):
        return []
    allowed = node.actions.return_targets
    decided = [name for name in definition.nodes if name in state["actors"] and name != node.id]
    targets = [
        name
        for name in decided
        if (not allowed or name in allowed) and _safe(definition, state, token, name)
    ]
    return targets + [INITIATOR] * (not allowed or INITIATOR in allowed)


def check_return(definition: Definition, state: State, token: str, target: str) -> None:
    """Refuse a return that is not offered.

    Raises:
        ReturnTargetUnsafe: the node does not allow it, or the case could get stuck.
    """
    targets = safe_return_targets(definition, state, token)
    if target not in targets:
        names = [_name(definition, name) for name in targets]
        raise ReturnTargetUnsafe(node=_name(definition, target), targets="、".join(names) or "无")


def _name(definition: Definition, target: str) -> str:
    if target == INITIATOR:
        return "客户经理"
    return definition.nodes[target].name if target in definition.nodes else target


def _safe(definition: Definition, state: State, token: str, target: str) -> bool:
    command = ReturnTo(token, target, "x")
    try:
        return explore(definition, lambda answers: step(definition, state, command, answers)).safe
    except TaskNotOpen:
        # The target lies inside a sub-process that the task is not part of.
        return False


@dataclass(frozen=True, slots=True)
class Migration:
    """An instance's state on another version, and the boundary timers it lost."""

    state: State
    cleared_timers: tuple[str, ...]


def migrate(
    target: Definition, state: State, mapping: Mapping[str, str] | None = None
) -> Migration:
    """Move a live instance to another version, its tokens by node id (流程迁移).

    ``mapping`` says where tokens of removed nodes go.

    Raises:
        MigrationUnsafe: a token has no place, or from there the case could get
            stuck; names the nodes.
    """
    renamed = dict(mapping or {})
    moved = copied(state)
    cleared: list[str] = []
    problems: list[str] = []
    for key, token in list(moved["tokens"].items()):
        node = renamed.get(token["node"], token["node"])
        if node not in target.nodes and token["wait"] == Wait.TIMER.value and "of" in token:
            del moved["tokens"][key]
            cleared.append(key)
        elif not _fits(target, state, key, node):
            problems.append(node)
        else:
            token["node"] = node
    for scope in moved["scopes"].values():
        process = scope["process"]
        scope["process"] = target.id if scope["owner"] is None else renamed.get(process, process)
    if problems:
        raise MigrationUnsafe(problem=f"节点 {'、'.join(sorted(set(problems)))} 无法对应")
    found = explore(target, lambda _: (moved, []))
    if not found.safe:
        places = "、".join(sorted(found.stuck | found.doubled)) or "分支过多"
        raise MigrationUnsafe(problem=f"迁移后流程会停在 {places}")
    return Migration(moved, tuple(cleared))


def _fits(target: Definition, state: State, key: str, name: str) -> bool:
    token = state["tokens"][key]
    node = target.nodes.get(name)
    if node is None:
        return False
    scope = state["scopes"][token["scope"]]
    home = target.id if scope["owner"] is None else scope["process"]
    joins = token["wait"] in (Wait.JOIN, Wait.OR_JOIN)
    through = token.get("via") in node.incoming if joins else True
    waits = {
        Wait.TASK: node.kind is NodeKind.USER_TASK,
        Wait.ASKED: node.kind is NodeKind.USER_TASK,
        Wait.SEATS: node.seated,
        Wait.SUB: node.kind is NodeKind.SUB_PROCESS,
        Wait.MULTI: node.multi is not None,
        Wait.JOB: node.job is not None,
        Wait.STUCK: node.job is not None,
        Wait.TIMER: node.duration is not None,
    }
    several = "item" in token and node.multi is None
    return node.scope == home and through and waits.get(Wait(token["wait"]), True) and not several
