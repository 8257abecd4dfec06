"""Read a BPMN 2.0 file into a definition; what the profile lacks becomes a finding."""

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml

from backend.capabilities.workflow.errors import ModelUnreadable
from backend.capabilities.workflow.rules import extensions
from backend.capabilities.workflow.rules.definition import (
    INITIATOR,
    Actions,
    Definition,
    Flow,
    Multi,
    Node,
    NodeKind,
    Resubmit,
)
from backend.capabilities.workflow.rules.extensions import ML, AttributeUnfit, present
from backend.capabilities.workflow.rules.findings import Finding, FindingCode
from backend.capabilities.workflow.rules.variables import CATALOGUE
from backend.kit.expression import (
    Catalogue,
    Expression,
    ExpressionRefused,
    Kind,
    compile_expression,
)

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MAX_XML_BYTES = 512 * 1024
MAX_NODES = 200

_KINDS = {kind.value: kind for kind in NodeKind}
_NOT_FLOW = frozenset(
    {"laneSet", "textAnnotation", "association", "group", "documentation", "extensionElements"}
    | {"incoming", "outgoing", "multiInstanceLoopCharacteristics"}
)
_EVENTS = {
    "timerEventDefinition": {NodeKind.TIMER, NodeKind.BOUNDARY_TIMER},
    "terminateEventDefinition": {NodeKind.END},
}


@dataclass(slots=True)
class Reading:
    """What was read: the definition, and everything that keeps it from being published."""

    definition: Definition
    findings: list[Finding]


@dataclass(slots=True)
class _Draft:
    catalogue: Catalogue
    elements: dict[str, tuple[Element, NodeKind, str]] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, code: FindingCode, node: str, message: str) -> None:
        self.findings.append(Finding(code, node, message))

    def expression(self, text: str, node: str, wanted: Kind) -> Expression | None:
        try:
            return compile_expression(text, self.catalogue, wanted)
        except ExpressionRefused as refusal:
            for problem in refusal.problems:
                code = problem.code.value
                found = FindingCode("EXPRESSION_SYNTAX" if code == "SYNTAX" else code)
                self.wrong(found, node, problem.message)
        return None


def read_model(xml: str, catalogue: Catalogue = CATALOGUE) -> Reading:
    """Read a BPMN file with one process.

    Entities and external references are refused, whatever they would resolve to.

    Raises:
        ModelUnreadable: no XML, unsafe XML, too large, or not one process.
    """
    process = _process(xml)
    draft = _Draft(catalogue)
    _read_scope(process, process.get("id", ""), draft)
    nodes = {node: _node(node, draft) for node in draft.elements}
    settings = extensions.extension(process, "process")
    resubmit, withdraw = Resubmit.RESUME, True
    try:
        if settings is not None:
            text = settings.get("resubmit", Resubmit.RESUME.value)
            resubmit = extensions.member(Resubmit, text, "resubmit")
        withdraw = extensions.flag_of(process, "process", "allowWithdraw", default=True)
    except AttributeUnfit as cause:
        draft.wrong(FindingCode.ATTRIBUTE_INVALID, process.get("id", ""), str(cause))
    definition = Definition(
        id=process.get("id", ""),
        name=process.get("name", ""),
        nodes=nodes,
        flows=draft.flows,
        children=draft.children,
        resubmit=resubmit,
        allow_withdraw=withdraw,
    )
    return Reading(definition, draft.findings)


def _process(xml: str) -> Element:
    if len(xml.encode()) > MAX_XML_BYTES:
        raise ModelUnreadable(problem=f"超过 {MAX_XML_BYTES // 1024} KB")
    try:
        root: Element = SafeXml.fromstring(xml, forbid_dtd=True)
    except DefusedXmlException:
        raise ModelUnreadable(problem="不允许使用 DTD、实体或外部引用") from None
    except (ParseError, ValueError):
        raise ModelUnreadable(problem="不是正确的 XML") from None
    found = root.findall(f"{BPMN}process") if root.tag == f"{BPMN}definitions" else []
    if len(found) != 1 or not found[0].get("id"):
        raise ModelUnreadable(problem="应包含且只包含一个有编号的流程")
    return found[0]


def _read_scope(parent: Element, scope: str, draft: _Draft) -> None:
    members: list[str] = []
    for element in parent:
        name = element.tag.removeprefix(BPMN)
        if name == "sequenceFlow":
            continue
        kind = _KINDS.get(name)
        if kind is None:
            if name not in _NOT_FLOW and not element.tag.startswith(ML):
                message = f"不支持的元素“{name.rpartition('}')[2]}”"
                draft.wrong(FindingCode.OUTSIDE_PROFILE, element.get("id", scope), message)
            continue
        node = element.get("id", "")
        if not node or node in draft.elements or node == INITIATOR:
            draft.wrong(FindingCode.ATTRIBUTE_INVALID, node, "节点编号为空或重复")
            continue
        draft.elements[node] = (element, kind, scope)
        members.append(node)
        if kind is NodeKind.SUB_PROCESS:
            _read_scope(element, node, draft)
    draft.children[scope] = tuple(members)
    if len(draft.elements) > MAX_NODES:
        raise ModelUnreadable(problem=f"节点超过 {MAX_NODES} 个")
    for element in parent.findall(f"{BPMN}sequenceFlow"):
        _read_flow(element, scope, draft)


