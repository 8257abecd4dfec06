"""Who is told what about a task."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.notification import service as notification
from backend.capabilities.workflow.models import Task
from backend.kit.work import Work


async def task_for(
    work: Work, task: Task, event: str, people: Iterable[UUID | None], title: str, once: str = ""
) -> None:
    """Tell people about a task in the system; a repetition tells nobody twice."""
    await notification.tell(
        work,
        event=event,
        to=sorted({person for person in people if person is not None}),
        title=title,
        text=f"{task.title}({task.business_no})",
        subject_type="TASK",
        subject_id=task.id,
        once=f"{event}:{task.id}:{once}",
    )
