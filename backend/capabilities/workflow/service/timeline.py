"""The timeline of an instance: one line per thing that happened, never changed."""

import re
from dataclasses import asdict
from typing import Any
from uuid import UUID

from backend.capabilities.workflow.models import WorkflowEvent, WorkflowInstance
from backend.capabilities.workflow.rules import Definition, KernelEvent
from backend.kit.work import Work

_TOKENS = {"token", "to_token", "asked_by", "node", "holder"}


async def write(
    work: Work,
    instance: WorkflowInstance,
    definition: Definition,
    events: list[KernelEvent],
    task_ids: dict[str, UUID],
) -> None:
    """Write what a step has done; ``task_ids`` names the tasks of its tokens."""
    for event in events:
        facts: dict[str, Any] = asdict(event)
        node = str(facts.get("node") or "")
        found = definition.nodes.get(node)
        await note(
            work,
            instance,
            _kind(event),
            node_id=node,
            node_name=found.name if found else "",
            task_id=task_ids.get(str(facts.get("token", ""))),
            data={name: str(value) for name, value in facts.items() if name not in _TOKENS},
        )


def _kind(event: KernelEvent) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).upper()


async def note(
    work: Work,
    instance: WorkflowInstance,
    kind: str,
    *,
    node_id: str = "",
    node_name: str = "",
    task_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write one line; the instance is locked, so its numbers have no gaps."""
    instance.events_written += 1
    await (
        WorkflowInstance.filter(id=instance.id)
        .using_db(work.connection)
        .update(events_written=instance.events_written)
    )
    await WorkflowEvent.create(
        using_db=work.connection,
        legal_entity_id=instance.legal_entity_id,
        created_by=work.actor.id,
        updated_by=work.actor.id,
        instance_id=instance.id,
        seq=instance.events_written,
        at=work.now,
        actor_id=work.actor.id,
        actor_name=work.actor.name,
        kind=kind,
        node_id=node_id,
        node_name=node_name,
        task_id=task_id,
        data=data or {},
    )
