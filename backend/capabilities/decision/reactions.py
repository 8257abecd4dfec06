"""What decision does when others announced something."""

from backend.capabilities.application.events import ApplicationSubmitted
from backend.capabilities.credit_authorization.events import CreditQueryFinished
from backend.capabilities.decision import service
from backend.capabilities.decision.events import PreAssessmentStarted
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(ApplicationSubmitted)
async def assess_what_was_submitted(actor: Actor, event: ApplicationSubmitted, _: Ports) -> None:
    """Begin the pre-assessment of an application that entered the bank."""
    await service.begin_assessment(actor, event.application_id)


@on(PreAssessmentStarted)
async def conclude_what_has_begun(actor: Actor, event: PreAssessmentStarted, ports: Ports) -> None:
    """Conclude at once where every report was at hand."""
    await service.conclude_assessment(actor, event.application_id, ports)


@on(CreditQueryFinished)
async def conclude_what_was_answered(
    actor: Actor, event: CreditQueryFinished, ports: Ports
) -> None:
    """Go on with the run that waited for the bureau."""
    if event.application_id is None:
        return
    await service.note_answer(actor, event.application_id, event.customer_id)
    await service.conclude_assessment(actor, event.application_id, ports)
