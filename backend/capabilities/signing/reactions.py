"""What signing does after its own news: signatures, seals, links, and telling everybody."""

from uuid import UUID

from backend.capabilities.notification import service as notification
from backend.capabilities.signing import queries, service
from backend.capabilities.signing.events import (
    LinkWanted,
    SignerConsented,
    SigningAllSigned,
    SigningCompleted,
    SigningDue,
    SigningEnded,
)
from backend.capabilities.signing.rules import OUTCOME_ZH, SigningOutcome
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.kit.work import unit_of_work
from backend.ports import Ports


@on(LinkWanted)
async def send_link(actor: Actor, event: LinkWanted, ports: Ports) -> None:
    """Send a signer his link."""
    await service.send_link(actor, event.signer_id, event.number, ports)


@on(SignerConsented)
async def make_signatures(actor: Actor, event: SignerConsented, ports: Ports) -> None:
    """Make the signatures of somebody who gave the code."""
    await service.make_signatures(actor, event.signer_id, ports)


@on(SigningAllSigned)
async def seal_documents(actor: Actor, event: SigningAllSigned, ports: Ports) -> None:
    """Seal what everybody has signed."""
    await service.seal_task(actor, event.task_id, ports)


@on(SigningDue)
async def look_after_signing(actor: Actor, event: SigningDue, ports: Ports) -> None:
    """Remind, or end what is over."""
    del ports
    await service.look_after(actor, event.task_id)


@on(SigningCompleted)
async def tell_of_completion(actor: Actor, event: SigningCompleted, ports: Ports) -> None:
    """Tell the responsible person and all signers that it is done."""
    del ports
    await _tell_all(actor, event.task_id, "已全部签署完成", "COMPLETED")


@on(SigningEnded)
async def tell_of_end(actor: Actor, event: SigningEnded, ports: Ports) -> None:
    """Tell the responsible person and all signers that nothing will come of it."""
    del ports
    outcome = SigningOutcome(event.outcome)
    await _tell_all(actor, event.task_id, OUTCOME_ZH[outcome], outcome.value)


async def _tell_all(actor: Actor, task_id: UUID, news: str, name: str) -> None:
    async with unit_of_work(actor) as work:
        task = await queries.task_by_id(task_id)
        reason = f",原因:{task.end_reason}" if task.end_reason else ""
        await notification.tell(
            work,
            event=f"SIGNING_{name}",
            to=[task.owner_id],
            title=f"签约{news}",
            text=f"《{task.title}》{news}{reason}"[:400],
            subject_type=task.subject_type,
            subject_id=task.subject_id,
            once=f"signing:{task.id}:{name}",
        )
        for signer in await queries.signers_of(task_id):
            if signer.links_sent:
                await notification.text(
                    work,
                    template=f"SIGNING_{name}",
                    phone=signer.phone,
                    text=f"您参与签署的《{task.title}》{news}。",
                    once=f"signing:{task.id}:{name}:{signer.id}",
                )
