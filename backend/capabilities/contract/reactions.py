"""What contract does when others announced something."""

from backend.capabilities.contract import service
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(BusinessDateAdvanced)
async def expire_limits(actor: Actor, event: BusinessDateAdvanced, _: Ports) -> None:
    """Close what has run out with the new day."""
    await service.expire_due(actor, event.to)
