"""What contract does when others announced something."""

from backend.capabilities.application.events import ApplicationWithdrawn
from backend.capabilities.contract import service
from backend.capabilities.contract.events import LimitClosed
from backend.capabilities.guarantee.events import CollateralRegistered
from backend.capabilities.reference.events import BusinessDateAdvanced
from backend.capabilities.signing.events import SigningCompleted, SigningEnded
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(SigningCompleted)
async def contract_signed(actor: Actor, event: SigningCompleted, _: Ports) -> None:
    """Take note that a contract is signed by everybody."""
    if event.subject_type == service.SUBJECT:
        await service.signing_completed(actor, event.subject_id, event.task_id)


@on(SigningEnded)
async def contract_not_signed(actor: Actor, event: SigningEnded, _: Ports) -> None:
    """Void a contract that was not signed."""
    if event.subject_type == service.SUBJECT:
        await service.signing_ended(actor, event.subject_id, event.task_id, event.outcome)


@on(CollateralRegistered)
async def registration_came(actor: Actor, event: CollateralRegistered, _: Ports) -> None:
    """Try the contracts that waited for a registration."""
    await service.collateral_registered(actor, event.collateral_id)


@on(BusinessDateAdvanced)
async def new_day(actor: Actor, event: BusinessDateAdvanced, _: Ports) -> None:
    """Close what has run out, open what begins."""
    await service.expire_due(actor, event.to)
    await service.day_came(actor)


@on(ApplicationWithdrawn)
async def customer_withdrew(actor: Actor, event: ApplicationWithdrawn, _: Ports) -> None:
    """Void the contract of a withdrawn application."""
    await service.application_withdrawn(actor, event.application_id)


@on(LimitClosed)
async def limit_closed(actor: Actor, event: LimitClosed, ports: Ports) -> None:
    """Send the notice."""
    await service.send_notice(actor, event.closing_id, ports)
