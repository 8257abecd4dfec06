"""Applications with people who stand for them, as rows: the way there is proved elsewhere."""

from typing import Any
from uuid import UUID, uuid4

from backend.capabilities.application.models import Application
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.product.models import ProductVersion
from backend.kit.database import EVERYTHING, reaching
from tests.application.test_graphql import SAVE, a_customer, a_draft
from tests.bank import Client
from tests.customer.factories import an_id_number

GUARANTEE = """ guarantee { id no version status maxAmount capacity allowedActions type
  guarantor { name } } errors { code message path } """
COLLATERAL = """ collateral { id no version status kind appraisedValue ltvPct pledged available
  registrationStatus allowedActions pledges { amount wanted } owners { customer { name } } }
  errors { code message path } """


def verb(name: str, gives: str) -> str:
    """The document of a mutation with one input."""
    kind = name[0].upper() + name[1:]
    return f"mutation M($input: {kind}Input!) {{ {name}(input: $input) {{ {gives} }} }}"


async def act(terminal: Client, name: str, gives: str, **given: Any) -> dict[str, Any]:
    """Do one thing, under a key of its own."""
    answer: dict[str, Any] = await terminal.do(
        verb(name, gives), input={"idempotencyKey": str(uuid4()), **given}
    )
    return answer


async def a_case(
    manager: Client,
    name: str,
    status: ApplicationStatus = ApplicationStatus.INVESTIGATING,
    *,
    code: str = "A02",
    **changes: Any,
) -> Application:
    """An application of 林主办 that stands in a state."""
    saved = await manager.do(SAVE, input=await a_draft(manager, an_id_number(), name, **changes))
    assert saved["errors"] == []
    with reaching(EVERYTHING):
        version = await ProductVersion.filter(product__code=code, status="PUBLISHED").first()
        assert version is not None
        # Each product has a form of its own; what is asked there does not matter here.
        await Application.filter(id=UUID(saved["application"]["id"])).update(
            status=status, product_id=version.product_id, product_version_id=version.id
        )
        return await Application.get(id=UUID(saved["application"]["id"]))


async def a_person(terminal: Client, name: str) -> str:
    """Somebody with a file, to stand for others."""
    return await a_customer(terminal, an_id_number(), name)
