"""Reads of notification."""

from backend.capabilities.notification.models import Notification
from backend.kit.actor import Actor


async def unread(actor: Actor) -> int:
    """Count the notifications that somebody has not read."""
    return await Notification.filter(recipient_id=actor.id, read_at=None).count()
