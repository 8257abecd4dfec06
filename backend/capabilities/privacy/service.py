"""What customer and the signing page write down within their own transactions."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.privacy.errors import ConsentNotGiven
from backend.capabilities.privacy.models import Consent
from backend.capabilities.privacy.rules import KIND_ZH, ConsentChannel, ConsentKind
from backend.kit.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """Whose consent it is, on which text, how it was got."""

    customer_id: UUID
    subject_hash: str
    kinds: Iterable[ConsentKind]
    text_version: str
    channel: ConsentChannel
    evidence_file_id: UUID | None = None


async def give(work: Work, given: ConsentGiven) -> list[Consent]:
    """Write down what a person agrees to; what is in force already stays as it is."""
    rows: list[Consent] = []
    for kind in dict.fromkeys(given.kinds):
        held = await _in_force(work, given.customer_id, kind)
        rows.append(held or await _add(work, given, kind))
    return rows


async def _in_force(work: Work, customer_id: UUID, kind: ConsentKind) -> Consent | None:
    # Two hands that write the same consent at once would meet at the constraint.
    await work.connection.execute_query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", [f"consent:{customer_id}"]
    )
    rows = Consent.filter(customer_id=customer_id, kind=kind, withdrawn_at__isnull=True)
    return await rows.using_db(work.connection).first()


async def _add(work: Work, given: ConsentGiven, kind: ConsentKind) -> Consent:
    row = await work.add(
        Consent,
        customer_id=given.customer_id,
        subject_hash=given.subject_hash,
        kind=kind,
        text_version=given.text_version,
        channel=given.channel,
        at=work.now,
        evidence_file_id=given.evidence_file_id,
    )
    facts = {"kind": kind.value, "text": given.text_version, "channel": given.channel.value}
    audit.record(work, "Consent.give", "Consent", row.id, facts)
    return row


async def withdraw(work: Work, customer_id: UUID, kind: ConsentKind) -> Consent:
    """Write a withdrawal down; what was done before it stays lawful (PIPL 15).

    Raises:
        ConsentNotGiven: it is not in force.
    """
    row = await _in_force(work, customer_id, kind)
    if row is None:
        raise ConsentNotGiven(path=("kind",), kind=KIND_ZH[kind])
    await row.revise(work.actor.id, withdrawn_at=work.now, withdrawn_by=work.actor.id)
    audit.record(work, "Consent.withdraw", "Consent", row.id, {"kind": kind.value})
    return row
