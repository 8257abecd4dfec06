"""Paying out through the simulated core, over HTTP, on a real database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tortoise import connections

from backend.capabilities.contract.models import CreditLimit
from backend.capabilities.disbursement import service
from backend.capabilities.disbursement.models import (
    Disbursement,
    LoanNote,
    PayoutAttempt,
    RepaymentSchedule,
    ScheduleRow,
)
from backend.capabilities.disbursement.rules import DisbursementStatus
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.kit.work import unit_of_work
from backend.ports import Ports
from tests.bank import actor, settle
from tests.contract.factories import a_limit
from tests.disbursement.factories import approved, in_review, limit_now, now
from tests.outside import OutsideSystems

S = DisbursementStatus
FORTY_THOUSAND = Fen(4_000_000)
TIMERS_NOW = """
update pgqueuer set execute_after = now()
where status = 'queued' and convert_from(payload, 'UTF8') like '%' || $1 || '%'
"""


@pytest_asyncio.fixture
async def core(outside: OutsideSystems) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=outside.core.url, trust_env=False) as client:
        yield client
        await client.delete("/control/scenarios")


async def misbehave(core: httpx.AsyncClient, row: Disbursement, scenario: str) -> None:
    order = {"scenario": scenario, "request_id": str(row.id), "seconds": 0.2}
    (await core.post("/control/scenarios", json=order)).raise_for_status()


async def postings(core: httpx.AsyncClient, row: Disbursement) -> list[int]:
    ledger: dict[str, Any] = (await core.get("/ledger")).json()
    return [
        posting["amount_fen"]
        for posting in ledger["postings"]
        if posting["request_id"] == str(row.id) and posting["kind"] == "PAYOUT"
    ]


async def ring(row: Disbursement) -> None:
    """Let the timers of a disbursement go off."""
    with reaching(EVERYTHING):
        await connections.get("default").execute_query(TIMERS_NOW, [str(row.id)])
    await settle()


async def approve_and_fail(row: Disbursement) -> None:
    """Decide, and lose the transaction."""
    async with unit_of_work(await actor("tang.fangkuan")) as work:
        await service.approve(work, row.id)
        raise RuntimeError


async def long_ago(row: Disbursement) -> None:
    """Say that the last sending was half a minute ago."""
    with reaching(EVERYTHING):
        fresh = await Disbursement.get(id=row.id)
        assert fresh.last_sent_at is not None
        fresh.last_sent_at -= timedelta(seconds=30)
        await fresh.save(update_fields=["last_sent_at"])


async def test_inv_31_a_payment_makes_one_note_with_the_signed_schedule_in_one_commit(
    api: httpx.AsyncClient, core: httpx.AsyncClient
) -> None:
    limit = await a_limit(api)
    row = await approved(limit, FORTY_THOUSAND)

    await settle()

    paid = await now(row.id)
    with reaching(EVERYTHING):
        note = await LoanNote.get(disbursement_id=row.id)
        schedule = await RepaymentSchedule.get(note_id=note.id)
        rows = await ScheduleRow.filter(schedule_id=schedule.id).order_by("no")
    assert paid.status == S.DISBURSED
    assert paid.core_request_id == str(row.id)
    assert paid.core_ref.startswith("HX")
    assert await postings(core, row) == [FORTY_THOUSAND]
    assert (note.no, note.principal_fen, note.outstanding_fen) == (
        paid.loan_no,
        FORTY_THOUSAND,
        FORTY_THOUSAND,
    )
    assert note.display_no.endswith("-001")
    assert schedule.sha256 == paid.schedule_sha256
    assert sum(one.principal_fen for one in rows) == FORTY_THOUSAND
    assert rows[-1].balance_fen == 0
    assert rows[-1].due_date == note.maturity_date
    assert await limit_now(limit) == (FORTY_THOUSAND, 0)


async def test_inv_32_nothing_is_sent_before_the_decision_is_committed(
    api: httpx.AsyncClient, core: httpx.AsyncClient
) -> None:
    row = await in_review(await a_limit(api), FORTY_THOUSAND)

    with pytest.raises(RuntimeError):
        await approve_and_fail(row)
    await settle()

    assert (await now(row.id)).status == S.IN_REVIEW
    assert await postings(core, row) == []


async def test_inv_33_a_payment_whose_answer_was_lost_is_found_by_enquiry(
    api: httpx.AsyncClient, core: httpx.AsyncClient
) -> None:
    limit = await a_limit(api)
    row = await approved(limit, FORTY_THOUSAND)
    await misbehave(core, row, "error_after_commit")

    await settle()
    unknown = await now(row.id)
    await ring(row)
    paid = await now(row.id)

    assert unknown.status == S.UNKNOWN
    assert paid.status == S.DISBURSED
    assert paid.core_request_id == str(row.id)
    assert await postings(core, row) == [FORTY_THOUSAND]
    assert await limit_now(limit) == (FORTY_THOUSAND, 0)


async def test_inv_33_a_request_that_never_arrived_is_sent_again_under_the_same_id(
    api: httpx.AsyncClient, core: httpx.AsyncClient
) -> None:
    row = await approved(await a_limit(api), FORTY_THOUSAND)
    await misbehave(core, row, "drop")
    await settle()
    await misbehave(core, row, "ok")

    await ring(row)
    too_early = await now(row.id)
    await long_ago(row)
    await ring(row)
    paid = await now(row.id)

    assert too_early.status == S.UNKNOWN
    assert (paid.status, paid.sends) == (S.DISBURSED, 2)
    assert await postings(core, row) == [FORTY_THOUSAND]


async def test_a_late_posting_is_waited_for_and_counts_once(
    api: httpx.AsyncClient, core: httpx.AsyncClient
) -> None:
    row = await approved(await a_limit(api), FORTY_THOUSAND)
    await misbehave(core, row, "late")
    await settle()

    await asyncio.sleep(0.5)
    await ring(row)
    await ring(row)

    assert (await now(row.id)).status == S.DISBURSED
    assert await postings(core, row) == [FORTY_THOUSAND]


async def test_a_refusal_late_or_not_fails_and_a_cancellation_frees_the_limit(
    api: httpx.AsyncClient, core: httpx.AsyncClient, ports: Ports
) -> None:
    limit = await a_limit(api)
    at_once, later = await approved(limit, FORTY_THOUSAND), await approved(limit, FORTY_THOUSAND)
    await misbehave(core, at_once, "refuse")
    await misbehave(core, later, "late_refuse")
    await settle()
    await asyncio.sleep(0.5)
    await ring(later)

    for row in (at_once, later):
        failed = await now(row.id)
        assert (failed.status, failed.failure_code) == (S.FAILED, "ACCOUNT_FROZEN")
        assert await postings(core, row) == []
    assert await limit_now(limit) == (0, 2 * FORTY_THOUSAND)

    failed = await now(at_once.id)
    with reaching(EVERYTHING):
        cancelled = await service.cancel_disbursement(
            await actor("tang.fangkuan"),
            service.CancelDisbursement(
                disbursement_id=failed.id, expected_version=failed.version, reason="账户冻结"
            ),
            ports,
        )

    assert cancelled.status == S.CANCELLED
    assert await limit_now(limit) == (0, FORTY_THOUSAND)


async def test_a_failed_payment_is_tried_again_under_its_own_request_id(
    api: httpx.AsyncClient, core: httpx.AsyncClient
) -> None:
    row = await approved(await a_limit(api), FORTY_THOUSAND)
    await misbehave(core, row, "refuse")
    await settle()
    await misbehave(core, row, "ok")
    failed = await now(row.id)

    with reaching(EVERYTHING):
        await service.retry_disbursement(
            await actor("tang.fangkuan"),
            service.RetryDisbursement(disbursement_id=row.id, expected_version=failed.version),
        )
    await settle()

    paid = await now(row.id)
    assert (paid.status, paid.sends, paid.core_request_id) == (S.DISBURSED, 2, str(row.id))
    assert await postings(core, row) == [FORTY_THOUSAND]


async def test_inv_31_the_same_job_delivered_many_times_pays_once(
    api: httpx.AsyncClient, core: httpx.AsyncClient, ports: Ports
) -> None:
    limit = await a_limit(api)
    row = await approved(limit, FORTY_THOUSAND)
    officer = await actor("tang.fangkuan")

    async def again(work: int) -> None:
        with reaching(EVERYTHING):
            if work % 2:
                await service.watch_payout(officer, ports.core_banking, row.id)
            else:
                await service.pay_out(officer, ports.core_banking, row.id)

    await asyncio.gather(*(again(number) for number in range(10)))
    await ring(row)

    with reaching(EVERYTHING):
        sent = await PayoutAttempt.filter(disbursement_id=row.id, asked="SEND", answer=None)
        notes = await LoanNote.filter(disbursement_id=row.id).count()
    assert (len(sent), notes) == (1, 1)
    assert await postings(core, row) == [FORTY_THOUSAND]
    assert await limit_now(limit) == (FORTY_THOUSAND, 0)


async def test_a_payment_that_stays_unknown_for_ten_minutes_is_told_to_people(
    api: httpx.AsyncClient, core: httpx.AsyncClient
) -> None:
    row = await approved(await a_limit(api), FORTY_THOUSAND)
    await misbehave(core, row, "drop")
    await settle()
    with reaching(EVERYTHING):
        unknown = await Disbursement.get(id=row.id)
        assert unknown.unknown_since is not None
        unknown.unknown_since -= timedelta(minutes=11)
        await unknown.save(update_fields=["unknown_since"])

    await ring(row)
    await ring(row)

    with reaching(EVERYTHING):
        _, told = await connections.get("default").execute_query(
            "select title, count(*) as people, count(distinct recipient_id) as different"
            " from notification where subject_id = $1 group by title",
            [row.id],
        )
    assert [line["title"] for line in told] == ["放款结果未知"]
    assert told[0]["people"] == told[0]["different"] >= 2


async def test_two_drawdowns_of_the_rest_at_once_find_room_for_one(
    api: httpx.AsyncClient,
) -> None:
    limit: CreditLimit = await a_limit(api, FORTY_THOUSAND)

    answers = await asyncio.gather(
        in_review(limit, FORTY_THOUSAND),
        in_review(limit, FORTY_THOUSAND),
        return_exceptions=True,
    )

    codes = sorted(str(answer) for answer in answers if isinstance(answer, Exception))
    assert codes == ["LIMIT_EXCEEDED"]
    assert await limit_now(limit) == (0, FORTY_THOUSAND)
