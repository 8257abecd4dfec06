"""The note: made from the template, signed on the borrower's phone, then reviewed and paid."""

import httpx

from backend.capabilities.customer.models import Customer
from backend.capabilities.disbursement.rules import DisbursementStatus
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.workflow.rules import Outcome
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.ports import Ports
from tests.bank import Client, settle
from tests.contract.factories import a_limit
from tests.disbursement.factories import decide, limit_now, now, submitted
from tests.signing.people import Person

S = DisbursementStatus
FORTY_THOUSAND = Fen(4_000_000)


async def test_inv_46_the_note_is_signed_on_the_phone_and_paid_after_review(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    limit = await a_limit(api)
    row = await submitted(limit, FORTY_THOUSAND)
    with reaching(EVERYTHING):
        customer = await Customer.get(id=row.customer_id)
    borrower = Person(customer.name, "borrower", customer.phone, customer.id_no, Client(api), ports)

    await settle()
    waiting = await now(row.id)
    await borrower.come_to_signing()
    assert (await borrower.give(borrower.sign_code))["errors"] == []
    await settle()
    signed = await now(row.id)
    with reaching(EVERYTHING):
        (note,) = await evidence.documents_of("DISBURSEMENT", row.id)
    await decide("song.fuhe", row.id, "recheck", Outcome.APPROVE)
    await decide("tang.fangkuan", row.id, "release", Outcome.APPROVE)
    await settle()

    assert waiting.status == S.NOTE_SIGNING
    assert signed.status == S.IN_REVIEW
    assert (note.template_code, note.status) == ("T09", "SIGNED")
    assert (await now(row.id)).status == S.DISBURSED
    assert await limit_now(limit) == (FORTY_THOUSAND, 0)
