"""The publish gate: what a drawing must be before a case may run on it."""

from collections.abc import Iterator

from backend.capabilities.workflow.rules.definition import (
    ACTIVITIES,
    GATEWAYS,
    INITIATOR,
    Definition,
    Flow,
    Node,
    NodeKind,
)
from backend.capabilities.workflow.rules.engine import start
from backend.capabilities.workflow.rules.exploring import explore
from backend.capabilities.workflow.rules.findings import Finding, FindingCode
from backend.capabilities.workflow.rules.reading import Reading, read_model
from backend.capabilities.workflow.rules.states import Outcome
from backend.capabilities.workflow.rules.variables import DECISION_VARIABLES, WITHIN_AUTHORITY
from backend.capabilities.workflow.rules.working_time import parse_duration

_CHOOSING = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE})


def validate_model(xml: str) -> tuple[Definition, list[Finding]]:
    """Read a BPMN file and list everything that keeps it from being published.

    Raises:
        ModelUnreadable: it is no BPMN at all.
    """
    reading = read_model(xml)
    return reading.definition, validate(reading)


def validate(reading: Reading) -> list[Finding]:
    """Check the drawing first, and only a sound drawing by walking through it."""
    definition = reading.definition
    found = [*reading.findings, *_drawing(definition), *_bank_rules(definition)]
    return found or list(_walked(definition))


def _drawing(definition: Definition) -> Iterator[Finding]:
    for scope, members in definition.children.items():
        nodes = [definition.nodes[name] for name in members]
        yield from _ends_of(definition, scope, nodes)
    for node in definition.nodes.values():
        yield from _shape(definition, node)
    yield from _automatic_loops(definition)


def _ends_of(definition: Definition, scope: str, nodes: list[Node]) -> Iterator[Finding]:
    starts = [node.id for node in nodes if node.kind is NodeKind.START]
    if not starts:
        yield Finding(FindingCode.NO_START, scope, "没有开始节点")
    for extra in starts[1:]:
        yield Finding(FindingCode.MULTI_START, extra, "开始节点多于一个")
    ends = {node.id for node in nodes if node.kind is NodeKind.END}
    reached = set(starts).union(*(definition.reachable(name) for name in starts))
    for node in nodes:
        if starts and node.id not in reached:
            yield Finding(FindingCode.UNREACHABLE, node.id, f"无法到达节点“{node.name}”")
        if node.id not in ends and not ends & definition.reachable(node.id):
            yield Finding(FindingCode.DEAD_END, node.id, f"节点“{node.name}”走不到结束")


def _shape(definition: Definition, node: Node) -> Iterator[Finding]:
    flows = [definition.flows[flow] for flow in node.outgoing]
    if node.kind in (NodeKind.START, NodeKind.BOUNDARY_TIMER) and node.incoming:
        yield Finding(FindingCode.OUTSIDE_PROFILE, node.id, "此节点不能有进入的连线")
    if node.kind is NodeKind.END and flows:
        yield Finding(FindingCode.OUTSIDE_PROFILE, node.id, "结束节点不能有出去的连线")
    if node.kind not in GATEWAYS and len(flows) > 1:
        yield Finding(FindingCode.OUTSIDE_PROFILE, node.id, "多条出线须通过网关")
    if node.kind not in _CHOOSING and any(flow.condition for flow in flows):
        yield Finding(FindingCode.OUTSIDE_PROFILE, node.id, "只有排他或包容网关的出线可以有条件")
    if node.kind in _CHOOSING and len(flows) > 1:
        if node.default is None:
            yield Finding(FindingCode.GATEWAY_NO_DEFAULT, node.id, "网关没有默认出线")
        for flow in flows:
            if flow.condition is None and flow.id != node.default:
                yield Finding(FindingCode.GATEWAY_NO_DEFAULT, flow.id, "非默认出线没有条件")
    for flow in flows:
        yield from _decision_bound(definition, flow)


def _decision_bound(definition: Definition, flow: Flow) -> Iterator[Finding]:
    for name in DECISION_VARIABLES:
        if flow.condition is None or name not in flow.condition.names:
            continue
        for decider in _deciders(definition, flow.source):
            single = decider.authority is not None and not decider.seated
            bound = decider.kind is NodeKind.USER_TASK and (single or name != WITHIN_AUTHORITY)
            if not bound:
                message = f"变量 {name} 只能紧跟在给出它的办理节点之后使用"
                yield Finding(FindingCode.DECISION_UNBOUND, flow.id, message)


