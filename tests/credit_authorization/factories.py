"""Permissions for tests."""

from typing import Any
from uuid import UUID, uuid4

from backend.capabilities.credit_authorization.models import CreditAuthorization
from backend.capabilities.credit_authorization.rules import AuthorizationState
from backend.capabilities.signing.models import Signer
from backend.kit.database import EVERYTHING, reaching
from backend.ports import Ports
from tests.bank import Client, settle
from tests.signing.people import ASSIST, Person

CREATE = """mutation C($input: CreateCreditAuthorizationInput!) {
  createCreditAuthorization(input: $input) {
    authorization { id no version status purposes validFrom validTo } errors { code message path }
  } }"""
SEND = """mutation S($input: SendCreditAuthorizationInput!) {
  sendCreditAuthorization(input: $input) {
    authorization { id version status signingTaskId } errors { code message path }
  } }"""


async def a_draft(manager: Client, customer_id: str, **changes: Any) -> dict[str, Any]:
    """A permission that nobody has signed yet."""
    command = {"idempotencyKey": str(uuid4()), "customerId": customer_id, "role": "BORROWER"}
    made = await manager.do(CREATE, input=command | changes)
    assert made["errors"] == []
    draft: dict[str, Any] = made["authorization"]
    return draft


async def signed_already(manager: Client, customer_id: str, **changes: Any) -> UUID:
    """A permission as the archive keeps it: valid, with the hash of its document.

    For tests of what comes after; the ceremony itself is tested where it is made.
    """
    draft = await a_draft(manager, customer_id, **changes)
    with reaching(EVERYTHING):
        await CreditAuthorization.filter(id=draft["id"]).update(
            status=AuthorizationState.VALID, document_sha256="0" * 64
        )
    return UUID(draft["id"])


async def a_ceremony(
    manager: Client, draft: dict[str, Any], signer: tuple[str, str, str], ports: Ports
) -> Person:
    """Send a permission; ``signer`` is name, identity number and phone of who signs."""
    sent = await manager.do(
        SEND,
        input={
            "idempotencyKey": str(uuid4()),
            "authorizationId": draft["id"],
            "expectedVersion": draft["version"],
        },
    )
    assert sent["errors"] == []
    await settle()
    with reaching(EVERYTHING):
        row = await Signer.get(task_id=sent["authorization"]["signingTaskId"])
    name, id_no, phone = signer
    return Person(name, row.key, phone, id_no, Client(manager.http), ports, row.id)


async def signed_beside_the_manager(
    manager: Client, draft: dict[str, Any], signer: tuple[str, str, str], ports: Ports
) -> None:
    """Have a permission signed on the manager's tablet: he has looked at the identity card."""
    person = await a_ceremony(manager, draft, signer, ports)
    helped = {"signerId": str(person.signer_id), "isIdentityChecked": True}
    answer = await manager.do(ASSIST, input=helped)
    assert answer["errors"] == []
    person.client.token = answer["accessToken"]
    await person.read_all()
    assert (await person.ask_sign_code())["errors"] == []
    assert (await person.give(person.sign_code))["errors"] == []
    await settle()
