"""Comparing a business date with the core's day-end file (日终对账)."""

from dataclasses import dataclass
from datetime import date

from backend.capabilities.audit import service as audit
from backend.capabilities.disbursement import queries
from backend.capabilities.disbursement.models import DayEndDifference, DayEndReconciliation
from backend.capabilities.disbursement.rules import (
    Difference,
    PaidOut,
    balance_differences,
    payout_differences,
)
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.work import unit_of_work
from backend.ports import Ports
from backend.ports.core_banking import CoreBanking, DayEndFile, DayEndKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileDayEnd:
    """与核心日终文件对账"""

    business_date: date = about("营业日期")


async def reconcile_day_end(
    actor: Actor, command: ReconcileDayEnd, ports: Ports
) -> DayEndReconciliation:
    """Compare payouts of a day, and balances as they are now, with the core's file.

    Raises:
        Unavailable: the core has no file for that day yet.
    """
    return await reconcile(actor, ports.core_banking, command.business_date)


async def reconcile(actor: Actor, core: CoreBanking, day: date) -> DayEndReconciliation:
    """Fetch, compare and keep the result; the same file again gives the same row."""
    file = await core.day_end(day)
    async with unit_of_work(actor) as work:
        same = DayEndReconciliation.filter(
            legal_entity_id=actor.legal_entity_id, business_date=day, file_sha256=file.sha256
        )
        before = await same.using_db(work.connection).first()
        if before is not None:
            work.answers_with(before.id)
            return before
        ours = await queries.paid_on(day)
        found = await _differences(actor, file, ours)
        row = await work.add(
            DayEndReconciliation,
            business_date=day,
            file_sha256=file.sha256,
            payouts=len(ours),
            differences=len(found),
            at=work.now,
        )
        for one in found:
            await work.add(
                DayEndDifference,
                reconciliation_id=row.id,
                kind=one.kind,
                request_id=one.request_id[:64],
                loan_no=one.loan_no[:40],
                ours_fen=one.ours_fen,
                theirs_fen=one.theirs_fen,
            )
        facts = {"day": day.isoformat(), "differences": len(found)}
        audit.record(work, "DayEnd.reconcile", "DayEndReconciliation", row.id, facts)
        work.answers_with(row.id)
    return row


async def _differences(actor: Actor, file: DayEndFile, ours: list[PaidOut]) -> list[Difference]:
    # The file is the whole core's; loan numbers of this bank carry its code.
    prefix = f"JJ{actor.legal_entity_code}"
    lines = [line for line in file.lines if line.loan_no.startswith(prefix)]
    theirs = [
        PaidOut(line.request_id, line.loan_no, line.amount_fen)
        for line in lines
        if line.kind is DayEndKind.PAYOUT
    ]
    balances = {line.loan_no: line.amount_fen for line in lines if line.kind is DayEndKind.BALANCE}
    owed = await queries.outstanding_by_loan(file.business_date)
    return payout_differences(ours, theirs) + balance_differences(owed, balances)