def _deciders(definition: Definition, gateway: str) -> list[Node]:
    """Find what comes right before a chain of exclusive gateways."""
    found: dict[str, Node] = {}
    ahead, seen = [gateway], {gateway}
    while ahead:
        for flow in definition.nodes[ahead.pop()].incoming:
            node = definition.nodes[definition.flows[flow].source]
            if node.kind is not NodeKind.EXCLUSIVE:
                found[node.id] = node
            elif node.id not in seen:
                seen.add(node.id)
                ahead.append(node.id)
    return list(found.values())


def _automatic_loops(definition: Definition) -> Iterator[Finding]:
    automatic = {node.id for node in definition.nodes.values() if not _has_person(definition, node)}
    for name in sorted(automatic):
        ahead, seen = [name], set[str]()
        while ahead:
            fresh = (set(definition.targets(ahead.pop())) & automatic) - seen
            seen |= fresh
            ahead.extend(fresh)
        if name in seen:
            message = "循环中没有人工办理节点"
            yield Finding(FindingCode.LOOP_WITHOUT_USER_TASK, name, message)


def _has_person(definition: Definition, node: Node) -> bool:
    inner = definition.children.get(node.id, ())
    return node.kind is NodeKind.USER_TASK or any(
        _has_person(definition, definition.nodes[name]) for name in inner
    )


def _bank_rules(definition: Definition) -> Iterator[Finding]:
    for node in definition.nodes.values():
        for problem in _problems(definition, node):
            yield Finding(FindingCode.ATTRIBUTE_INVALID, node.id, problem)
        if node.kind is NodeKind.USER_TASK and node.assignment is None:
            yield Finding(FindingCode.NO_CANDIDATE, node.id, f"节点“{node.name}”没有办理人规则")


def _problems(definition: Definition, node: Node) -> Iterator[str]:
    if node.kind in (NodeKind.SERVICE_TASK, NodeKind.DECISION_TASK) and node.job is None:
        yield "自动节点没有指定要执行的操作"
    if node.duration is not None and parse_duration(node.duration) is None:
        yield f"时长“{node.duration}”不正确,例如 P3D 或 PT8H"
    if node.kind in ACTIVITIES and not node.name:
        yield "节点没有名称"
    outcomes = node.actions.outcomes
    if Outcome.ABSTAIN in outcomes and node.vote is None:
        yield "只有表决节点可以弃权"
    if node.multi and not node.seated and Outcome.REJECT in outcomes:
        yield "按次数重复的节点不能否决,请使用会签"
    if node.seated and node.authority is not None:
        yield "会签和表决节点不按个人审批权限办理"
    others = [*node.actions.return_targets]
    if node.assignment is not None and node.assignment.same_as is not None:
        others.append(node.assignment.same_as)
    for other in others:
        known = definition.nodes.get(other)
        if other != INITIATOR and (known is None or known.kind is not NodeKind.USER_TASK):
            yield f"引用的节点“{other}”不存在或不是用户任务"


def _walked(definition: Definition) -> Iterator[Finding]:
    found = explore(definition, lambda answers: start(definition, {}, answers))
    if not found.whole:
        yield Finding(FindingCode.TOO_LARGE, definition.id, "流程分支过多,无法完成可靠性检查")
        return
    for name in sorted(found.doubled):
        message = f"并行分支未经汇聚,重复进入节点“{definition.nodes[name].name}”"
        yield Finding(FindingCode.JOIN_MISMATCH, name, message)
    for name in sorted(found.stuck):
        node = definition.nodes[name]
        join = node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE)
        code = FindingCode.JOIN_MISMATCH if join else FindingCode.DEAD_END
        yield Finding(code, name, f"流程可能在节点“{node.name}”永远等待")
    if not found.doubled and not found.stuck:
        for name in sorted(definition.nodes.keys() - found.entered):
            if definition.nodes[name].kind is not NodeKind.BOUNDARY_TIMER:
                message = f"任何情况下都不会进入节点“{definition.nodes[name].name}”"
                yield Finding(FindingCode.UNREACHABLE, name, message)
