"""Who may do a task: the people of a role near the case, without its makers."""

from dataclasses import dataclass, field
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import OrgKind, Role
from backend.capabilities.workflow.errors import NobodyToAssign, PersonUnfit
from backend.capabilities.workflow.models import Task, WorkflowInstance
from backend.capabilities.workflow.queries import OPEN
from backend.capabilities.workflow.rules import (
    AssignmentRule,
    EmptyHandler,
    Node,
    OrgScope,
    State,
    Strategy,
)
from backend.kit.clock import SHANGHAI
from backend.kit.work import Work


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may take a task; ``holder`` when the rule or the past names one."""

    people: list[UUID]
    roles: list[str] = field(default_factory=list)
    holder: UUID | None = None


def barred(instance: WorkflowInstance, state: State, node: Node) -> set[str]:
    """Name who may not do a task: the makers, and who has decided elsewhere (INV-37)."""
    out = {*instance.maker_ids, str(instance.owner_id)}
    if node.assignment is not None and node.assignment.exclude_participants:
        for other, people in state["actors"].items():
            if other != node.id:
                out |= set(people)
    return out


async def candidates_for(
    work: Work, instance: WorkflowInstance, state: State, node: Node
) -> Candidates:
    """Find who may do a task.

    Raises:
        NobodyToAssign: nobody fits and the node sends nobody instead.
    """
    rule = node.assignment or AssignmentRule()
    excluded = barred(instance, state, node)
    found = await _named_by(work, instance, state, rule)
    people = sorted({person for person in found if str(person) not in excluded})
    if people:
        holder = await _holder(instance, state, node, rule, people)
        return Candidates(people, list(rule.roles), holder)
    if rule.empty_handler is EmptyHandler.ADMIN:
        admins = await holders_of(work, instance, Role.WORKFLOW_ADMIN, OrgScope.COUNTY)
        fit = sorted({person for person in admins if str(person) not in excluded})
        if fit:
            return Candidates(fit, [Role.WORKFLOW_ADMIN.value])
    raise NobodyToAssign(node=node.name)


async def _named_by(
    work: Work, instance: WorkflowInstance, state: State, rule: AssignmentRule
) -> list[UUID]:
    if rule.same_as is not None:
        return [UUID(person) for person in state["actors"].get(rule.same_as, [])[-1:]]
    if rule.user is not None:
        return [UUID(rule.user)]
    if rule.head_of_initiator:
        return await holders_of(work, instance, Role.BRANCH_HEAD, OrgScope.BRANCH)
    return [
        person
        for role in rule.roles
        for person in await holders_of(work, instance, Role(role), rule.org_scope)
    ]


async def holders_of(
    work: Work, instance: WorkflowInstance, role: Role, scope: OrgScope
) -> list[UUID]:
    """List who holds a role today at the case's branch, its bank or the union."""
    today = work.now.astimezone(SHANGHAI).date()
    users = await organization.users_with_role(role, _at(instance, scope), today)
    return [user.id for user in users]


def _at(instance: WorkflowInstance, scope: OrgScope) -> Q:
    if scope is OrgScope.UNION:
        return Q(org__kind=OrgKind.UNION)
    own = Q(legal_entity_id=instance.legal_entity_id)
    if scope is OrgScope.COUNTY:
        return own & Q(org__kind__in=(OrgKind.COUNTY_BANK, OrgKind.UNION))
    parts = instance.org_path.strip("/").split("/")
    above = ["/" + "/".join(parts[: length + 1]) for length in range(len(parts))]
    return own & Q(org__path__in=above, org__kind__in=(OrgKind.BRANCH, OrgKind.OUTLET))


async def _holder(
    instance: WorkflowInstance, state: State, node: Node, rule: AssignmentRule, people: list[UUID]
) -> UUID | None:
    # A case that comes back to a node goes to whoever knows it.
    before = [UUID(person) for person in state["actors"].get(node.id, []) if UUID(person) in people]
    if before:
        return before[-1]
    if len(people) == 1 and not rule.roles:
        return people[0]
    if rule.strategy is Strategy.LEAST_LOADED:
        return min([(await _load(person), person) for person in people])[1]
    if rule.strategy is Strategy.ROUND_ROBIN:
        return await _next_in_turn(instance, node, people)
    return None


async def _load(person: UUID) -> int:
    return await Task.filter(assignee_id=person, status__in=OPEN).count()


async def _next_in_turn(instance: WorkflowInstance, node: Node, people: list[UUID]) -> UUID:
    last = (
        await Task.filter(
            legal_entity_id=instance.legal_entity_id,
            node_id=node.id,
            process_type=instance.process_type,
            assignee_id__not_isnull=True,
        )
        .order_by("-id")
        .first()
    )
    after = [person for person in people if last and last.assignee_id and person > last.assignee_id]
    return (after or people)[0]


async def seats_for(
    work: Work, instance: WorkflowInstance, state: State, node: Node
) -> tuple[tuple[str, ...], str | None]:
    """Name who signs or votes at a node, and who is in the chair."""
    found = await candidates_for(work, instance, state, node)
    members = tuple(str(person) for person in found.people)
    chair = None
    if node.vote is not None and node.vote.chair_role:
        scope = node.assignment.org_scope if node.assignment else OrgScope.COUNTY
        in_chair = await holders_of(work, instance, Role(node.vote.chair_role), scope)
        chair = next((str(person) for person in in_chair if str(person) in members), None)
    return members, chair


async def check_fit(
    work: Work,
    instance: WorkflowInstance,
    state: State,
    node: Node,
    task: Task | None,
    person: UUID,
    *,
    duty_roles: bool = True,
) -> None:
    """Refuse somebody who may not take part: a stranger, a maker, without the duty.

    Raises:
        PersonUnfit: says which.
    """
    today = work.now.astimezone(SHANGHAI).date()
    grants = await organization.grants_of(person, today)
    roles = {grant.role for grant in grants if grant.legal_entity_id == instance.legal_entity_id}
    active = False
    for role in roles:
        at = Q(legal_entity_id=instance.legal_entity_id, user_id=person)
        active = active or bool(await organization.users_with_role(Role(role), at, today))
    if not active:
        raise PersonUnfit(problem="不是本行在岗人员")
    if str(person) in barred(instance, state, node) or person == work.actor.id:
        raise PersonUnfit(problem="本业务的经办人、参与人或操作人本人")
    wanted = set(task.candidate_roles) if task else set[str]()
    if duty_roles and wanted and not wanted & {str(role) for role in roles}:
        raise PersonUnfit(problem="没有该节点要求的岗位")
