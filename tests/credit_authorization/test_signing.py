"""Permissions signed for real: on the manager's tablet, by link, or not at all."""

from uuid import uuid4

import httpx

from backend.capabilities.credit_authorization.models import CreditAuthorization
from backend.capabilities.evidence import queries as evidence
from backend.kit.database import EVERYTHING, reaching
from backend.ports import Ports
from tests.bank import Client, settle, signed_in
from tests.credit_authorization.factories import (
    a_ceremony,
    a_draft,
    signed_beside_the_manager,
)
from tests.customer.factories import an_id_number
from tests.customer.test_graphql import REGISTER, a_person
from tests.signing.people import DECLINE

READ = """query Q($id: ID!) { creditAuthorization(id: $id)
  { version status documentSha256 signedAt endReason } }"""
VOID = """mutation V($input: VoidCreditAuthorizationInput!) {
  voidCreditAuthorization(input: $input) { authorization { status } errors { code } } }"""


async def a_signer(manager: Client, name: str, phone: str) -> tuple[str, tuple[str, str, str]]:
    """A customer's id, and how the ceremony knows him."""
    number = an_id_number()
    made = await manager.do(REGISTER, input=a_person(number, name=name, phone=phone))
    assert made["errors"] == []
    return made["customer"]["id"], (name, number, phone)


async def test_a_permission_signed_beside_the_manager_is_valid_and_sealed(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, signer = await a_signer(manager, "张面签", "14000009101")
    draft = await a_draft(manager, customer_id)

    await signed_beside_the_manager(manager, draft, signer, ports)
    after = await manager.do(READ, id=draft["id"])

    assert after["status"] == "VALID"
    assert after["signedAt"] is not None
    with reaching(EVERYTHING):
        row = await CreditAuthorization.get(id=draft["id"])
        assert row.document_id is not None
        document = await evidence.document_of(row.document_id)
    assert document.status == "SIGNED"
    assert after["documentSha256"] == document.sha256
    assert row.text_version == "T01-1"


async def test_a_guarantor_signs_by_link_from_far_away(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, signer = await a_signer(manager, "王远程", "14000009102")
    draft = await a_draft(manager, customer_id, role="GUARANTOR", signMode="H5_REMOTE")

    person = await a_ceremony(manager, draft, signer, ports)
    waiting = await manager.do(READ, id=draft["id"])
    await person.come_to_signing()
    assert (await person.give(person.sign_code))["errors"] == []
    await settle()
    after = await manager.do(READ, id=draft["id"])

    assert (waiting["status"], after["status"]) == ("PENDING_SIGN", "VALID")


async def test_who_declines_leaves_no_permission(api: httpx.AsyncClient, ports: Ports) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, signer = await a_signer(manager, "李拒签", "14000009103")
    draft = await a_draft(manager, customer_id, signMode="H5_REMOTE")

    person = await a_ceremony(manager, draft, signer, ports)
    await person.sign_in()
    declined = await person.client.do(
        DECLINE, input={"idempotencyKey": str(uuid4()), "reason": "不同意查询"}
    )
    await settle()
    after = await manager.do(READ, id=draft["id"])

    assert declined["errors"] == []
    assert (after["status"], after["endReason"]) == ("VOID", "本人拒绝签署")


async def test_a_permission_that_is_given_up_ends_its_link(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer_id, signer = await a_signer(manager, "陈作废", "14000009104")
    draft = await a_draft(manager, customer_id, signMode="H5_REMOTE")
    person = await a_ceremony(manager, draft, signer, ports)
    sent = await manager.do(READ, id=draft["id"])

    voided = await manager.do(
        VOID,
        input={
            "idempotencyKey": str(uuid4()),
            "authorizationId": draft["id"],
            "expectedVersion": sent["version"],
            "reason": "客户改为面签",
        },
    )
    await settle()
    await person.ask_login_code()

    assert voided["authorization"]["status"] == "VOID"
    assert (await manager.do(READ, id=draft["id"]))["status"] == "VOID"
    with reaching(EVERYTHING):
        row = await CreditAuthorization.get(id=draft["id"])
    assert row.document_sha256 == ""
