"""What post-loan care does after something happened, at least once each."""

from backend.capabilities.disbursement.events import DisbursementPaid
from backend.capabilities.post_loan import service
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(DisbursementPaid)
async def open_first_check(actor: Actor, event: DisbursementPaid, _: Ports) -> None:
    """A loan that was paid out is visited."""
    await service.open_first_check(actor, event.note_id)


@on(BusinessDateAdvanced)
async def tell_late(actor: Actor, event: BusinessDateAdvanced, _: Ports) -> None:
    """Remind of what is late."""
    await service.tell_late(actor, event.to)
