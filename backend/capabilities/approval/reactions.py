"""What approval does when cases are handed in or withdrawn, and when a day ends."""

from backend.capabilities.application.events import ApplicationWithdrawn
from backend.capabilities.approval import queries, service
from backend.capabilities.investigation.events import InvestigationSubmitted
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.capabilities.workflow import service as workflow
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.kit.work import unit_of_work
from backend.ports import Ports


@on(InvestigationSubmitted)
async def send_on_route(actor: Actor, event: InvestigationSubmitted, _: Ports) -> None:
    """Start the case's route, or send it on after a return."""
    async with unit_of_work(actor) as work:
        if event.resubmitted:
            await service.go_on(work, event.application_id)
        else:
            await service.begin(work, event.application_id)


@on(ApplicationWithdrawn)
async def take_off_route(actor: Actor, event: ApplicationWithdrawn, _: Ports) -> None:
    """Stop the route of an application that the customer withdrew."""
    async with unit_of_work(actor) as work:
        await workflow.withdraw_case(work, queries.CASE, event.application_id, "客户撤回申请")


@on(BusinessDateAdvanced)
async def end_the_day(actor: Actor, event: BusinessDateAdvanced, _: Ports) -> None:
    """Let unsigned approvals lapse and rejections become final, by the business date."""
    async with unit_of_work(actor) as work:
        await service.lapse_approvals(work, actor.legal_entity_id, event.to)
        await service.settle_rejections(work, actor.legal_entity_id, event.to)
