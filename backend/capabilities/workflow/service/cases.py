"""What a capability above the workflow gives it and hears from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from backend.capabilities.workflow.models import Task, WorkflowInstance
from backend.capabilities.workflow.rules import Ending, Outcome
from backend.kit.json import Json
from backend.kit.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStart:
    """A case that sets out on its route.

    ``makers`` may never check it (INV-37); ``variables`` answer the conditions
    of the route.
    """

    workflow_key: str
    process_type: str
    business_type: str
    business_id: UUID
    business_no: str
    title: str
    org_id: UUID
    org_path: str
    initiator_id: UUID
    makers: frozenset[UUID]
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDecision:
    """What somebody decides: ``terms`` are business data such as amount or defects."""

    outcome: Outcome
    opinion: str
    terms: Json | None = None
    return_to: str | None = None
    resume: bool = False
    materials: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """What the business adds to a decision before the route goes on."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    within_authority: bool | None = None


class StepKind(StrEnum):
    TASK_DONE = "TASK_DONE"
    RETURNED_TO_INITIATOR = "RETURNED_TO_INITIATOR"
    RESUBMITTED = "RESUBMITTED"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """What has happened to a case, told in the same transaction.

    One decision may tell several: that the task is done, then that it went back
    or that the case has ended. An opinion that was only asked for tells nothing.
    """

    kind: StepKind
    actor_id: UUID
    node_id: str = ""
    node_name: str = ""
    outcome: Outcome | None = None
    ending: Ending | None = None
    task_id: UUID | None = None
    opinion: str = ""
    terms: Json | None = None


class CaseHandler(Protocol):
    """The business behind a kind of case."""

    async def before_decision(
        self, work: Work, instance: WorkflowInstance, task: Task, decision: TaskDecision
    ) -> DecisionFacts:
        """Check a decision and give its facts; what it refuses is not decided."""
        ...

    async def after_step(self, work: Work, instance: WorkflowInstance, step: StepTaken) -> None:
        """Let the business follow, in the same transaction."""
        ...


class _NoBusiness:
    async def before_decision(self, *_: Any) -> DecisionFacts:
        return DecisionFacts()

    async def after_step(self, *_: Any) -> None:
        pass


_HANDLERS: dict[str, CaseHandler] = {}
_NOBODY = _NoBusiness()


def register_case(business_type: str, handler: CaseHandler) -> None:
    """Say who stands behind a kind of case; called when a capability is imported."""
    _HANDLERS[business_type] = handler


def handler_of(business_type: str) -> CaseHandler:
    """Find who stands behind a kind of case."""
    return _HANDLERS.get(business_type, _NOBODY)
