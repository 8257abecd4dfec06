"""What a county bank's route may not take away from the union's: locked nodes, signatures."""

from collections.abc import Iterator, Mapping

from backend.capabilities.workflow.rules.definition import (
    AuthorityMode,
    Definition,
    Node,
    NodeKind,
)
from backend.capabilities.workflow.rules.findings import Finding, FindingCode
from backend.capabilities.workflow.rules.kernel import MAX_ITEMS
from backend.capabilities.workflow.rules.states import Ending, Outcome
from backend.capabilities.workflow.rules.tally import quorum_of, signatures_needed

_SAYING_NO = frozenset({Outcome.REJECT, Outcome.RETURN})


def compare_with_base(base: Definition, own: Definition) -> list[Finding]:
    """List what the own route lacks of what the union's demands; more is always allowed."""
    found: list[Finding] = []
    for node in base.nodes.values():
        if not node.locked:
            continue
        if node.id not in own.nodes:
            problem = f"省联社锁定的节点“{node.name}”不能删除"
            found.append(Finding(FindingCode.LOCKED_NODE_REMOVED, node.id, problem))
            continue
        found += _weakened(base, own, node, own.nodes[node.id])
        if _fewer_signatures(node, own.nodes[node.id]):
            problem = f"节点“{node.name}”的会签或表决要求不能降低"
            found.append(Finding(FindingCode.SIGNATURES_LOWERED, node.id, problem))
    return found


def _weakened(base: Definition, own: Definition, node: Node, mine: Node) -> Iterator[Finding]:
    for problem in _losses(node, mine):
        yield Finding(FindingCode.LOCKED_NODE_WEAKENED, node.id, f"节点“{node.name}”{problem}")
    if can_be_avoided(own, node.id) and not can_be_avoided(base, node.id):
        problem = f"锁定的节点“{node.name}”不能绕过"
        yield Finding(FindingCode.LOCKED_NODE_WEAKENED, node.id, problem)


def _losses(node: Node, mine: Node) -> Iterator[str]:
    if mine.kind is not node.kind or not mine.locked:
        yield "的类型和锁定标志不能改变"
    theirs, ours = node.assignment, mine.assignment
    if theirs is not None and (ours is None or not set(ours.roles) <= set(theirs.roles)):
        yield "不能放宽办理岗位"
    if theirs and theirs.exclude_participants and not (ours and ours.exclude_participants):
        yield "必须排除已参与人员"
    if node.second_factor and not mine.second_factor:
        yield "必须二次验证"
    if node.opinion_required and not mine.opinion_required:
        yield "必须填写意见"
    if node.authority is not None and mine.authority not in (
        node.authority,
        AuthorityMode.REQUIRE,
    ):
        yield "必须检查审批权限"
    if _SAYING_NO & node.actions.outcomes - mine.actions.outcomes:
        yield "必须可以否决和退回"


def _fewer_signatures(node: Node, mine: Node) -> bool:
    if node.countersign is not None:
        if mine.countersign is None:
            return True
        return any(
            signatures_needed(mine.countersign, asked) < signatures_needed(node.countersign, asked)
            for asked in range(1, MAX_ITEMS + 1)
        )
    if node.vote is None:
        return False
    return (
        mine.vote is None
        or quorum_of(mine.vote, MAX_ITEMS) < quorum_of(node.vote, MAX_ITEMS)
        or mine.vote.pass_ratio < node.vote.pass_ratio
        or (node.vote.chair_veto and not mine.vote.chair_veto)
    )


def can_be_avoided(definition: Definition, name: str) -> bool:
    """Tell whether a case can be approved without ever coming to a node of the main route."""
    seen = {definition.start_of(definition.id).id} - {name}
    ahead = list(seen)
    while ahead:
        fresh = set(definition.targets(ahead.pop())) - seen - {name}
        seen |= fresh
        ahead += fresh
    return any(
        definition.nodes[node].kind is NodeKind.END
        and definition.nodes[node].ending is not Ending.REJECTED
        for node in seen
    )


def without_own_person(candidates: Mapping[str, set[str]]) -> list[str]:
    """Name the nodes that find nobody of their own when each person may act at one only."""
    held: dict[str, str] = {}

    def seat(node: str, tried: set[str]) -> bool:
        for person in sorted(candidates[node] - tried):
            tried.add(person)
            if person not in held or seat(held[person], tried):
                held[person] = node
                return True
        return False

    return [node for node in candidates if not seat(node, set())]
