"""What keeps a drawing from being published, and what its banks should know of their people."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import OrgKind, Role
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.models import WorkflowVersion
from backend.capabilities.workflow.rules import (
    AuthorityMode,
    Definition,
    Finding,
    FindingCode,
    Node,
    NodeKind,
    OrgScope,
    VersionState,
    validate_model,
)
from backend.capabilities.workflow.rules.overriding import compare_with_base, without_own_person
from backend.kit.clock import SHANGHAI, utc_now
from backend.kit.money import Fen, yuan

if TYPE_CHECKING:
    from backend.capabilities.organization.models import Org


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding; advice does not keep a route from being published: people come and go."""

    finding: Finding
    blocking: bool


async def check_version(version: WorkflowVersion, up_to: Fen | None = None) -> list[Checked]:
    """List everything about a drawing: its shape, what it takes from the union's, its people.

    Raises:
        ModelUnreadable: it is no BPMN.
    """
    definition, found = validate_model(version.bpmn)
    found += _unknown_people(definition)
    base = await _base_of(version)
    if base is not None and not found:
        found += compare_with_base(base, definition)
    blocking = [Checked(finding, blocking=True) for finding in found]
    if blocking:
        return blocking
    advice = await _people(version.org_path, definition, up_to)
    return [Checked(finding, blocking=False) for finding in advice]


def _unknown_people(definition: Definition) -> list[Finding]:
    known = {role.value for role in Role}
    found: list[Finding] = []
    for node in definition.nodes.values():
        named = [*node.assignment.roles] if node.assignment else []
        named += [node.sla.escalate_to] if node.sla and node.sla.escalate_to else []
        named += [node.vote.chair_role] if node.vote and node.vote.chair_role else []
        wrong = [f"岗位“{name}”不存在" for name in named if name not in known]
        if node.assignment is not None and node.assignment.user is not None:
            wrong += [] if _is_id(node.assignment.user) else ["指定人员的标识不正确"]
        found += [Finding(FindingCode.ATTRIBUTE_INVALID, node.id, problem) for problem in wrong]
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


async def _base_of(version: WorkflowVersion) -> Definition | None:
    above = await WorkflowVersion.filter(
        definition_id=version.definition_id, status=VersionState.PUBLISHED
    ).exclude(org_id=version.org_id)
    bases = [row for row in above if version.org_path.startswith(f"{row.org_path}/")]
    if not bases:
        return None
    return queries.definition_of(max(bases, key=lambda row: len(row.org_path)))


async def _people(path: str, definition: Definition, up_to: Fen | None) -> list[Finding]:
    today = utc_now().astimezone(SHANGHAI).date()
    found: list[Finding] = []
    for bank in await organization.open_orgs(path, OrgKind.COUNTY_BANK):
        alone: dict[str, set[str]] = {}
        for node in definition.nodes.values():
            rule = node.assignment
            if node.kind is not NodeKind.USER_TASK or rule is None or not rule.roles:
                continue
            people = await _people_at(bank, node, today)
            if not people:
                message = f"{bank.short_name}没有人能办理节点“{node.name}”"
                found.append(Finding(FindingCode.NO_CANDIDATE, node.id, message))
            elif rule.exclude_participants and not node.seated:
                alone[node.id] = {str(person) for person in people}
            if up_to is not None and _decides_last(definition, node):
                found += await _authority_gap(bank, node, people, up_to, today)
        for name in without_own_person(alone):
            message = f"{bank.short_name}人员不足,无法由不同的人办理“{definition.nodes[name].name}”"
            found.append(Finding(FindingCode.SOD_IMPOSSIBLE, name, message))
    return found


async def _people_at(bank: "Org", node: Node, today: date) -> set[UUID]:
    assert node.assignment is not None
    scope = node.assignment.org_scope
    kinds = {
        OrgScope.BRANCH: (OrgKind.BRANCH, OrgKind.OUTLET),
        OrgScope.COUNTY: (OrgKind.COUNTY_BANK,),
        OrgScope.UNION: (OrgKind.UNION,),
    }[scope]
    at = Q(org__kind__in=kinds)
    if scope is not OrgScope.UNION:
        at &= Q(legal_entity_id=bank.legal_entity_id)
    known = {role.value for role in Role}
    return {
        user.id
        for role in node.assignment.roles
        if role in known
        for user in await organization.users_with_role(Role(role), at, today)
    }


def _decides_last(definition: Definition, node: Node) -> bool:
    if node.authority is None:
        return False
    routed_up = definition.routes(node.id, "withinAuthority")
    return node.authority is AuthorityMode.REQUIRE or not routed_up


async def _authority_gap(
    bank: "Org", node: Node, people: set[UUID], up_to: Fen, today: date
) -> list[Finding]:
    limits = [
        await organization.authority_for(
            person, category="", guarantee_mode="", grade="", today=today
        )
        for person in sorted(people)
    ]
    most = max((single for single, _ in limits), default=Fen(0))
    if most >= up_to:
        return []
    message = f"{bank.short_name}节点“{node.name}”最高权限 {yuan(most)} 元,低于 {yuan(up_to)} 元"
    return [Finding(FindingCode.AUTHORITY_GAP, node.id, message)]
