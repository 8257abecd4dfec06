"""Test cases: a business of its own, routes drawn for the test, and people of the demo."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from backend.capabilities.organization.models import Org, RoleGrant, User
from backend.capabilities.organization.rules import Role
from backend.capabilities.workflow import queries, service
from backend.capabilities.workflow.models import (
    Task,
    WorkflowDefinition,
    WorkflowInstance,
    WorkflowVersion,
)
from backend.capabilities.workflow.rules import Outcome, VersionState, validate_model
from backend.kit.actor import NOBODY_ID, SYSTEM_ID, Scope
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import Work, unit_of_work
from tests.bank import actor
from tests.workflow.factories import FACTS

OPINION = "情况属实,同意按此办理。"
STAMP: dict[str, Any] = {"created_by": SYSTEM_ID, "updated_by": SYSTEM_ID}


@dataclass
class TestBusiness:
    """A business that remembers what it was told, by case."""

    __test__ = False
    steps: dict[UUID, list[tuple[str, str, str]]] = field(default_factory=dict)
    authority: dict[UUID, bool] = field(default_factory=dict)

    async def before_decision(
        self,
        work: Work,  # noqa: ARG002  # as the protocol has it
        instance: WorkflowInstance,
        task: Task,
        decision: service.TaskDecision,  # noqa: ARG002  # as above
    ) -> service.DecisionFacts:
        within = self.authority.get(instance.business_id, True)
        return service.DecisionFacts(within_authority=within or task.node_id != "approve")

    async def after_step(
        self,
        work: Work,  # noqa: ARG002  # as above
        instance: WorkflowInstance,
        step: service.StepTaken,
    ) -> None:
        told = self.steps.setdefault(instance.business_id, [])
        told.append((step.kind.value, step.node_id, str(step.ending or step.outcome or "")))


BUSINESS = TestBusiness()
service.register_case("TEST_CASE", BUSINESS)


async def start(key: str, login: str = "lin.zhuban", **facts: Any) -> UUID:
    """Start a case of a customer manager; answer with its business id."""
    manager = await actor(login)
    business_id = uuid4()
    makers = frozenset({manager.id, await user_id("he.xieban")})
    async with unit_of_work(manager) as work:
        await service.start_case(
            work,
            service.CaseStart(
                workflow_key=key,
                process_type="TEST",
                business_type="TEST_CASE",
                business_id=business_id,
                business_no=f"CS{business_id.hex[:10]}",
                title="测试业务",
                org_id=manager.org_id,
                org_path=manager.org_path,
                initiator_id=manager.id,
                makers=makers,
                variables=FACTS | facts,
            ),
        )
    return business_id


async def user_id(login_name: str) -> UUID:
    """The id of a member of the demo's staff."""
    with reaching(EVERYTHING):
        return (await User.get(login_name=login_name)).id


async def resubmit(business_id: UUID) -> None:
    """Lin sends a returned case on again."""
    async with unit_of_work(await actor("lin.zhuban")) as work:
        await service.resubmit_case(work, "TEST_CASE", business_id, FACTS)


async def open_tasks(business_id: UUID) -> list[Task]:
    """The tasks that a case waits for."""
    with reaching(EVERYTHING):
        return await queries.open_tasks_of("TEST_CASE", business_id)


async def waiting_at(business_id: UUID) -> list[str]:
    """The nodes that a case waits at."""
    return sorted(task.node_id for task in await open_tasks(business_id))


async def the_task(business_id: UUID, node: str, login: str | None = None) -> Task:
    """The open task of a node, or a person's seat there."""
    holder = await user_id(login) if login else None
    return next(
        task
        for task in await open_tasks(business_id)
        if task.node_id == node and (holder is None or task.assignee_id == holder)
    )


async def decide(
    business_id: UUID,
    node: str,
    login: str,
    outcome: Outcome = Outcome.APPROVE,
    *,
    seat: bool = False,
    **more: Any,
) -> Task:
    """Somebody decides the task of a node."""
    task = await the_task(business_id, node, login if seat else None)
    command = service.DecideTask(task_id=task.id, outcome=outcome, opinion=OPINION, **more)
    return await service.decide_task(await actor(login), command)


async def instance_of(business_id: UUID) -> WorkflowInstance:
    """The instance of a case, running or ended."""
    with reaching(EVERYTHING):
        return await WorkflowInstance.get(business_id=business_id)


async def publish(bpmn: str) -> str:
    """Publish a route drawn for a test under the union; answer with its key."""
    key = f"T{uuid4().hex[:12]}"
    _, findings = validate_model(bpmn)
    assert findings == []
    with reaching(EVERYTHING):
        union = await Org.get(no="4299")
        row = await WorkflowDefinition.create(
            legal_entity_id=union.id, key=key, name="测试", process_type="TEST", **STAMP
        )
        await WorkflowVersion.create(
            legal_entity_id=union.id,
            definition=row,
            org_id=union.id,
            org_path=union.path,
            number=1,
            status=VersionState.PUBLISHED,
            bpmn=bpmn,
            checksum=hashlib.sha256(bpmn.encode()).hexdigest(),
            author_id=NOBODY_ID,
            publisher_id=SYSTEM_ID,
            **STAMP,
        )
    return key


async def colleagues(count: int, role: Role) -> list[str]:
    """Hire people of a role at Yunze; answer with their login names."""
    with reaching(EVERYTHING):
        bank = await Org.get(no="429902")
        logins = [f"m{uuid4().hex[:12]}" for _ in range(count)]
        for login in logins:
            user = await User.create(
                legal_entity_id=bank.id,
                employee_no=login,
                login_name=login,
                name="会签人",
                password_hash="-",  # nobody signs in
                org=bank,
                **STAMP,
            )
            await RoleGrant.create(
                legal_entity_id=bank.id,
                user=user,
                org=bank,
                role=role,
                scope=Scope.LEGAL_ENTITY,
                valid_from=date(2026, 1, 1),
                valid_to=date(2099, 1, 1),
                **STAMP,
            )
    return logins
