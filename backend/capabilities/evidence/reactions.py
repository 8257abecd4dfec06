"""What evidence does after the commit."""

from backend.capabilities.evidence import service
from backend.capabilities.evidence.events import EvidenceAttached, UploadConfirmed, UploadTakenIn
from backend.kit.actor import Actor
from backend.kit.reaction import on
from backend.ports import Ports


@on(UploadConfirmed)
async def take_in(actor: Actor, event: UploadConfirmed, ports: Ports) -> None:
    """Keep an upload; done again, it finds that it is kept."""
    await service.take_in(actor, event.upload_id, ports)


@on(UploadTakenIn)
async def judge_waiting(actor: Actor, event: UploadTakenIn, ports: Ports) -> None:
    """Judge the evidence that was attached before its file was kept."""
    await service.judge_upload(actor, event.upload_id, ports)


@on(EvidenceAttached)
async def judge(actor: Actor, event: EvidenceAttached, ports: Ports) -> None:
    """Judge evidence whose file is kept already; else its file's arrival does."""
    await service.judge(actor, event.evidence_id, ports)
