"""Taking a signer's row for a step: the task first, so that steps and the end never cross."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.signing.errors import NotYourTurn, SigningClosed
from backend.capabilities.signing.models import Signer, SigningTask
from backend.capabilities.signing.rules import (
    OPEN_TASK,
    OUTCOME_ZH,
    SignerStatus,
    TaskStatus,
)
from backend.kit.actor import Actor
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within
from backend.kit.work import Work


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in a signing; both rows are locked."""

    task: SigningTask
    signer: Signer


async def own_part(work: Work) -> Part:
    """Lock the part of the signer who acts.

    Raises:
        NotFound: the actor is no signer.
        SigningClosed: the signing has ended.
        NotYourTurn: somebody before has not signed yet.
    """
    if work.actor.subject_id is None:
        raise NotFound
    return await part_of(work, work.actor.subject_id)


async def part_of(work: Work, signer_id: UUID) -> Part:
    """Lock a signer's part, while the signing is open and it is his turn.

    Raises:
        NotFound: there is no such signer.
        SigningClosed: the signing has ended.
        NotYourTurn: somebody before has not signed yet.
    """
    part = await any_part_of(work, signer_id)
    if part.task.status not in OPEN_TASK:
        raise closed(part.task)
    if part.signer.status == SignerStatus.WAITING:
        raise NotYourTurn
    return part


async def any_part_of(work: Work, signer_id: UUID) -> Part:
    """Lock a signer's part, whatever its state."""
    found = await Signer.filter(id=signer_id).using_db(work.connection).first()
    if found is None:
        raise NotFound
    task = await work.lock(SigningTask, found.task_id)
    return Part(task, await work.lock(Signer, signer_id))


async def staff_part(work: Work, actor: Actor, signer_id: UUID, permission: str) -> Part:
    """Lock a signer's part of a task within a member of staff's reach."""
    found = await Signer.filter(id=signer_id).using_db(work.connection).first()
    if found is None:
        raise NotFound
    within = rows_within(SigningTask, actor, permission)
    task = await work.lock(SigningTask, found.task_id, within=within)
    if task.status not in OPEN_TASK:
        raise closed(task)
    return Part(task, await work.lock(Signer, signer_id))


def closed(task: SigningTask) -> SigningClosed:
    """Say how a signing ended."""
    ended = {outcome.value: text for outcome, text in OUTCOME_ZH.items()}
    return SigningClosed(outcome=ended.get(TaskStatus(task.status).value, "已完成"))
