"""The limit's ledger on a real database, with drawdowns that race."""

import asyncio
from datetime import date
from typing import TypedDict
from uuid import UUID, uuid4

import httpx
import pytest
from tortoise.exceptions import BaseORMException

from backend.capabilities.contract import service
from backend.capabilities.contract.errors import (
    LimitExceeded,
    LimitExpired,
    LimitFrozen,
    LimitInUse,
    MovementImpossible,
)
from backend.capabilities.contract.models import CreditLimit, LimitMovement
from backend.capabilities.product.rules import LimitType
from backend.capabilities.reference.queries import business_date
from backend.kit.actor import Actor
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.kit.refusal import IdempotencyMismatch
from backend.kit.work import unit_of_work
from tests.bank import actor, signed_in
from tests.contract.factories import a_limit

RECONCILE = """{ reconcileLimits { limitId shown { used } moved { used } } }"""
FREEZE = """
mutation F($input: FreezeCreditLimitInput!) {
  freezeCreditLimit(input: $input) {
    creditLimit { status freezeReason version } errors { code message path }
  }
}
"""
UNFREEZE = FREEZE.replace("freezeCreditLimit(", "unfreezeCreditLimit(").replace(
    "FreezeCreditLimitInput", "UnfreezeCreditLimitInput"
)


class Ref(TypedDict):
    ref_type: str
    ref_id: UUID


def a_ref() -> Ref:
    return {"ref_type": "TEST", "ref_id": uuid4()}


async def reserve(who: Actor, limit_id: UUID, amount: int, key: str = "") -> CreditLimit:
    async with unit_of_work(who) as work:
        return await service.reserve(
            work, limit_id, Fen(amount), ref_type="TEST", ref_id=uuid4(), key=key or str(uuid4())
        )


async def shown(limit_id: UUID) -> tuple[int, int, int]:
    with reaching(EVERYTHING):
        limit = await CreditLimit.get(id=limit_id)
    return limit.approved_fen, limit.used_fen, limit.reserved_fen


async def test_inv_27_of_fifty_parallel_reservations_only_as_many_as_fit_succeed(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api, 12_000_000)
    who = await actor("lin.zhuban")

    answers = await asyncio.gather(
        *(reserve(who, limit.id, 700_000) for _ in range(50)), return_exceptions=True
    )

    assert sum(isinstance(answer, CreditLimit) for answer in answers) == 17
    assert sum(isinstance(answer, LimitExceeded) for answer in answers) == 33
    assert await shown(limit.id) == (12_000_000, 0, 11_900_000)


async def test_inv_27_a_key_reserves_once_and_stands_for_nothing_else(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    who = await actor("lin.zhuban")

    await asyncio.gather(*(reserve(who, limit.id, 4_000_000, "once") for _ in range(10)))
    with pytest.raises(IdempotencyMismatch):
        await reserve(who, limit.id, 4_000_001, "once")

    assert await shown(limit.id) == (12_000_000, 0, 4_000_000)


async def test_inv_26_movements_add_up_to_the_balances_and_a_difference_is_reported(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    who = await actor("lin.zhuban")
    ref = a_ref()
    await reserve(who, limit.id, 8_000_000)
    await reserve(who, limit.id, 4_000_000)
    async with unit_of_work(who) as work:
        await service.use(work, limit.id, Fen(8_000_000), key="u", **ref)
        await service.release(work, limit.id, Fen(4_000_000), key="r", **ref)
        await service.restore(work, limit.id, Fen(1_000_000), key="s", **ref)
        await service.reduce(work, limit.id, Fen(5_000_000), key="d", **ref)
    auditor = await signed_in(api, "yan.shenji")

    before = await auditor.do(RECONCILE)
    with reaching(EVERYTHING):
        movements = await LimitMovement.filter(limit_id=limit.id).order_by("seq")
        await CreditLimit.filter(id=limit.id).update(used_fen=6_999_999)
    after = await auditor.do(RECONCILE)
    with reaching(EVERYTHING):
        await CreditLimit.filter(id=limit.id).update(used_fen=7_000_000)

    assert str(limit.id) not in {one["limitId"] for one in before}
    assert {
        "limitId": str(limit.id),
        "shown": {"used": "69999.99"},
        "moved": {"used": "70000.00"},
    } in after
    assert [movement.kind for movement in movements] == [
        "GRANT",
        "RESERVE",
        "RESERVE",
        "USE",
        "RELEASE",
        "RESTORE",
        "REDUCE",
    ]
    last = movements[-1]
    assert (last.approved_after_fen, last.used_after_fen, last.reserved_after_fen) == (
        7_000_000,
        7_000_000,
        0,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"used_fen": -1},
        {"reserved_fen": -1},
        {"used_fen": 7_000_000, "reserved_fen": 5_000_001},
    ],
)
async def test_inv_26_the_database_refuses_impossible_balances(
    api: httpx.AsyncClient, change: dict[str, int]
) -> None:
    limit = await a_limit(api)

    with reaching(EVERYTHING), pytest.raises(BaseORMException, match="limit_never_exceeded"):
        await CreditLimit.filter(id=limit.id).update(**change)

    assert await shown(limit.id) == (12_000_000, 0, 0)


