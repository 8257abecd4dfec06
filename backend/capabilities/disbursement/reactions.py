"""What disbursement does after something happened, at least once each."""

from datetime import timedelta

from backend.capabilities.disbursement import service
from backend.capabilities.disbursement.events import (
    DisbursementSubmitted,
    PayoutApproved,
    PayoutWatched,
)
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.capabilities.signing.events import SigningCompleted, SigningEnded
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports

# The watch goes on by itself; a database that is away for an hour must not end it.
PATIENT = 40
SUBJECT = "DISBURSEMENT"


@on(DisbursementSubmitted, attempts_max=PATIENT)
async def prepare_note(actor: Actor, event: DisbursementSubmitted, ports: Ports) -> None:
    """Make the note and lay it before those who sign."""
    await service.prepare_note(actor, ports, event.disbursement_id)


@on(SigningCompleted, attempts_max=PATIENT)
async def take_signature(actor: Actor, event: SigningCompleted, _: Ports) -> None:
    """A note is signed and sealed."""
    if event.subject_type == SUBJECT:
        await service.take_signature(actor, event.subject_id, event.task_id)


@on(SigningEnded, attempts_max=PATIENT)
async def end_unsigned(actor: Actor, event: SigningEnded, _: Ports) -> None:
    """A note was not signed."""
    if event.subject_type == SUBJECT:
        await service.end_unsigned(actor, event.subject_id, event.task_id, event.outcome)


@on(PayoutApproved, attempts_max=PATIENT)
async def pay_out(actor: Actor, event: PayoutApproved, ports: Ports) -> None:
    """Ask the core to pay, after the commit that decided it (INV-32)."""
    await service.pay_out(actor, ports.core_banking, event.disbursement_id)


@on(PayoutWatched, attempts_max=PATIENT)
async def watch_payout(actor: Actor, event: PayoutWatched, ports: Ports) -> None:
    """Find out what became of a payout."""
    await service.watch_payout(actor, ports.core_banking, event.disbursement_id)


@on(BusinessDateAdvanced, attempts_max=PATIENT)
async def reconcile(actor: Actor, event: BusinessDateAdvanced, ports: Ports) -> None:
    """Compare the day that has ended with the core's file; it may come late."""
    await service.reconcile(actor, ports.core_banking, event.to - timedelta(days=1))
