"""Permissions for tests."""

from typing import Any
from uuid import UUID, uuid4

from backend.capabilities.credit_authorization.models import CreditAuthorization
from backend.capabilities.credit_authorization.rules import AuthorizationState
from backend.kit.database import EVERYTHING, reaching
from tests.bank import Client

CREATE = """mutation C($input: CreateCreditAuthorizationInput!) {
  createCreditAuthorization(input: $input) {
    authorization { id no version status purposes validFrom validTo } errors { code message path }
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
