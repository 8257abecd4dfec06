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
    lines = [_line(definition, event, task_ids) for event in events]
    await _append(work, instance, lines)


def _line(definition: Definition, event: KernelEvent, task_ids: dict[str, UUID]) -> dict[str, Any]:
    facts: dict[str, Any] = asdict(event)
    node = str(facts.get("node") or "")
    found = definition.nodes.get(node)
    return {
        "kind": re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).upper(),
        "node_id": node,
        "node_name": found.name if found else "",
        "task_id": task_ids.get(str(facts.get("token", ""))),
        "data": {name: str(value) for name, value in facts.items() if name not in _TOKENS},
    }


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
    """Write one line of what people do around the steps."""
    line = {"kind": kind, "node_id": node_id, "node_name": node_name, "task_id": task_id}
    await _append(work, instance, [line | {"data": data or {}}])


async def _append(work: Work, instance: WorkflowInstance, lines: list[dict[str, Any]]) -> None:
    # The instance is locked, so its numbers have no gaps.
    first = instance.events_written + 1
    instance.events_written += len(lines)
    rows = WorkflowInstance.filter(id=instance.id).using_db(work.connection)
    await rows.update(events_written=instance.events_written)
    written = [
        WorkflowEvent(
            legal_entity_id=instance.legal_entity_id,
            created_by=work.actor.id,
            updated_by=work.actor.id,
            instance_id=instance.id,
            seq=seq,
            at=work.now,
            actor_id=work.actor.id,
            actor_name=work.actor.name,
            **line,
        )
        for seq, line in enumerate(lines, first)
    ]
    await WorkflowEvent.bulk_create(written, using_db=work.connection)