async def test_inv_26_a_movement_is_neither_changed_nor_deleted(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api)

    with reaching(EVERYTHING), pytest.raises(BaseORMException):
        await LimitMovement.filter(limit_id=limit.id).update(amount_fen=1)
    with reaching(EVERYTHING), pytest.raises(BaseORMException):
        await LimitMovement.filter(limit_id=limit.id).delete()


@pytest.mark.parametrize(
    ("limit_type", "available", "restored"),
    [(LimitType.REVOLVING, 12_000_000, True), (LimitType.NON_REVOLVING, 0, False)],
)
async def test_inv_28_repaid_principal_returns_to_a_revolving_limit_only(
    api: httpx.AsyncClient, limit_type: LimitType, available: int, restored: bool
) -> None:
    limit = await a_limit(api, limit_type=limit_type)
    who = await actor("lin.zhuban")
    ref = a_ref()
    await reserve(who, limit.id, 12_000_000)
    async with unit_of_work(who) as work:
        await service.use(work, limit.id, Fen(12_000_000), key="u", **ref)
        repaid = await service.restore(work, limit.id, Fen(12_000_000), key="s", **ref)

    assert repaid.balances.available == available
    assert repaid.balances.outstanding == 0
    if restored:
        await reserve(who, limit.id, 12_000_000)
    else:
        with pytest.raises(LimitExceeded):
            await reserve(who, limit.id, 1)


async def test_more_is_not_restored_than_is_owed(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api)
    ref = a_ref()

    async with unit_of_work(await actor("lin.zhuban")) as work:
        with pytest.raises(MovementImpossible):
            await service.restore(work, limit.id, Fen(1), key="s", **ref)


async def test_inv_30_a_frozen_limit_is_not_drawn_until_it_is_unfrozen(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    who = await actor("lin.zhuban")
    risk = await signed_in(api, "shao.fengxian")
    command = {"limitId": str(limit.id), "expectedVersion": limit.version}

    no_reason = await risk.do(FREEZE, input=command | {"idempotencyKey": "f0", "reason": " "})
    frozen = await risk.do(
        FREEZE, input=command | {"idempotencyKey": str(uuid4()), "reason": "发现挪用线索"}
    )
    with pytest.raises(LimitFrozen, match="LIMIT_FROZEN"):
        await reserve(who, limit.id, 1)
    command["expectedVersion"] = frozen["creditLimit"]["version"]
    thawed = await risk.do(
        UNFREEZE, input=command | {"idempotencyKey": str(uuid4()), "reason": "核实无误"}
    )
    await reserve(who, limit.id, 1)

    assert [error["code"] for error in no_reason["errors"]] == ["VALIDATION_FAILED"]
    assert frozen["creditLimit"]["status"] == "FROZEN"
    assert frozen["creditLimit"]["freezeReason"] == "发现挪用线索"
    assert thawed["creditLimit"]["status"] == "ACTIVE"
    assert await shown(limit.id) == (12_000_000, 0, 1)


async def test_inv_30_a_limit_is_drawn_on_its_last_day_and_not_after(
    api: httpx.AsyncClient,
) -> None:
    who = await actor("lin.zhuban")
    with reaching(EVERYTHING):
        today = await business_date()
    begin = date(today.year - 3, 1, 1)
    last = await a_limit(api, start_date=begin, draw_end_date=today, end_date=today)
    past = await a_limit(api, start_date=begin, draw_end_date=begin, end_date=today)

    await reserve(who, last.id, 1)
    with pytest.raises(LimitExpired):
        await reserve(who, past.id, 1)


async def test_a_limit_in_use_is_not_cancelled_and_a_free_one_leaves_nothing(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    who = await actor("lin.zhuban")
    ref = a_ref()
    await reserve(who, limit.id, 100)

    with pytest.raises(LimitInUse):
        async with unit_of_work(who) as work:
            await service.cancel(work, limit.id, "不再需要", key="c", **ref)
    async with unit_of_work(who) as work:
        await service.release(work, limit.id, Fen(100), key="r", **ref)
        await service.cancel(work, limit.id, "不再需要", key="c", **ref)

    assert await shown(limit.id) == (0, 0, 0)
    with reaching(EVERYTHING):
        assert (await CreditLimit.get(id=limit.id)).status == "CANCELLED"


async def test_another_bank_does_not_see_the_limit(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api)
    outsider = await signed_in(api, "shi.yunze")

    hidden = await outsider.ask(
        "query Q($id: ID!) { creditLimit(id: $id) { no } }", id=str(limit.id)
    )

    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"
