"""Customers, through HTTP."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx

from backend.capabilities.customer.models import Customer
from backend.kit.database import EVERYTHING, reaching
from tests.bank import signed_in
from tests.customer.factories import an_id_number

REGISTER = """
mutation R($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) {
    customer { id no name idNo phone address gender birthDate status }
    errors { code message path }
  }
}
"""


def a_person(id_no: str, **changes: Any) -> dict[str, Any]:
    """Somebody with everything filled in."""
    return {
        "idempotencyKey": str(uuid4()),
        "type": "PERSON",
        "name": "周白露",
        "idType": "RESIDENT_ID",
        "idNo": id_no,
        "maritalStatus": "SINGLE",
        "phone": "14000000007",
        "address": "示例县茶山镇云雾村",
    } | changes


async def files_of(id_name: str) -> int:
    """Count the files under a name, in all banks."""
    with reaching(EVERYTHING):
        return await Customer.filter(name=id_name).count()


async def test_a_manager_registers_a_customer_and_others_see_him_masked(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    head = await signed_in(api, "sun.chashan")

    made = await manager.do(REGISTER, input=a_person("429999199209089965"))
    seen = await head.do(
        "query Q($id: ID!) { customer(id: $id) { name idNo phone address } }",
        id=made["customer"]["id"],
    )

    assert made["errors"] == []
    assert made["customer"]["no"].startswith("KH429901261112")
    assert made["customer"]["idNo"] == "429999199209089965"
    assert made["customer"]["birthDate"] == "1992-09-08"
    assert seen == {
        "name": "周白露",
        "idNo": "429999********9965",
        "phone": "140****0007",
        "address": "示例县***",
    }


async def test_inv_63_another_bank_does_not_find_him(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    outsider = await signed_in(api, "shi.yunze")
    made = await manager.do(REGISTER, input=a_person(an_id_number(), name="赵惊蛰"))

    by_id = await outsider.ask(
        "query Q($id: ID!) { customer(id: $id) { name } }", id=made["customer"]["id"]
    )
    listed = await outsider.do("{ customers(first: 100) { edges { node { name } } totalCount } }")

    assert by_id["data"] == {"customer": None}
    assert by_id["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert "赵惊蛰" not in {edge["node"]["name"] for edge in listed["edges"]}


async def test_inv_03_the_same_document_at_once_opens_one_file(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    person = an_id_number()

    answers = await asyncio.gather(
        *(manager.do(REGISTER, input=a_person(person, name="同一人")) for _ in range(10))
    )

    made = [answer for answer in answers if answer["customer"]]
    refused = {error["code"] for answer in answers for error in answer["errors"]}
    assert len(made) == 1
    assert refused == {"CUSTOMER_ALREADY_KNOWN"}
    assert await files_of("同一人") == 1


async def test_one_key_sent_twenty_times_has_one_effect_and_one_answer(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    command = a_person(an_id_number(), name="重试者")

    answers = await asyncio.gather(*(manager.do(REGISTER, input=command) for _ in range(20)))
    other = await manager.do(REGISTER, input=command | {"address": "示例县茶山镇别处"})

    assert {answer["customer"]["id"] for answer in answers} == {answers[0]["customer"]["id"]}
    assert [error["code"] for error in other["errors"]] == ["IDEMPOTENCY_MISMATCH"]
    assert await files_of("重试者") == 1


async def test_everything_wrong_is_said_at_once_and_nothing_is_written(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    bad = a_person("429999198503129910", name="错", phone="123", address="x")

    answer = await manager.do(REGISTER, input=bad)

    assert answer["customer"] is None
    assert [(error["code"], error["path"]) for error in answer["errors"]] == [
        ("VALIDATION_FAILED", ["name"]),
        ("ID_NUMBER_INVALID", ["idNo"]),
        ("VALIDATION_FAILED", ["phone"]),
        ("VALIDATION_FAILED", ["address"]),
    ]
    assert await files_of("错") == 0


async def test_a_nul_byte_is_refused_with_its_place(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")

    answer = await manager.do(REGISTER, input=a_person("429999197505069994", name="坏\x00名"))

    assert [(error["code"], error["path"]) for error in answer["errors"]] == [
        ("VALIDATION_FAILED", ["name"])
    ]


async def test_nobody_and_the_wrong_role_may_not_register(api: httpx.AsyncClient) -> None:
    reviewer = await signed_in(api, "gao.shencha")
    reviewer_answer = await reviewer.ask(REGISTER, input=a_person("429999197010089985"))
    reviewer.token = ""
    nobody_answer = await reviewer.ask(REGISTER, input=a_person("429999197010089985"))

    assert reviewer_answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert nobody_answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
