"""Parameters, figures and days through HTTP: two people, one value per day."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx

from backend.capabilities.reference import queries
from backend.kit.database import EVERYTHING, reaching
from tests.bank import Client, actor, signed_in

PROPOSE = """mutation P($input: ProposeParameterInput!) {
  proposeParameter(input: $input) { parameter { id version status } errors { code path } }
}"""
DECIDE = """mutation D($input: DecideParameterInput!) {
  decideParameter(input: $input) { parameter { status } errors { code path } }
}"""
HOLIDAY = """mutation H($input: RecordHolidayInput!) {
  recordHoliday(input: $input) { holiday { day } errors { code } }
}"""
KEY = "signing.linkHours"


async def proposed(terminal: Client, value: Any, day: date) -> Any:
    """Propose a value of a parameter."""
    return await terminal.do(
        PROPOSE,
        input={
            "idempotencyKey": str(uuid4()),
            "key": KEY,
            "value": value,
            "effectiveFrom": day.isoformat(),
        },
    )


async def decided(terminal: Client, row: dict[str, Any], *, approve: bool) -> Any:
    """Decide a proposed value."""
    return await terminal.do(
        DECIDE,
        input={
            "idempotencyKey": str(uuid4()),
            "parameterId": row["id"],
            "expectedVersion": row["version"],
            "approve": approve,
        },
    )


async def value_on(day: date) -> Any:
    """What holds at the first bank on a day."""
    one = await actor("an.xitong")
    with reaching(EVERYTHING):
        return await queries.parameter(KEY, day, one.legal_entity_id, one.union_id)


async def test_inv_37_a_parameter_holds_once_a_second_person_has_agreed(
    api: httpx.AsyncClient,
) -> None:
    proposer = await signed_in(api, "an.xitong")
    day = date(2027, 3, 1)

    made = await proposed(proposer, 48, day)
    own = await decided(proposer, made["parameter"], approve=True)

    assert made["errors"] == []
    assert made["parameter"]["status"] == "PROPOSED"
    assert [error["code"] for error in own["errors"]] == ["MAKER_CHECKER"]
    assert await value_on(day) == 72


async def test_a_second_administrators_yes_takes_effect_on_its_day(
    api: httpx.AsyncClient,
) -> None:
    proposer = await signed_in(api, "an.xitong")
    second = await signed_in(api, "kuang.xitong")
    day = date(2027, 6, 1)
    made = await proposed(proposer, 24, day)

    agreed = await decided(second, made["parameter"], approve=True)

    assert agreed == {"parameter": {"status": "ACTIVE"}, "errors": []}
    assert await value_on(day - timedelta(days=1)) == 72
    assert await value_on(day) == 24


async def test_a_value_of_another_type_or_in_the_past_is_refused_at_once(
    api: httpx.AsyncClient,
) -> None:
    proposer = await signed_in(api, "ning.xitong")

    refused = await proposed(proposer, "48", date(2026, 1, 1))
    listed = await proposer.do("{ parameters(first: 10) { edges { node { key } } } }")

    assert [(error["code"], error["path"]) for error in refused["errors"]] == [
        ("PARAMETER_UNFIT", ["value"]),
        ("VALIDATION_FAILED", ["effectiveFrom"]),
    ]
    assert listed == {"edges": []}


async def test_a_day_is_written_down_once(api: httpx.AsyncClient) -> None:
    keeper = await signed_in(api, "an.xitong")
    day = {"day": "2027-02-06", "name": "春节", "isWorking": False}

    first = await keeper.do(HOLIDAY, input=day | {"idempotencyKey": str(uuid4())})
    again = await keeper.do(HOLIDAY, input=day | {"idempotencyKey": str(uuid4())})

    assert first == {"holiday": {"day": "2027-02-06"}, "errors": []}
    assert [error["code"] for error in again["errors"]] == ["ALREADY_RECORDED"]


async def test_the_unions_dictionaries_are_there_for_every_bank(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "shi.yunze", "PAD")

    found = await manager.do(
        "query D($filter: DictItemFilter) { dictItems(first: 100, filter: $filter)"
        " { edges { node { code label } } } }",
        filter={"dictionary": "purpose", "parentCode": "PLANTING"},
    )

    assert {"code": "PLANTING.TEA", "label": "茶叶"} in [edge["node"] for edge in found["edges"]]