def _read_flow(element: Element, scope: str, draft: _Draft) -> None:
    flow, source = element.get("id", ""), element.get("sourceRef", "")
    target = element.get("targetRef", "")
    inside = {source, target} <= set(draft.children[scope])
    if not flow or flow in draft.flows or not inside:
        draft.wrong(FindingCode.ATTRIBUTE_INVALID, flow or source, "连线编号重复,或两端不在同一层")
        return
    written = element.find(f"{BPMN}conditionExpression")
    text = ((written.text if written is not None else "") or "").strip()
    condition = draft.expression(text, flow, Kind.BOOLEAN) if text else None
    draft.flows[flow] = Flow(flow, source, target, element.get("name", ""), condition)


def _node(node: str, draft: _Draft) -> Node:
    element, kind, scope = draft.elements[node]
    values: dict[str, Any] = {}
    for read in (_shape, _event, _repetition, _bank_rules):
        try:
            values |= read(element, kind, draft)
        except AttributeUnfit as cause:
            draft.wrong(FindingCode.ATTRIBUTE_INVALID, node, str(cause))
    outgoing = tuple(flow.id for flow in draft.flows.values() if flow.source == node)
    incoming = tuple(flow.id for flow in draft.flows.values() if flow.target == node)
    name = element.get("name", "")
    return Node(node, kind, name, scope, outgoing=outgoing, incoming=incoming, **values)


def _shape(element: Element, kind: NodeKind, draft: _Draft) -> dict[str, Any]:
    node, attached = element.get("id", ""), element.get("attachedToRef")
    if kind is NodeKind.BOUNDARY_TIMER:
        host = draft.elements.get(attached or "")
        if host is None or host[2] != draft.elements[node][2]:
            raise AttributeUnfit("边界事件没有依附的节点")
    default = element.get("default")
    if default is not None and getattr(draft.flows.get(default), "source", None) != node:
        raise AttributeUnfit("默认连线不从本节点出发")
    return {
        "default": default,
        "attached_to": attached,
        "interrupting": element.get("cancelActivity") != "false",
        "boundary": tuple(
            other
            for other, (found, _, _) in draft.elements.items()
            if found.get("attachedToRef") == node
        ),
    }


def _event(element: Element, kind: NodeKind, draft: _Draft) -> dict[str, Any]:
    found = [child for child in element if child.tag.endswith("EventDefinition")]
    timed = kind in (NodeKind.TIMER, NodeKind.BOUNDARY_TIMER)
    for child in found:
        name = child.tag.removeprefix(BPMN)
        if len(found) > 1 or kind not in _EVENTS.get(name, set()):
            message = f"此处不支持事件“{name}”"
            draft.wrong(FindingCode.OUTSIDE_PROFILE, element.get("id", ""), message)
            return {}
    if not timed:
        return {"ends_all": bool(found)}
    written = found[0].find(f"{BPMN}timeDuration") if found else None
    duration = ((written.text if written is not None else "") or "").strip()
    if not duration:
        raise AttributeUnfit("定时事件须填写时长,例如 P3D 或 PT8H")
    return {"duration": duration}


def _repetition(element: Element, kind: NodeKind, draft: _Draft) -> dict[str, Any]:
    if element.find(f"{BPMN}standardLoopCharacteristics") is not None:
        message = "不支持循环标记,请画出循环连线"
        draft.wrong(FindingCode.OUTSIDE_PROFILE, element.get("id", ""), message)
    found = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if found is None:
        return {}
    sign = present(found, "countersign", extensions.countersign)
    vote = present(found, "vote", extensions.vote)
    written = found.find(f"{BPMN}loopCardinality")
    text = ((written.text if written is not None else "") or "").strip()
    if sum(map(bool, (sign, vote, text))) != 1:
        raise AttributeUnfit("多实例须且只能指定会签、表决或次数之一")
    if (sign or vote) and kind is not NodeKind.USER_TASK:
        raise AttributeUnfit("会签和表决只能用于用户任务")
    count = draft.expression(text, element.get("id", ""), Kind.NUMBER) if text else None
    multi = Multi(found.get("isSequential") == "true", count)
    return {"multi": multi, "countersign": sign, "vote": vote}


def _bank_rules(element: Element, kind: NodeKind, draft: _Draft) -> dict[str, Any]:
    del draft
    form = extensions.extension(element, "form")
    values: dict[str, Any] = {
        "sla": present(element, "sla", extensions.sla),
        "authority": present(element, "authority", extensions.authority),
        "form": None if form is None else form.get("key"),
        "fields": () if form is None else extensions.fields(form),
        "locked": extensions.flag_of(element, "node", "locked", default=False),
        "second_factor": extensions.flag_of(element, "node", "secondFactor", default=False),
        "opinion_required": extensions.flag_of(element, "node", "opinionRequired", default=True),
    }
    if kind is NodeKind.USER_TASK:
        values["assignment"] = present(element, "assignment", extensions.assignment)
        values["actions"] = present(element, "actions", extensions.actions) or Actions()
    if kind is NodeKind.END:
        values["ending"] = present(element, "end", extensions.ending)
    if kind is NodeKind.SERVICE_TASK:
        values["job"] = present(element, "operation", extensions.operation)
    if kind is NodeKind.DECISION_TASK:
        values["job"] = present(element, "decision", extensions.decision)
    return values
