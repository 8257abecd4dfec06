"""What a person agrees to, through HTTP and at the database's own door."""

from uuid import UUID, uuid4

import httpx
import pytest
from tortoise.exceptions import IntegrityError

from backend.capabilities.privacy import queries
from backend.capabilities.privacy.errors import ConsentRequired
from backend.capabilities.privacy.models import Consent
from backend.capabilities.privacy.rules import ConsentKind, missing_consents
from backend.kit.database import EVERYTHING, reaching
from tests.bank import signed_in
from tests.customer.factories import an_id_number
from tests.customer.test_graphql import REGISTER, a_person

GIVE = """
mutation G($input: GiveConsentInput!) {
  giveConsent(input: $input) {
    customer { id consents { kind textVersion withdrawnAt } } errors { code path }
  }
}
"""
WITHDRAW = """
mutation W($input: WithdrawConsentInput!) {
  withdrawConsent(input: $input) { customer { id } errors { code } }
}
"""


async def test_consents_are_given_together_once_and_withdrawn_one_by_one(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    made = await manager.do(REGISTER, input=a_person(an_id_number(), name="同意人"))
    who = {"customerId": made["customer"]["id"]}
    both = who | {"kinds": ["PRIVACY", "LOCATION"]}

    await manager.do(GIVE, input=both | {"idempotencyKey": str(uuid4())})
    given = await manager.do(GIVE, input=both | {"idempotencyKey": str(uuid4())})
    gone = await manager.do(
        WITHDRAW, input=who | {"idempotencyKey": str(uuid4()), "kind": "LOCATION"}
    )
    again = await manager.do(
        WITHDRAW, input=who | {"idempotencyKey": str(uuid4()), "kind": "LOCATION"}
    )

    assert [row["kind"] for row in given["customer"]["consents"]] == ["PRIVACY", "LOCATION"]
    assert gone["errors"] == []
    assert [error["code"] for error in again["errors"]] == ["CONSENT_NOT_GIVEN"]
    with reaching(EVERYTHING):
        assert await queries.has_consent(UUID(who["customerId"]), ConsentKind.PRIVACY)
        assert not await queries.has_consent(UUID(who["customerId"]), ConsentKind.LOCATION)


async def test_inv_04_a_location_needs_its_consent_until_that_is_given(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    made = await manager.do(REGISTER, input=a_person(an_id_number(), name="定位人"))
    customer_id = UUID(made["customer"]["id"])

    with reaching(EVERYTHING), pytest.raises(ConsentRequired) as refused:
        await queries.require_consent(customer_id, "定位人", ConsentKind.LOCATION)
    await manager.do(
        GIVE,
        input={
            "customerId": str(customer_id),
            "kinds": ["LOCATION"],
            "idempotencyKey": str(uuid4()),
        },
    )
    with reaching(EVERYTHING):
        await queries.require_consent(customer_id, "定位人", ConsentKind.LOCATION)
        with pytest.raises(ConsentRequired):
            await queries.require_consent(customer_id, "定位人", ConsentKind.SENSITIVE_BIOMETRIC)

    assert refused.value.message == "定位人尚未同意“位置信息采集”,请先取得本人同意"


async def test_the_database_lets_a_consent_be_neither_changed_nor_deleted(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    made = await manager.do(REGISTER, input=a_person(an_id_number(), name="留痕人"))
    customer_id = made["customer"]["id"]
    await manager.do(
        GIVE,
        input={"customerId": customer_id, "kinds": ["PRIVACY"], "idempotencyKey": str(uuid4())},
    )

    with reaching(EVERYTHING):
        with pytest.raises(IntegrityError, match="append-only"):
            await Consent.filter(customer_id=customer_id).delete()
        with pytest.raises(IntegrityError, match="only ever withdrawn"):
            await Consent.filter(customer_id=customer_id).update(text_version="另一版")
        assert await Consent.filter(customer_id=customer_id).count() == 1


def test_what_is_missing_is_listed_in_the_order_wanted() -> None:
    wanted = (ConsentKind.PRIVACY, ConsentKind.AUTOMATED_DECISION, ConsentKind.LOCATION)

    assert missing_consents([ConsentKind.LOCATION], wanted) == [
        ConsentKind.PRIVACY,
        ConsentKind.AUTOMATED_DECISION,
    ]
