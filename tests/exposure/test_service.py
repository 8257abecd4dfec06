"""Exposure on a real database."""

import asyncio
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import httpx

from backend.capabilities.exposure import queries, service
from backend.capabilities.exposure.models import Exposure
from backend.capabilities.exposure.rules import ExposureKind
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen, Rate
from backend.kit.work import unit_of_work
from backend.ports.core_banking import CoreLoanStatus, ExistingLoan
from tests.bank import actor, signed_in
from tests.customer.factories import an_id_number
from tests.customer.test_graphql import REGISTER, a_person


async def a_borrower(api: httpx.AsyncClient) -> UUID:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    made = await manager.do(REGISTER, input=a_person(an_id_number(), name="借款人"))
    return UUID(made["customer"]["id"])


async def test_ten_writers_of_one_source_leave_one_row_with_the_last_amount(
    api: httpx.AsyncClient,
) -> None:
    customer_id, limit_id = await a_borrower(api), uuid4()
    manager = await actor("lin.zhuban")

    async def write(amount: int) -> None:
        async with unit_of_work(manager) as work:
            await service.record(
                work,
                customer_id=customer_id,
                kind=ExposureKind.LIMIT,
                ref_type="CreditLimit",
                ref_id=limit_id,
                amount_fen=Fen(amount),
            )

    await asyncio.gather(*(write(1_000) for _ in range(10)))
    await write(2_000)

    with reaching(EVERYTHING):
        assert await Exposure.filter(customer_id=customer_id).count() == 1
        assert await queries.total_of(customer_id) == 2_000
        assert await queries.guaranteed_by(customer_id) == 0


async def test_a_loan_that_the_core_no_longer_lists_counts_nothing(
    api: httpx.AsyncClient,
) -> None:
    customer_id = await a_borrower(api)
    manager = await actor("lin.zhuban")
    loan = ExistingLoan(
        loan_no="CORE-1",
        principal_fen=Fen(500),
        outstanding_fen=Fen(300),
        overdue_fen=Fen(0),
        annual_rate=Rate(Decimal("5.2")),
        value_date=date(2026, 1, 1),
        maturity_date=date(2027, 1, 1),
        status=CoreLoanStatus.ACTIVE,
    )

    async with unit_of_work(manager) as work:
        await service.take_in(work, customer_id, [loan])
    with reaching(EVERYTHING):
        before = await queries.total_of(customer_id)
    async with unit_of_work(manager) as work:
        await service.take_in(work, customer_id, [])
    with reaching(EVERYTHING):
        after = await queries.total_of(customer_id)

    assert (before, after) == (300, 0)


async def test_inv_63_the_sum_is_told_at_the_own_bank_only(api: httpx.AsyncClient) -> None:
    customer_id = await a_borrower(api)
    ask = "query Q($id: ID!) { customerExposure(customerId: $id) { total guaranteed } }"

    own = await (await signed_in(api, "lin.zhuban")).do(ask, id=str(customer_id))
    other = await (await signed_in(api, "shi.yunze")).ask(ask, id=str(customer_id))

    assert own == {"total": "0.00", "guaranteed": "0.00"}
    assert other["errors"][0]["extensions"]["code"] == "NOT_FOUND"
