"""The bank's own vocabulary on BPMN elements: everything in the ``ml:`` namespace.

ml:process      resubmit(RESUME|RESTART) allowWithdraw
ml:assignment   candidateRoles orgScope(BRANCH|COUNTY|UNION) user headOfInitiator sameAs
                excludeParticipants strategy(POOL|LEAST_LOADED|ROUND_ROBIN)
                emptyHandler(ADMIN|REFUSE)
ml:actions      allow(APPROVE,REJECT,...) transfer addSign returnTargets(ids, INITIATOR)
ml:sla          hours remindHours escalateTo
ml:authority    mode(ROUTE_UP|REQUIRE)
ml:countersign  mode(ALL|N_OF_M|RATIO) needed ratio        inside multiInstance...
ml:vote         quorum passRatio chairVeto chairRole       inside multiInstance...
ml:operation    type result                                serviceTask
ml:decision     key result                                 businessRuleTask
ml:end          outcome(APPROVED|REJECTED|COMPLETED)       endEvent
ml:form         key, with ml:field name permission(READ|WRITE|HIDE)
ml:node         locked secondFactor opinionRequired
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar
from xml.etree.ElementTree import Element

from backend.capabilities.workflow.rules.definition import (
    Actions,
    AssignmentRule,
    AuthorityMode,
    Countersign,
    CountersignMode,
    EmptyHandler,
    FieldRule,
    Job,
    OrgScope,
    Sla,
    Strategy,
    Vote,
)
from backend.capabilities.workflow.rules.states import Ending, Outcome

ML = "{urn:lingli:bpmn:1}"
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class AttributeUnfit(ValueError):
    """An ``ml:`` attribute has a value that the vocabulary does not know."""


def extension(element: Element, name: str) -> Element | None:
    """Find an ``ml:`` element on a BPMN element."""
    for child in element:
        if child.tag.endswith("}extensionElements"):
            return child.find(f"{ML}{name}")
    return None


def _listed(element: Element, name: str) -> Iterator[str]:
    return (part.strip() for part in element.get(name, "").split(",") if part.strip())


def _one_of(kind: type[E], element: Element, name: str, default: E) -> E:
    return member(kind, element.get(name, default.value), name)


def member(kind: type[E], text: str, name: str) -> E:
    """Read a word of the vocabulary.

    Raises:
        AttributeUnfit: the vocabulary has no such word.
    """
    try:
        return kind(text)
    except ValueError:
        raise AttributeUnfit(f"属性 {name} 的值“{text}”无效") from None


def _flag(element: Element, name: str, *, default: bool) -> bool:
    text = element.get(name)
    if text not in (None, "true", "false"):
        raise AttributeUnfit(f"属性 {name} 应为 true 或 false")
    return default if text is None else text == "true"


def _number(element: Element, name: str) -> int:
    text = element.get(name, "0")
    if not text.isascii() or not text.isdigit():
        raise AttributeUnfit(f"属性 {name} 应为非负整数")
    return int(text)


def _share(element: Element, name: str, default: str) -> Fraction:
    text = element.get(name, default)
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise AttributeUnfit(f"属性 {name} 应大于 0 且不超过 1")
    return share


def present(element: Element, name: str, read: Callable[[Element], T]) -> T | None:
    """Read an ``ml:`` element where there is one."""
    found = extension(element, name)
    return None if found is None else read(found)


def flag_of(element: Element, name: str, attribute: str, *, default: bool) -> bool:
    """Read a yes or no of an ``ml:`` element, with a default for both being absent."""
    found = extension(element, name)
    return default if found is None else _flag(found, attribute, default=default)


def assignment(element: Element) -> AssignmentRule:
    """Read who may do a task; exactly one source of people must be named."""
    rule = AssignmentRule(
        roles=tuple(_listed(element, "candidateRoles")),
        org_scope=_one_of(OrgScope, element, "orgScope", OrgScope.COUNTY),
        user=element.get("user"),
        head_of_initiator=_flag(element, "headOfInitiator", default=False),
        same_as=element.get("sameAs"),
        exclude_participants=_flag(element, "excludeParticipants", default=False),
        strategy=_one_of(Strategy, element, "strategy", Strategy.POOL),
        empty_handler=_one_of(EmptyHandler, element, "emptyHandler", EmptyHandler.REFUSE),
    )
    if sum(map(bool, (rule.roles, rule.user, rule.head_of_initiator, rule.same_as))) != 1:
        raise AttributeUnfit("办理人规则必须且只能指定角色、用户、机构负责人、同节点办理人之一")
    return rule


def actions(element: Element) -> Actions:
    """Read what a decider may do."""
    outcomes = frozenset(member(Outcome, word, "allow") for word in _listed(element, "allow"))
    return Actions(
        outcomes=outcomes or Actions().outcomes,
        transfer=_flag(element, "transfer", default=False),
        add_sign=_flag(element, "addSign", default=False),
        return_targets=tuple(_listed(element, "returnTargets")),
    )


def sla(element: Element) -> Sla:
    """Read the working hours of a task."""
    found = Sla(
        hours=_number(element, "hours"),
        remind_hours=_number(element, "remindHours"),
        escalate_to=element.get("escalateTo"),
    )
    if not found.hours or found.remind_hours >= found.hours:
        raise AttributeUnfit("办理时限应大于 0,且大于提醒提前量")
    return found


def authority(element: Element) -> AuthorityMode:
    """Read what a too small authority means."""
    return _one_of(AuthorityMode, element, "mode", AuthorityMode.ROUTE_UP)


def countersign(element: Element) -> Countersign:
    """Read how many of several must approve."""
    found = Countersign(
        mode=_one_of(CountersignMode, element, "mode", CountersignMode.ALL),
        needed=_number(element, "needed"),
        ratio=_share(element, "ratio", "1"),
    )
    if (found.mode is CountersignMode.N_OF_M) != (found.needed > 0):
        raise AttributeUnfit("会签人数 needed 只用于 N_OF_M,且必须大于 0")
    return found


def vote(element: Element) -> Vote:
    """Read the committee's rule; by default two thirds present and two thirds in favour."""
    found = Vote(
        quorum=_share(element, "quorum", "2/3"),
        pass_ratio=_share(element, "passRatio", "2/3"),
        chair_veto=_flag(element, "chairVeto", default=False),
        chair_role=element.get("chairRole"),
    )
    if found.chair_veto and not found.chair_role:
        raise AttributeUnfit("一票否决须指定主任委员角色 chairRole")
    return found


def operation(element: Element) -> Job:
    """Read what a service node asks for."""
    return _job(element, "type")


def decision(element: Element) -> Job:
    """Read which decision a business-rule node asks for."""
    return _job(element, "key")


def _job(element: Element, name: str) -> Job:
    handler = element.get(name, "")
    if not handler:
        raise AttributeUnfit(f"属性 {name} 不能为空")
    return Job(handler=handler, result=element.get("result"))


def ending(element: Element) -> Ending:
    """Read the outcome of an end event; withdrawal and termination are never drawn."""
    found = _one_of(Ending, element, "outcome", Ending.COMPLETED)
    if found not in (Ending.APPROVED, Ending.REJECTED, Ending.COMPLETED):
        raise AttributeUnfit(f"结束节点不能使用结果“{found}”")
    return found


def fields(element: Element) -> tuple[FieldRule, ...]:
    """Read what a node shows, lets write and hides."""
    found = tuple(
        FieldRule(child.get("name", ""), child.get("permission", "READ"))
        for child in element.findall(f"{ML}field")
    )
    if any(not rule.name or rule.permission not in ("READ", "WRITE", "HIDE") for rule in found):
        raise AttributeUnfit("字段权限应为 READ、WRITE 或 HIDE")
    return found
