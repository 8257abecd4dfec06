"""Verbs that write history; every capability above calls them in its own transaction."""

from typing import Any, TypeVar
from uuid import UUID

from backend.capabilities.audit.models import AuditLog, DataViewLog, StateTransition
from backend.capabilities.audit.queries import body_of
from backend.capabilities.audit.rules import GENESIS, entry_hash
from backend.kit.clock import utc_now
from backend.kit.ids import uuid7
from backend.kit.models import LegalEntityRow
from backend.kit.transitions import Machine
from backend.kit.work import Work

R = TypeVar("R", bound=LegalEntityRow)


async def move(
    work: Work,
    row: Any,
    machine: Machine[Any],
    action: str,
    *,
    to: Any = None,
    reason: str = "",
    **changes: Any,
) -> None:
    """Take a row along an arrow of its state machine and write the step down.

    The row's column ``status`` holds its state; ``changes`` are written with it.

    Raises:
        IllegalTransition: the machine has no such arrow.
    """
    before = row.status
    after = machine.next(before, action, to)
    await row.revise(work.actor.id, status=after, **changes)
    await note_transition(work, row, before, after, action, reason)


async def note_transition(
    work: Work, row: Any, before: str, after: str, action: str, reason: str = ""
) -> None:
    """Write a step down and, last in the transaction, into the chain."""
    entity = type(row).__name__
    await StateTransition.create(
        using_db=work.connection,
        legal_entity_id=row.legal_entity_id,
        org_path=getattr(row, "org_path", work.actor.org_path),
        entity=entity,
        entity_id=row.id,
        from_state=str(before),
        to_state=str(after),
        action=action,
        reason=reason,
        actor_id=work.actor.id,
        actor_name=work.actor.name,
        trace_id=work.actor.trace_id,
        at=work.now,
    )
    facts = {"from": str(before), "to": str(after), "reason": reason}
    record(work, f"{entity}.{action}", entity, row.id, facts, legal_entity_id=row.legal_entity_id)


def record(
    work: Work,
    action: str,
    entity: str,
    entity_id: UUID | None,
    facts: dict[str, Any],
    *,
    legal_entity_id: UUID | None = None,
) -> None:
    """Add an entry to the chain when the transaction ends; facts carry no personal data."""
    chain = legal_entity_id or work.actor.legal_entity_id

    async def write() -> None:
        await _append(work, chain, action, entity, entity_id, facts)

    # The chain has one lock per legal entity: taken last, it is held for the commit only.
    work.at_end(write)


async def _append(
    work: Work,
    chain: UUID,
    action: str,
    entity: str,
    entity_id: UUID | None,
    facts: dict[str, Any],
) -> None:
    connection = work.connection
    await connection.execute_query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", [f"audit:{chain}"]
    )
    last = (
        await AuditLog.filter(legal_entity_id=chain)
        .using_db(connection)
        .order_by("-seq")
        .first()
        .only("seq", "hash")
    )
    entry = AuditLog(
        id=uuid7(),
        legal_entity_id=chain,
        seq=last.seq + 1 if last else 1,
        at=utc_now(),
        actor_id=work.actor.id,
        actor_name=work.actor.name,
        action=action,
        entity=entity,
        entity_id=entity_id,
        facts=facts,
        ip=work.actor.ip,
        device=work.actor.device[:120],
        trace_id=work.actor.trace_id,
        prev_hash=last.hash if last else GENESIS,
    )
    entry.hash = entry_hash(entry.prev_hash, body_of(entry))
    await entry.save(using_db=connection, force_create=True)


async def note_view(
    work: Work, subject: str, subject_id: UUID, fields_seen: list[str], reason: str
) -> None:
    """Write down that somebody saw personal data in full, and why."""
    await DataViewLog.create(
        using_db=work.connection,
        legal_entity_id=work.actor.legal_entity_id,
        viewer_id=work.actor.id,
        viewer_name=work.actor.name,
        subject=subject,
        subject_id=subject_id,
        fields_seen=fields_seen,
        reason=reason,
        at=work.now,
    )
