"""Drawdowns through HTTP: refused, reviewed by two people, paid and read back."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx

from backend.capabilities.contract.models import CreditLimit
from backend.capabilities.disbursement import service
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.reference.queries import business_date
from backend.capabilities.workflow.rules import Outcome
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.kit.work import unit_of_work
from tests.bank import Client, actor, settle, signed_in
from tests.contract.factories import a_limit
from tests.disbursement.factories import CARD, decide, in_review, limit_now, now

CREATE = """
mutation C($input: CreateDisbursementInput!) {
  createDisbursement(input: $input) {
    disbursement { id no version status amount disburseAccount maturityDate allowedActions }
    errors { code message path }
  }
}
"""
SUBMIT = """
mutation S($input: SubmitDisbursementInput!) {
  submitDisbursement(input: $input) {
    disbursement { id version status noteNo loanNo scheduleSha256 checklist }
    errors { code message path }
  }
}
"""
CANCEL = """
mutation C($input: CancelDisbursementInput!) {
  cancelDisbursement(input: $input) { disbursement { status } errors { code message path } }
}
"""


def key(**values: Any) -> dict[str, Any]:
    return {"idempotencyKey": str(uuid4())} | values


async def an_input(limit: CreditLimit, yuan: str, **changes: Any) -> dict[str, Any]:
    return (
        key(
            limitId=str(limit.id),
            amount=yuan,
            valueDate=(await business_date()).isoformat(),
            termMonths=12,
            repaymentMethod="IO_Q",
            dueDayRule="QUARTER_END",
            disburseAccount=CARD,
            repayAccount=CARD,
            purposeText="购买茶苗",
            purposeProofs=[str(uuid4())],
        )
        | changes
    )


async def drafted(terminal: Client, limit: CreditLimit, amount: str, **more: Any) -> Any:
    made = await terminal.do(CREATE, input=await an_input(limit, amount, **more))
    assert made["errors"] == []
    return made["disbursement"]


async def test_a_drawdown_is_drafted_submitted_and_cancelled(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api)
    manager = await signed_in(api, "lin.zhuban")

    draft = await drafted(manager, limit, "40000")
    sent = await manager.do(
        SUBMIT, input=key(disbursementId=draft["id"], expectedVersion=draft["version"])
    )
    reserved = await limit_now(limit)
    row = sent["disbursement"]
    cancelled = await manager.do(
        CANCEL,
        input=key(disbursementId=row["id"], expectedVersion=row["version"], reason="客户不用了"),
    )

    assert (draft["status"], draft["amount"]) == ("DRAFT", "40000.00")
    assert draft["no"].startswith("FK429901")
    assert draft["disburseAccount"] != CARD
    assert sent["errors"] == []
    assert row["noteNo"].endswith("-001")
    assert row["loanNo"].startswith("JJ429901")
    assert all(condition["ok"] for condition in row["checklist"])
    assert reserved == (0, 4_000_000)
    assert cancelled == {"disbursement": {"status": "CANCELLED"}, "errors": []}
    assert await limit_now(limit) == (0, 0)


async def test_inv_30_an_open_condition_is_named_and_nothing_is_set_aside(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    manager = await signed_in(api, "lin.zhuban")
    draft = await drafted(manager, limit, "40000", purposeProofs=[])

    sent = await manager.do(
        SUBMIT, input=key(disbursementId=draft["id"], expectedVersion=draft["version"])
    )

    assert [(one["code"], one["path"]) for one in sent["errors"]] == [
        ("CONDITION_NOT_MET", ["conditions", "PURPOSE"])
    ]
    assert await limit_now(limit) == (0, 0)


async def test_what_is_wrong_with_a_drawdown_is_refused_and_nothing_is_written(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    manager = await signed_in(api, "lin.zhuban")

    async def refused(**changes: Any) -> list[str]:
        made = await manager.do(CREATE, input=await an_input(limit, "40000", **changes))
        assert made["disbursement"] is None
        return [error["code"] for error in made["errors"]]

    assert await refused(repaymentMethod="FLAT") == ["METHOD_OUTSIDE_CONTRACT"]
    assert await refused(termMonths=13) == ["NOTE_TERM_OUTSIDE"]
    assert await refused(valueDate="2026-01-01") == ["VALIDATION_FAILED"]
    assert await refused(disburseAccount="12") == ["VALIDATION_FAILED"]
    assert await refused(amount="0") == ["VALIDATION_FAILED"]
    with reaching(EVERYTHING):
        assert await Disbursement.filter(limit_id=limit.id).count() == 0


async def test_inv_36_six_hundred_thousand_must_be_paid_to_the_counterparty(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api, Fen(100_000_000))
    manager = await signed_in(api, "lin.zhuban")

    made = await manager.do(CREATE, input=await an_input(limit, "600000"))
    payee = {"name": "谷丰农资", "account": "6299990000000030001", "bankName": "示例银行"}
    entrusted = await drafted(
        manager,
        limit,
        "600000",
        paymentMode="ENTRUSTED",
        payees=[payee | {"amount": "600000"}],
    )

    assert [error["code"] for error in made["errors"]] == ["ENTRUSTED_REQUIRED"]
    assert entrusted["status"] == "DRAFT"


async def test_inv_27_fifty_drawdowns_at_once_take_what_there_is(api: httpx.AsyncClient) -> None:
    limit = await a_limit(api, Fen(12_000_000))
    manager = await signed_in(api, "lin.zhuban")
    drafts = [await drafted(manager, limit, "40000") for _ in range(50)]

    answers = await asyncio.gather(
        *(
            manager.do(
                SUBMIT, input=key(disbursementId=draft["id"], expectedVersion=draft["version"])
            )
            for draft in drafts
        )
    )

    accepted = [answer for answer in answers if answer["errors"] == []]
    codes = {error["code"] for answer in answers for error in answer["errors"]}
    assert (len(accepted), codes) == (3, {"LIMIT_EXCEEDED"})
    assert await limit_now(limit) == (0, 12_000_000)


async def test_inv_31_one_key_fifty_times_has_one_effect_and_one_answer(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    manager = await signed_in(api, "lin.zhuban")
    same = await an_input(limit, "40000")

    answers = await asyncio.gather(*(manager.do(CREATE, input=same) for _ in range(50)))
    other = await manager.do(CREATE, input=same | {"amount": "40001"})

    with reaching(EVERYTHING):
        rows = await Disbursement.filter(limit_id=limit.id).count()
    assert rows == 1
    assert len({answer["disbursement"]["id"] for answer in answers}) == 1
    assert [error["code"] for error in other["errors"]] == ["IDEMPOTENCY_MISMATCH"]


async def test_inv_37_a_signed_drawdown_passes_two_people_and_is_paid(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    row = await in_review(limit, Fen(4_000_000))

    await decide("song.fuhe", row.id, "recheck", Outcome.APPROVE)
    await decide("tang.fangkuan", row.id, "release", Outcome.APPROVE)
    await settle()

    manager = await signed_in(api, "lin.zhuban")
    seen = await manager.do(
        "query D($id: ID!) { disbursement(id: $id) { status simulated releaser { name }"
        " exchanges { asked answer } notes { status outstanding schedules { number"
        " rows { no total } } } } }",
        id=str(row.id),
    )
    assert (seen["status"], seen["simulated"]) == ("DISBURSED", True)
    assert seen["releaser"] == {"name": "唐放款"}
    assert seen["exchanges"] == [
        {"asked": "SEND", "answer": None},
        {"asked": "SEND", "answer": "POSTED"},
    ]
    (note,) = seen["notes"]
    assert (note["status"], note["outstanding"]) == ("ACTIVE", "40000.00")
    assert [one["number"] for one in note["schedules"]] == [1]


async def test_a_return_frees_the_limit_and_voids_the_note_and_the_case_goes_on_later(
    api: httpx.AsyncClient,
) -> None:
    limit = await a_limit(api)
    row = await in_review(limit, Fen(4_000_000))

    await decide("song.fuhe", row.id, "recheck", Outcome.RETURN)
    returned = await now(row.id)
    free = await limit_now(limit)
    manager = await actor("lin.zhuban")
    with reaching(EVERYTHING):
        again = await service.submit_disbursement(
            manager,
            service.SubmitDisbursement(disbursement_id=row.id, expected_version=returned.version),
        )
    async with unit_of_work(manager) as work:
        await service.open_signing(work, row.id, uuid4())
        await service.note_signed(work, row.id)
    await decide("song.fuhe", row.id, "recheck", Outcome.REJECT)

    assert (returned.status, returned.loan_no, returned.schedule) == ("DRAFT", None, [])
    assert free == (0, 0)
    assert again.loan_no != row.loan_no
    assert (await now(row.id)).status == "CANCELLED"
    assert await limit_now(limit) == (0, 0)
