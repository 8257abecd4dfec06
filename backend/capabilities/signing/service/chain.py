"""Writing the evidence chain; the caller holds the task's row, so that events never race."""

from typing import Any

from backend.capabilities.signing.models import SignatureEvidence, SigningTask
from backend.capabilities.signing.rules import START, next_link
from backend.kit.clock import SHANGHAI
from backend.kit.work import Work


async def note(work: Work, task: SigningTask, type_: str, **data: Any) -> str:
    """Append an event, with where it came from, and return the chain's head.

    Facts are hashes, numbers and ids: the chain is shown to courts, not personal data.
    """
    last = (
        await SignatureEvidence.filter(chain_id=task.id)
        .using_db(work.connection)
        .order_by("-seq")
        .first()
    )
    actor = work.actor
    facts = data | {"ip": actor.ip, "device": actor.device, "trace": actor.trace_id}
    link = next_link(
        (last.seq, last.hash) if last else None,
        type_,
        work.now.astimezone(SHANGHAI),
        f"{actor.kind.value}:{actor.id}",
        {name: value for name, value in facts.items() if value != ""},
    )
    await work.add(
        SignatureEvidence,
        legal_entity_id=task.legal_entity_id,
        chain_id=task.id,
        seq=link.seq,
        type=link.type,
        at=link.at,
        actor=link.actor,
        data=dict(link.data),
        prev_hash=link.prev,
        hash=link.hash,
    )
    return link.hash


async def head(work: Work, task: SigningTask) -> str:
    """Return the hash of the last event."""
    last = (
        await SignatureEvidence.filter(chain_id=task.id)
        .using_db(work.connection)
        .order_by("-seq")
        .first()
    )
    return last.hash if last else START
