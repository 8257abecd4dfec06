"""What organization does when the installation has moved on."""

from backend.capabilities.organization import service
from backend.capabilities.reference.events import DateMoved
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(DateMoved)
async def tell_each_bank(_: Actor, event: DateMoved, __: Ports) -> None:
    """Announce the new date to every legal entity; those who hear it twice do it once."""
    await service.announce_business_date(event.to)
