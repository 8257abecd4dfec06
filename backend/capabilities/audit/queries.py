"""Reads of the chain."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from backend.capabilities.audit.models import AuditLog, StateTransition
from backend.capabilities.audit.rules import ChainVerdict, verify

BATCH = 1000


def body_of(entry: AuditLog) -> dict[str, Any]:
    """List what an entry's hash covers."""
    return {
        "legalEntity": str(entry.legal_entity_id),
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor": str(entry.actor_id),
        "actorName": entry.actor_name,
        "action": entry.action,
        "entity": entry.entity,
        "entityId": str(entry.entity_id),
        "facts": entry.facts,
        "ip": entry.ip,
        "device": entry.device,
        "trace": entry.trace_id,
    }


async def verify_chain(legal_entity_id: UUID) -> ChainVerdict:
    """Verify a legal entity's whole chain, in batches."""
    links = [
        (entry.seq, entry.prev_hash, entry.hash, body_of(entry))
        async for entry in _entries(legal_entity_id)
    ]
    return verify(links)


async def _entries(legal_entity_id: UUID) -> AsyncIterator[AuditLog]:
    last = 0
    while True:
        batch = (
            await AuditLog.filter(legal_entity_id=legal_entity_id, seq__gt=last)
            .order_by("seq")
            .limit(BATCH)
        )
        for entry in batch:
            yield entry
        if len(batch) < BATCH:
            return
        last = batch[-1].seq


async def transitions_of(entity_id: UUID) -> list[StateTransition]:
    """List the steps of one thing, oldest first."""
    return await StateTransition.filter(entity_id=entity_id).order_by("at", "id").limit(500)
