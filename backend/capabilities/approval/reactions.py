"""What approval does when cases are handed in or withdrawn, and when its timers ring."""

from datetime import timedelta

from backend.capabilities.application.events import ApplicationWithdrawn
from backend.capabilities.approval import queries, service
from backend.capabilities.approval.events import ApprovalWatched, RejectionWatched
from backend.capabilities.investigation.events import InvestigationSubmitted
from backend.capabilities.workflow import service as workflow
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.kit.work import unit_of_work
from backend.ports import Ports

AGAIN = timedelta(days=1)


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


@on(ApprovalWatched)
async def let_lapse(actor: Actor, event: ApprovalWatched, _: Ports) -> None:
    """Let an approval lapse by the business date; look again tomorrow while it waits."""
    async with unit_of_work(actor) as work:
        if await service.lapse_if_over(work, event.application_id):
            work.announce(event, after=AGAIN)


@on(RejectionWatched)
async def settle_rejection(actor: Actor, event: RejectionWatched, _: Ports) -> None:
    """Free what secured a rejected case; look again tomorrow while it may be reconsidered."""
    async with unit_of_work(actor) as work:
        if await service.settle_rejection(work, event.application_id):
            work.announce(event, after=AGAIN)
