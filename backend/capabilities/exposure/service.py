"""What the capabilities above write down when a limit, a note or a guarantee changes."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.exposure.models import Exposure
from backend.capabilities.exposure.rules import ExposureKind
from backend.kit.money import Fen
from backend.kit.work import Work
from backend.ports.core_banking import ExistingLoan

CORE_LOAN = "CoreLoan"


async def hold(work: Work, customer_id: UUID) -> None:
    """Keep others from changing a customer's exposure until this transaction ends."""
    await work.connection.execute_query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", [f"exposure:{customer_id}"]
    )


async def record(
    work: Work,
    *,
    customer_id: UUID,
    kind: ExposureKind,
    ref_type: str,
    ref_id: UUID | str,
    amount_fen: Fen,
    within_limit: UUID | str | None = None,
) -> Exposure:
    """Write the current amount of one source down; 0 closes it.

    ``within_limit`` is the ``ref_id`` of the limit that holds a note. Safe to repeat.
    """
    await hold(work, customer_id)
    rows = Exposure.filter(
        customer_id=customer_id, kind=kind, ref_type=ref_type, ref_id=str(ref_id)
    )
    row = await rows.using_db(work.connection).first()
    limit_ref = str(within_limit or "")
    if row is None:
        return await work.add(
            Exposure,
            customer_id=customer_id,
            kind=kind,
            ref_type=ref_type,
            ref_id=str(ref_id),
            limit_ref=limit_ref,
            amount_fen=amount_fen,
        )
    if (row.amount_fen, row.limit_ref) != (amount_fen, limit_ref):
        await row.revise(work.actor.id, amount_fen=amount_fen, limit_ref=limit_ref)
    return row


async def take_in(work: Work, customer_id: UUID, loans: Iterable[ExistingLoan]) -> None:
    """Write down the loans that the core knows and we do not; one that it no longer lists is 0.

    The loans of our own notes are no news: pass only the others.
    """
    await hold(work, customer_id)
    listed = {loan.loan_no: loan.outstanding_fen for loan in loans}
    known = Exposure.filter(
        customer_id=customer_id, kind=ExposureKind.EXTERNAL, ref_type=CORE_LOAN
    ).using_db(work.connection)
    gone = {row.ref_id: Fen(0) for row in await known if row.ref_id not in listed}
    for loan_no, amount_fen in {**listed, **gone}.items():
        await record(
            work,
            customer_id=customer_id,
            kind=ExposureKind.EXTERNAL,
            ref_type=CORE_LOAN,
            ref_id=loan_no,
            amount_fen=amount_fen,
        )
