"""How somebody takes hold of a task: within his reach, open, and not his own work."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.audit import service as audit
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.errors import TaskHeldByAnother, TaskNotOpen
from backend.capabilities.workflow.models import Task, WorkflowInstance
from backend.capabilities.workflow.rules import TASK_MACHINE, Definition, Node, State, TaskState
from backend.capabilities.workflow.service.host import locked
from backend.capabilities.workflow.service.people import barred
from backend.kit.refusal import NotFound
from backend.kit.work import Work


@dataclass(slots=True)
class Held:
    """A task with its case, both locked."""

    task: Task
    instance: WorkflowInstance
    definition: Definition
    state: State

    @property
    def node(self) -> Node:
        """The node of the drawing that the task stands for."""
        return self.definition.nodes[self.task.node_id]


async def take_up(work: Work, task_id: UUID, within: Q) -> Held:
    """Lock a task and its case.

    Raises:
        NotFound: there is none within reach (INV-43).
        TaskNotOpen: it is decided or cancelled (INV-38).
    """
    seen = await Task.filter(within, id=task_id).using_db(work.connection).first()
    if seen is None:
        raise NotFound
    instance = await locked(work, seen.instance_id)
    task = await work.lock(Task, task_id)
    if task.status not in queries.OPEN:
        raise TaskNotOpen
    definition = await queries.definition_for(instance)
    return Held(task, instance, definition, queries.state_of(instance))


async def take_own(work: Work, task_id: UUID) -> Held:
    """Lock a task that the actor holds, or one of the pool that he claims with it.

    Raises:
        NotFound, TaskNotOpen: see ``take_up``.
        TaskHeldByAnother: somebody else has claimed it.
        MakerChecker: he made the case, or decided it elsewhere (INV-37).
    """
    me = str(work.actor.id)
    entity = Q(legal_entity_id=work.actor.legal_entity_id)
    own = entity & (Q(assignee_id=work.actor.id) | Q(candidate_ids__contains=[me]))
    held = await take_up(work, task_id, own)
    if held.task.assignee_id not in (None, work.actor.id):
        raise TaskHeldByAnother
    # The seats of a countersign were checked when they were filled; only the
    # makers stay barred there, whatever else a member has decided since.
    out = {UUID(person) for person in barred(held.instance, held.state, held.node)}
    if held.node.seated or held.task.asked_by_id is not None:
        out = {UUID(person) for person in held.instance.maker_ids}
    check_not_maker(work.actor.id, out, held.node.name)
    if held.task.status == TaskState.CREATED:
        await audit.move(
            work,
            held.task,
            TASK_MACHINE,
            "claim",
            assignee_id=work.actor.id,
            claimed_at=work.now,
        )
    return held
