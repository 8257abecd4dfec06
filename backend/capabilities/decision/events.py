"""What decision announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PreAssessmentStarted(Event):
    """A run has begun; it concludes as soon as all outside answers are there."""

    run_id: UUID
    application_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PreAssessmentConcluded(Event):
    """A run has a result, or could not have one."""

    run_id: UUID
    application_id: UUID
    result: str
