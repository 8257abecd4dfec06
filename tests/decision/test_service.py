"""Decisions are kept with their inputs, adjusted with reasons; strategies take two people."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from backend.capabilities.application.models import Application
from backend.capabilities.decision import queries
from backend.capabilities.decision.errors import NoDecision
from backend.capabilities.decision.models import Adjustment, Decision
from backend.capabilities.decision.rules import (
    AdjustedField,
    AdjustmentReason,
    DecisionResult,
    DecisionStage,
    Due,
    Reason,
    Terms,
)
from backend.capabilities.decision.service import (
    decide_after_investigation,
    decide_disbursement,
    mark_stale,
    record_adjustments,
)
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import fen
from backend.kit.refusal import Refused
from backend.kit.work import unit_of_work
from tests.application.test_graphql import SAVE, a_draft
from tests.bank import actor, signed_in
from tests.customer.factories import an_id_number
from tests.decision.factories import DECISIONS, investigated

WANTED = Terms(DecisionResult.APPROVE, fen("130000"), 36, 220)
RENT = Reason(AdjustmentReason.EXTRA_INCOME, "保证人另有租金收入")


async def an_application_row(api: httpx.AsyncClient, name: str) -> Application:
    """A saved application; what is asked for does not matter here."""
    manager = await signed_in(api, "lin.zhuban")
    saved = await manager.do(SAVE, input=await a_draft(manager, an_id_number(), name))
    with reaching(EVERYTHING):
        return await Application.get(id=UUID(saved["application"]["id"]))


async def test_inv_24_the_journeys_decision_is_kept_with_the_hash_of_its_inputs(
    api: httpx.AsyncClient,
) -> None:
    application = await an_application_row(api, "张决策")
    lin = await actor("lin.zhuban")

    async with unit_of_work(lin) as work:
        decision = await decide_after_investigation(work, application, investigated())

    manager = await signed_in(api, "lin.zhuban")
    seen = await manager.do(
        """query D($filter: DecisionFilter) { decisions(first: 5, filter: $filter) { edges { node {
        result grade score proposedAmount proposedTermMonths proposedSpreadBp proposedRate coverage
        caps isStale snapshotSha256 explanation trace strategyVersion { number } } } } }""",
        filter={"applicationId": str(application.id)},
    )
    (edge,) = seen["edges"]
    node = edge["node"]
    assert node.pop("trace")
    assert node.pop("explanation")[-1] == "系统建议通过"
    assert node.pop("snapshotSha256") == decision.snapshot_sha256
    assert node == {
        "result": "APPROVE",
        "grade": "B",
        "score": 66,
        "proposedAmount": "120000.00",
        "proposedTermMonths": 36,
        "proposedSpreadBp": 220,
        "proposedRate": "5.200000",
        "coverage": "0.741819",
        "caps": [
            {"name": "REQUESTED", "amount": "150000.00", "isBinding": False},
            {"name": "PRODUCT_MAX", "amount": "300000.00", "isBinding": False},
            {"name": "INCOME", "amount": "154000.00", "isBinding": False},
            {"name": "CAPACITY", "amount": "130666.67", "isBinding": False},
            {"name": "GUARANTOR", "amount": "124000.00", "isBinding": True},
        ],
        "isStale": False,
        "strategyVersion": {"number": 1},
    }


async def test_a_second_decision_makes_the_first_stale_and_neither_is_rewritten(
    api: httpx.AsyncClient,
) -> None:
    application = await an_application_row(api, "李决策")
    lin = await actor("lin.zhuban")
    async with unit_of_work(lin) as work:
        first = await decide_after_investigation(work, application, investigated())
        second = await decide_after_investigation(work, application, investigated())

    with reaching(EVERYTHING):
        assert (await Decision.get(id=first.id)).is_stale
        assert (await queries.current(application.id)).id == second.id
        with pytest.raises(IntegrityError):
            await second.revise(lin.id, proposed_amount_fen=fen("150000"))
    async with unit_of_work(lin) as work:
        await mark_stale(work, application.id)
    with reaching(EVERYTHING), pytest.raises(NoDecision):
        await queries.current(application.id)


async def test_inv_25_a_difference_without_a_reason_is_refused_and_with_one_recorded(
    api: httpx.AsyncClient,
) -> None:
    application = await an_application_row(api, "王决策")
    lin = await actor("lin.zhuban")
    async with unit_of_work(lin) as work:
        decision = await decide_after_investigation(work, application, investigated())
    told: dict[str, Any] = {
        "decision_id": decision.id,
        "subject_type": "OPINION",
        "subject_id": uuid4(),
        "node": "授信意见",
        "wanted": WANTED,
    }

    with pytest.raises(Refused):
        async with unit_of_work(lin) as work:
            await record_adjustments(work, **told, reasons={})
    with reaching(EVERYTHING):
        assert await Adjustment.filter(decision_id=decision.id).count() == 0
    async with unit_of_work(lin) as work:
        (kept,) = await record_adjustments(work, **told, reasons={AdjustedField.AMOUNT: RENT})

    assert (kept.field, kept.from_value, kept.to_value, kept.reason_code) == (
        AdjustedField.AMOUNT,
        "120000.00",
        "130000.00",
        AdjustmentReason.EXTRA_INCOME,
    )
    with reaching(EVERYTHING):
        assert [one.id for one in await queries.adjustments_of(application.id)] == [kept.id]
        with pytest.raises(OperationalError):
            await Adjustment.filter(id=kept.id).update(reason_text="另一种说法")


@pytest.mark.parametrize(
    ("extra", "result", "ratio"),
    [("0", "APPROVE", "0.780308"), ("3000", "REFER", "0.807580")],
)
async def test_a_disbursement_counts_twelve_months_of_all_instalments(
    api: httpx.AsyncClient, extra: str, result: str, ratio: str
) -> None:
    application = await an_application_row(api, "陈决策")
    due = (
        Due(date(2027, 6, 1), fen("34124.90")),
        Due(date(2027, 12, 10), fen("42108.90")),
        Due(date(2027, 12, 11), fen("99999")),
        Due(date(2027, 1, 1), fen(extra)),
    )
    async with unit_of_work(await actor("lin.zhuban")) as work:
        await decide_after_investigation(work, application, investigated())
        decision = await decide_disbursement(
            work,
            application,
            disbursement_id=uuid4(),
            value_date=date(2026, 12, 10),
            instalments=due,
        )

    assert (decision.stage, decision.result) == (DecisionStage.DISBURSEMENT, result)
    assert decision.coverage == Decimal(ratio)
    assert decision.service_12m_fen == fen("76233.80") + fen(extra)


SAVE_DRAFT = """mutation S($input: SaveDecisionDraftInput!) { saveDecisionDraft(input: $input) {
  decisionVersion { id number version status findings { code } } errors { code message } } }"""
CHANGE = """mutation C($input: ChangeDecisionVersionInput!) { %s(input: $input) {
  decisionVersion { id version status } errors { code message } } }"""


async def test_inv_37_an_author_does_not_publish_his_strategy(api: httpx.AsyncClient) -> None:
    author = await signed_in(api, "shao.fengxian")
    other = await signed_in(api, "bai.fabu")
    content = json.loads((DECISIONS / "disbursement.json").read_text(encoding="utf-8"))
    content["key"] = f"own_{uuid4().hex[:8]}"

    async def change(who: Any, verb: str, row: dict[str, Any]) -> Any:
        command = {"versionId": row["id"], "expectedVersion": row["version"]}
        return await who.do(CHANGE % verb, input=command | {"idempotencyKey": str(uuid4())})

    def draft(value: Any) -> dict[str, Any]:
        return {"idempotencyKey": str(uuid4()), "content": value}

    broken = await author.do(SAVE_DRAFT, input=draft(content | {"cases": []}))
    refused = await change(author, "submitDecisionVersion", broken["decisionVersion"])
    saved = (await author.do(SAVE_DRAFT, input=draft(content)))["decisionVersion"]
    sent = (await change(author, "submitDecisionVersion", saved))["decisionVersion"]
    own = await change(author, "publishDecisionVersion", sent)
    published = await change(other, "publishDecisionVersion", sent)

    assert broken["decisionVersion"]["findings"] == [{"code": "NO_CASES"}]
    assert [error["code"] for error in refused["errors"]] == ["STRATEGY_NOT_PUBLISHABLE"]
    assert (saved["number"], saved["findings"]) == (1, [])
    assert [error["code"] for error in own["errors"]] == ["MAKER_CHECKER"]
    assert published["decisionVersion"]["status"] == "PUBLISHED"
    shao = await actor("shao.fengxian")
    with reaching(EVERYTHING):
        found = await queries.strategy_in_force(content["key"], shao.legal_entity_id, shao.union_id)
        assert str(found.version.id) == saved["id"]
        with pytest.raises(IntegrityError):
            await found.version.revise(shao.id, content="{}")
