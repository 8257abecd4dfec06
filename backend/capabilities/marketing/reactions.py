"""What marketing does when the bank's day has changed."""

from backend.capabilities.marketing import service
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(BusinessDateAdvanced)
async def expire(actor: Actor, event: BusinessDateAdvanced, _: Ports) -> None:
    """End what has run out; done again, nothing is left to end."""
    await service.expire_leads(actor, event.to)
