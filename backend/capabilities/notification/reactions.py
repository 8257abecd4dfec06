"""What notification does after the commit."""

from backend.capabilities.notification import service
from backend.capabilities.notification.events import TextQueued
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(TextQueued)
async def send(actor: Actor, event: TextQueued, ports: Ports) -> None:
    """Send a text; done again, it finds that it has been sent."""
    await service.send_text(actor, event.text_id, ports)
