"""What the database itself refuses about a signing."""

from typing import Any

import httpx
import pytest
from tortoise.exceptions import BaseORMException

from backend.capabilities.signing import queries
from backend.capabilities.signing.models import (
    CostDisclosureConfirmation,
    SignatureEvidence,
    Signer,
    SigningDocument,
    SigningTask,
    SmsCode,
)
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, reaching
from backend.kit.ids import uuid7
from backend.ports import Ports
from tests.bank import settle
from tests.signing.people import a_task, people


async def refused(change: Any) -> None:
    with pytest.raises(BaseORMException):
        await change


async def test_what_was_sent_and_signed_is_neither_changed_nor_deleted(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    (only,) = people(api, ports, 1)
    task = await a_task(ports, [only], disclosure=True)
    await only.come_to_signing(disclosure=True)
    await only.give(only.sign_code)
    await settle()
    with reaching(EVERYTHING):
        (document,) = await queries.documents_of(task.id)
        await inv_44_frozen(task.id, document)
        await inv_45_signed(task.id, only.signer_id)
        await inv_49_used(only.signer_id)
        await inv_50_early(task.id, only.signer_id)
        await inv_53_chained(task.id)


async def inv_44_frozen(task_id: Any, document: SigningDocument) -> None:
    mine = SigningDocument.filter(id=document.id)
    await refused(mine.update(frozen_sha256="0" * 64))
    await refused(mine.update(sha256="0" * 64))
    await refused(mine.delete())
    await refused(SigningTask.filter(id=task_id).update(document_set_sha256="0" * 64))


async def inv_45_signed(task_id: Any, signer_id: Any) -> None:
    await refused(Signer.filter(id=signer_id).update(status="LOGGED_IN"))
    await refused(Signer.filter(id=signer_id).delete())
    await refused(SigningTask.filter(id=task_id).update(status="SENT"))
    await refused(SigningTask.filter(id=task_id).delete())


async def inv_49_used(signer_id: Any) -> None:
    used = SmsCode.filter(signer_id=signer_id, purpose="SIGN")
    await refused(used.update(consumed_at=None))
    await refused(used.delete())


async def inv_50_early(task_id: Any, signer_id: Any) -> None:
    await refused(CostDisclosureConfirmation.filter(signer_id=signer_id).update(read_seconds=1))
    signer = await Signer.get(id=signer_id)
    now = utc_now()
    await refused(
        CostDisclosureConfirmation.create(
            legal_entity_id=signer.legal_entity_id,
            signer_id=uuid7(),
            text_sha256="0" * 64,
            shown_at=now,
            confirmed_at=now,
            read_seconds=9,
            min_seconds=10,
            created_by=signer.id,
            updated_by=signer.id,
        )
    )


async def inv_53_chained(task_id: Any) -> None:
    chain = SignatureEvidence.filter(chain_id=task_id)
    await refused(chain.filter(seq=2).update(type="OTHER"))
    await refused(chain.filter(seq=2).delete())
    assert await queries.chain_problem(task_id) == ""
