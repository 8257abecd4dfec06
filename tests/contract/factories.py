"""Contracts and limits for tests of what stands on them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx

from backend.capabilities.application.models import Application
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.contract.models import CreditContract, CreditLimit
from backend.capabilities.contract.rules import ContractStatus
from backend.capabilities.contract.service import grant
from backend.capabilities.product.rules import Benchmark, LimitType, RateType
from backend.capabilities.reference.service import next_no
from backend.kit.money import Fen
from backend.kit.work import unit_of_work
from tests.application.test_graphql import SAVE, a_draft
from tests.bank import actor, signed_in
from tests.customer.factories import an_id_number


async def an_application(api: httpx.AsyncClient, name: str = "张丰收") -> UUID:
    """A draft of a new farmer, made by 林主办."""
    manager = await signed_in(api, "lin.zhuban")
    draft = await a_draft(manager, an_id_number(), name)
    saved = await manager.do(SAVE, input=draft)
    assert saved["errors"] == []
    return UUID(saved["application"]["id"])


async def a_limit(api: httpx.AsyncClient, amount: int = 12_000_000, **changes: Any) -> CreditLimit:
    """A limit under an effective contract, from 2026-11-12 on for 36 months."""
    application_id = await an_application(api)
    async with unit_of_work(await actor("lin.zhuban")) as work:
        application = await Application.get(id=application_id)
        terms: dict[str, Any] = {
            "no": await next_no(work, "SX"),
            "display_no": f"测试第{uuid4().hex[:12]}号",
            "application_id": application.id,
            "customer_id": application.applicant_id,
            "product_version_id": application.product_version_id,
            "amount_fen": Fen(amount),
            "limit_type": LimitType.REVOLVING,
            "limit_term_months": 36,
            "term_months": 12,
            "start_date": date(2026, 11, 12),
            "end_date": date(2029, 11, 11),
            "draw_end_date": date(2029, 11, 11),
            "rate_type": RateType.FIXED,
            "benchmark": Benchmark.LPR_1Y,
            "lpr_value": Decimal("3.000000"),
            "lpr_date": date(2026, 10, 20),
            "spread_bp": 220,
            "annual_rate": Decimal("5.200000"),
            "penalty_markup_pct": 50,
            "misuse_markup_pct": 100,
            "methods": ["EPI", "IO_Q"],
            "status": ContractStatus.EFFECTIVE,
        }
        contract = await work.add(CreditContract, **(terms | changes))
        await (
            Application.filter(id=application.id)
            .using_db(work.connection)
            .update(status=ApplicationStatus.EFFECTIVE)
        )
        return await grant(work, contract)
