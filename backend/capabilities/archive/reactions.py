"""What archive does when money has left."""

from backend.capabilities.archive import service
from backend.capabilities.disbursement.events import DisbursementPaid
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(DisbursementPaid)
async def build(actor: Actor, event: DisbursementPaid, ports: Ports) -> None:
    """Build the archive, once per disbursement; done again, nothing is added."""
    await service.build(actor, event, ports)
