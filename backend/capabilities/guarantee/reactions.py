"""What guarantee does when applications come and go."""

from backend.capabilities.application.events import ApplicationSubmitted, ApplicationWithdrawn
from backend.capabilities.guarantee import service
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.kit.work import unit_of_work
from backend.ports import Ports


@on(ApplicationSubmitted)
async def open_guarantees(actor: Actor, event: ApplicationSubmitted, _: Ports) -> None:
    """Open what the parties of a submitted application promise."""
    async with unit_of_work(actor) as work:
        await service.open_from_parties(work, event.application_id)


@on(ApplicationWithdrawn)
async def drop_guarantees(actor: Actor, event: ApplicationWithdrawn, _: Ports) -> None:
    """Free guarantors, quota and collateral of an application that was withdrawn."""
    async with unit_of_work(actor) as work:
        await service.drop(work, event.application_id, "申请已撤回")
