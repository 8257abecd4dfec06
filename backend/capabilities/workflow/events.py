"""What the workflow announces, mostly to itself: what has to happen later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTimeCame(Event):
    """A task is due soon (``reminder``) or overdue; nobody is decided for."""

    task_id: UUID
    reminder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTimerCame(Event):
    """A timer of the drawing is due at the moment that was set for it."""

    instance_id: UUID
    token: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRequested(Event):
    """A service or decision node of a route waits for its step."""

    instance_id: UUID
    token: str
    node_id: str
    step: str
