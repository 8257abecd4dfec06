"""What credit authorization does after the commit."""

from backend.capabilities.credit_authorization import service
from backend.capabilities.credit_authorization.events import (
    CreditQueryReady,
    CreditQueryUnresolved,
)
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.capabilities.signing.events import SigningCompleted, SigningEnded
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(CreditQueryReady)
async def send_query(actor: Actor, event: CreditQueryReady, ports: Ports) -> None:
    """Send the query; done again, it enquires."""
    await service.send_query(actor, event.query_id, ports)


@on(CreditQueryUnresolved)
async def enquire(actor: Actor, event: CreditQueryUnresolved, ports: Ports) -> None:
    """Ask what became of the query; resolved already, it does nothing."""
    await service.enquire_query(actor, event.query_id, event.attempt, ports)


@on(BusinessDateAdvanced)
async def expire(actor: Actor, event: BusinessDateAdvanced, ports: Ports) -> None:  # noqa: ARG001  # the signature of reactions
    """End the permissions whose last day is past."""
    await service.expire_authorizations(actor, event.to)


@on(SigningCompleted)
async def seal(actor: Actor, event: SigningCompleted, ports: Ports) -> None:  # noqa: ARG001  # as above
    """Make a signed permission valid."""
    if event.subject_type == service.SUBJECT:
        await service.seal(actor, event.subject_id)


@on(SigningEnded)
async def end_unsigned(actor: Actor, event: SigningEnded, ports: Ports) -> None:  # noqa: ARG001  # as above
    """End a permission that nobody signed."""
    if event.subject_type == service.SUBJECT:
        await service.end_unsigned(actor, event.subject_id, event.outcome)
