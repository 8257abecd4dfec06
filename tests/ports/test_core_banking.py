"""The port core_banking, through its HTTP adapter, against the simulated core."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from backend.adapters.channel import Address
from backend.adapters.core_banking.feed import SignedCoreFeed
from backend.adapters.core_banking.http import HttpCoreBanking
from backend.adapters.signature import signed_headers
from backend.kit.money import Fen, rate
from backend.ports.core_banking import (
    CoreLoanStatus,
    DayEndKind,
    Disagreement,
    EntrustedPayee,
    FeedRejected,
    FellOverdue,
    PayoutDeclined,
    PayoutPosted,
    PayoutRefused,
    PayoutRequest,
    PayoutState,
    Repaid,
    Settled,
)
from backend.ports.failures import OutcomeUnknown, Unavailable
from tests.ports.receiver import Receiver
from tests.ports.simulator import Simulator

KEY_ID, SECRET = "core-demo", b"core-demo-secret"
FEED = SignedCoreFeed({KEY_ID: SECRET}, simulated_allowed=True)


def an_address(url: str, **more: Any) -> Address:
    settings: dict[str, Any] = {
        "answer_seconds": 0.6,
        "connect_seconds": 0.5,
        "plain_http_allowed": True,
        "simulated_allowed": True,
    }
    return Address(url, KEY_ID, SECRET, **(settings | more))


def a_payout(**more: Any) -> PayoutRequest:
    settings: dict[str, Any] = {
        "request_id": uuid4().hex,
        "loan_no": f"JJ{uuid4().hex[:12]}",
        "amount_fen": Fen(8_000_000),
        "account": "6299990000000010003",
        "payee": "张丰收",
        "borrower_id_no": f"T{uuid4().hex[:12]}",
        "value_date": date(2026, 11, 27),
        "maturity_date": date(2029, 5, 27),
        "annual_rate": rate("5.2"),
        "repay_account": "6299990000000010003",
    }
    return PayoutRequest(**(settings | more))


@pytest_asyncio.fixture
async def bank(core: Simulator) -> AsyncIterator[HttpCoreBanking]:
    adapter = HttpCoreBanking(an_address(core.url), dedupes=False)
    yield adapter
    await adapter.close()


async def postings_of(control: httpx.AsyncClient, request: PayoutRequest) -> int:
    ledger = (await control.get("/ledger")).json()
    count = ledger["payouts_by_loan"].get(request.loan_no, 0)
    assert isinstance(count, int)
    return count


async def order(control: httpx.AsyncClient, scenario: str, **more: Any) -> None:
    response = await control.post("/control/scenarios", json={"scenario": scenario, **more})
    assert response.status_code == 200


async def test_a_payout_is_posted_and_receipted(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()

    receipt = await bank.pay_out(request)

    assert (receipt.request_id, receipt.loan_no) == (request.request_id, request.loan_no)
    assert receipt.amount_fen == 8_000_000
    assert receipt.simulated
    assert not receipt.repeated
    assert await postings_of(core_control, request) == 1
    status = await bank.enquire(request.request_id)
    assert status.state is PayoutState.POSTED
    assert status.receipt == receipt


async def test_a_refusal_of_the_core_posts_nothing_and_stays_a_refusal(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()
    await order(core_control, "refuse", loan_no=request.loan_no)

    with pytest.raises(PayoutRefused) as refused:
        await bank.pay_out(request)

    assert refused.value.code == "ACCOUNT_FROZEN"
    assert await postings_of(core_control, request) == 0
    assert (await bank.enquire(request.request_id)).state is PayoutState.REFUSED


@pytest.mark.parametrize(
    ("scenario", "postings", "found"),
    [
        ("timeout_success", 1, PayoutState.POSTED),
        ("error_after_commit", 1, PayoutState.POSTED),
        ("cut_answer", 1, PayoutState.POSTED),
        ("timeout_fail", 0, PayoutState.NOT_FOUND),
        ("drop", 0, PayoutState.NOT_FOUND),
    ],
)
async def test_without_an_answer_the_outcome_is_unknown_until_the_core_is_asked(
    bank: HttpCoreBanking,
    core_control: httpx.AsyncClient,
    scenario: str,
    postings: int,
    found: PayoutState,
) -> None:
    request = a_payout()
    await order(core_control, scenario, request_id=request.request_id)

    with pytest.raises(OutcomeUnknown):
        await bank.pay_out(request)

    assert await postings_of(core_control, request) == postings
    assert (await bank.enquire(request.request_id)).state is found


async def test_a_busy_core_says_itself_that_nothing_was_done(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()
    await order(core_control, "busy", next=1)

    with pytest.raises(Unavailable) as failure:
        await bank.pay_out(request)

    assert failure.value.reason == "BUSY"
    assert await postings_of(core_control, request) == 0
    await bank.pay_out(request)
    assert await postings_of(core_control, request) == 1


async def test_a_duplicated_answer_is_one_posting_and_one_event_told_twice(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient, receiver: Receiver
) -> None:
    request = a_payout()
    await order(core_control, "duplicate", request_id=request.request_id)

    await bank.pay_out(request)

    messages = await asyncio.to_thread(receiver.wait_for, request.request_id, 2)
    events = [FEED.read(headers, body, datetime.now(UTC)) for headers, body in messages]
    assert {delivery.event.event_id for delivery in events} == {events[0].event.event_id}
    assert events[0].nonce != events[1].nonce
    assert await postings_of(core_control, request) == 1


async def test_a_late_answer_is_pending_then_posted_then_told(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient, receiver: Receiver
) -> None:
    request = a_payout()
    await order(core_control, "late", request_id=request.request_id, seconds=0.5)

    with pytest.raises(OutcomeUnknown) as unknown:
        await bank.pay_out(request)

    assert unknown.value.reason == "PENDING"
    assert (await bank.enquire(request.request_id)).state is PayoutState.PENDING
    messages = await asyncio.to_thread(receiver.wait_for, request.request_id)
    event = FEED.read(*messages[0], datetime.now(UTC)).event
    assert isinstance(event, PayoutPosted)
    assert (event.loan_no, event.amount_fen) == (request.loan_no, 8_000_000)
    status = await bank.enquire(request.request_id)
    assert status.receipt is not None
    assert status.receipt.core_ref == event.core_ref


async def test_a_late_refusal_is_told_with_its_cause(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient, receiver: Receiver
) -> None:
    request = a_payout()
    await order(core_control, "late_refuse", request_id=request.request_id, seconds=0.1)

    with pytest.raises(OutcomeUnknown):
        await bank.pay_out(request)

    messages = await asyncio.to_thread(receiver.wait_for, request.request_id)
    event = FEED.read(*messages[0], datetime.now(UTC)).event
    assert isinstance(event, PayoutDeclined)
    assert event.code == "ACCOUNT_FROZEN"
    assert await postings_of(core_control, request) == 0


async def test_the_simulated_core_posts_what_is_sent_twice(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()

    await bank.pay_out(request)
    await bank.pay_out(request)

    assert await postings_of(core_control, request) == 2


async def test_a_core_told_to_dedupe_posts_once_and_says_so(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()
    await core_control.post("/control/dedupe", json={"on": True})

    first = await bank.pay_out(request)
    second = await bank.pay_out(request)

    await core_control.post("/control/dedupe", json={"on": False})
    assert (first.repeated, second.repeated) == (False, True)
    assert first.core_ref == second.core_ref
    assert await postings_of(core_control, request) == 1


async def test_an_answer_for_another_amount_is_a_disagreement(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()
    await core_control.post("/control/dedupe", json={"on": True})
    await bank.pay_out(request)
    other = a_payout(
        request_id=request.request_id, loan_no=request.loan_no, amount_fen=Fen(8_000_001)
    )

    with pytest.raises(Disagreement):
        await bank.pay_out(other)

    await core_control.post("/control/dedupe", json={"on": False})
    assert await postings_of(core_control, request) == 1


async def test_a_request_with_a_wrong_signature_is_denied(
    core: Simulator, core_control: httpx.AsyncClient
) -> None:
    address = Address(core.url, KEY_ID, b"wrong", plain_http_allowed=True, simulated_allowed=True)
    bank, request = HttpCoreBanking(address, dedupes=False), a_payout()

    with pytest.raises(Unavailable) as failure:
        await bank.pay_out(request)

    assert failure.value.reason == "DENIED"
    assert await postings_of(core_control, request) == 0
    await bank.close()


async def test_a_core_that_does_not_listen_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = an_address(f"http://127.0.0.1:{taken.getsockname()[1]}")
        bank = HttpCoreBanking(address, dedupes=False)

        with pytest.raises(Unavailable) as failure:
            await bank.pay_out(a_payout())

        assert failure.value.reason == "NOT_REACHED"
        await bank.close()


async def test_production_does_not_believe_a_simulated_answer(core: Simulator) -> None:
    bank = HttpCoreBanking(an_address(core.url, simulated_allowed=False), dedupes=False)

    with pytest.raises(Unavailable) as failure:
        await bank.enquire(uuid4().hex)

    assert failure.value.reason == "SIMULATED_ANSWER"
    await bank.close()


async def test_a_request_cut_short_does_not_post(
    core: Simulator, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()
    body = json.dumps({"request_id": request.request_id, "loan_no": request.loan_no}).encode()
    headers = signed_headers(
        KEY_ID, SECRET, "POST /payouts", body, now=datetime.now(UTC), nonce="n"
    )
    head = "POST /payouts HTTP/1.1\r\nHost: core\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in headers.items()
    )

    with socket.create_connection(("127.0.0.1", core.port)) as wire:
        wire.sendall(f"{head}Content-Length: {len(body) + 1}\r\n\r\n".encode() + body)
    await asyncio.sleep(0.2)

    assert await postings_of(core_control, request) == 0
    ledger = (await core_control.get("/ledger")).text
    assert request.request_id not in ledger


async def test_the_ledger_outlives_a_kill(tmp_path: Path) -> None:
    options = ["--ledger", str(tmp_path / "ledger.sqlite")]
    request, late = a_payout(), a_payout()
    with Simulator("core_banking", *options) as core:
        bank = HttpCoreBanking(an_address(core.url), dedupes=False)
        await bank.pay_out(request)
        async with httpx.AsyncClient(base_url=core.url, trust_env=False) as control:
            await order(control, "late", request_id=late.request_id, seconds=0.3)
        with pytest.raises(OutcomeUnknown):
            await bank.pay_out(late)
        core.kill()

    with Simulator("core_banking", *options, port=core.port):
        assert (await bank.enquire(request.request_id)).state is PayoutState.POSTED
        end = time.monotonic() + 5
        while (await bank.enquire(late.request_id)).state is PayoutState.PENDING:
            assert time.monotonic() < end
            await asyncio.sleep(0.05)
        assert (await bank.enquire(late.request_id)).state is PayoutState.POSTED
    await bank.close()


async def test_the_core_lists_existing_loans_of_a_person(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()
    await bank.pay_out(request)
    old = {
        "loan_no": f"OLD{uuid4().hex[:8]}",
        "id_no": request.borrower_id_no,
        "principal_fen": 3_000_000,
        "outstanding_fen": 1_200_000,
        "annual_rate": "6.000000",
        "value_date": "2024-03-01",
        "maturity_date": "2027-03-01",
    }
    await core_control.post("/control/loans", json=old)

    loans = await bank.existing_loans(request.borrower_id_no)

    assert [(loan.loan_no, loan.outstanding_fen, loan.annual_rate) for loan in loans] == [
        (request.loan_no, 8_000_000, rate("5.2")),
        (old["loan_no"], 1_200_000, rate("6")),
    ]
    assert await bank.existing_loans("429999000000000000") == ()


async def test_overdue_repayment_and_settlement_are_told_with_the_balances_after_them(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient, receiver: Receiver
) -> None:
    request = a_payout()
    await bank.pay_out(request)
    about: dict[str, Any] = {"loan_no": request.loan_no, "business_date": "2026-12-22"}

    await core_control.post(
        "/control/overdue",
        json={**about, "overdue_principal_fen": 250_285, "overdue_interest_fen": 27_733},
    )
    await core_control.post(
        "/control/repayments",
        json={**about, "principal_fen": 250_285, "interest_fen": 27_733},
    )
    await core_control.post("/control/settlements", json=about)

    messages = await asyncio.to_thread(receiver.wait_for, request.loan_no, 4)
    events = [FEED.read(headers, body, datetime.now(UTC)).event for headers, body in messages]
    overdue, repaid, rest, settled = events
    assert isinstance(overdue, FellOverdue)
    assert overdue.overdue_principal_fen == 250_285
    assert overdue.overdue_since == date(2026, 12, 22)
    assert isinstance(repaid, Repaid)
    assert (repaid.outstanding_fen, repaid.overdue_fen) == (7_749_715, 0)
    assert isinstance(rest, Repaid)
    assert (rest.principal_fen, rest.outstanding_fen) == (7_749_715, 0)
    assert isinstance(settled, Settled)
    assert all(event.simulated for event in events)
    [loan] = await bank.existing_loans(request.borrower_id_no)
    assert loan.status is CoreLoanStatus.SETTLED


async def test_more_than_is_owed_cannot_be_repaid(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    request = a_payout()
    await bank.pay_out(request)
    about: dict[str, Any] = {"loan_no": request.loan_no, "business_date": "2026-12-22"}

    response = await core_control.post(
        "/control/repayments", json={**about, "principal_fen": 8_000_001}
    )

    assert response.status_code == 400
    [loan] = await bank.existing_loans(request.borrower_id_no)
    assert loan.outstanding_fen == 8_000_000


async def test_a_message_is_sent_again_until_it_arrives(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient, receiver: Receiver
) -> None:
    request = a_payout()
    await bank.pay_out(request)
    receiver.refuse_next = 2

    await core_control.post(
        "/control/settlements", json={"loan_no": request.loan_no, "business_date": "2026-12-22"}
    )

    messages = await asyncio.to_thread(receiver.wait_for, request.loan_no, 2)
    kinds = sorted(json.loads(body)["kind"] for _, body in messages)
    assert kinds == ["REPAID", "SETTLED"]


async def test_the_day_end_file_holds_the_days_postings_and_all_balances(
    bank: HttpCoreBanking,
) -> None:
    day = date(2031, 1, 9)
    request = a_payout(value_date=day)
    receipt = await bank.pay_out(request)

    file = await bank.day_end(day)

    assert file.simulated
    [payout] = [line for line in file.lines if line.kind is DayEndKind.PAYOUT]
    assert (payout.core_ref, payout.request_id) == (receipt.core_ref, request.request_id)
    assert payout.amount_fen == 8_000_000
    balances = {line.loan_no: line.amount_fen for line in file.lines if not line.core_ref}
    assert balances[request.loan_no] == 8_000_000


def test_entrusted_payees_must_add_up_to_the_payout() -> None:
    payee = EntrustedPayee("谷丰农资", "6299990000000030001", "清江", Fen(7_999_999))

    with pytest.raises(ValueError):
        a_payout(entrusted_to=(payee,))


def a_message(**more: Any) -> bytes:
    event = {
        "event_id": "e1",
        "kind": "SETTLED",
        "loan_no": "JJ1",
        "business_date": "2026-12-22",
        "occurred_at": "2026-12-22T01:02:03+00:00",
        "simulated": True,
    }
    return json.dumps(event | more).encode()


NOW = datetime(2026, 12, 22, 1, 2, 3, tzinfo=UTC)


def signed(body: bytes, secret: bytes = SECRET, purpose: str = "feed") -> dict[str, str]:
    headers = signed_headers(KEY_ID, secret, purpose, body, now=NOW, nonce="n1")
    return {name.lower(): value for name, value in headers.items()}


def test_a_signed_message_is_read() -> None:
    body = a_message()

    delivery = FEED.read(signed(body), body, NOW)

    assert delivery.nonce == "n1"
    assert delivery.event == Settled("e1", "JJ1", date(2026, 12, 22), NOW, simulated=True)


@pytest.mark.parametrize(
    ("headers", "body", "now", "reason"),
    [
        ({}, a_message(), NOW, "UNKNOWN_KEY"),
        (signed(a_message(), b"other"), a_message(), NOW, "BAD_SIGNATURE"),
        (signed(a_message(), purpose="POST /payouts"), a_message(), NOW, "BAD_SIGNATURE"),
        (signed(a_message()), a_message(loan_no="JJ2"), NOW, "BAD_SIGNATURE"),
        (signed(a_message()) | {"x-nonce": "n2"}, a_message(), NOW, "BAD_SIGNATURE"),
        (signed(a_message()), a_message(), NOW + timedelta(seconds=301), "TOO_OLD"),
        (signed(a_message()), a_message(), NOW - timedelta(seconds=301), "TOO_OLD"),
        (signed(b"[]"), b"[]", NOW, "NOT_AS_AGREED"),
        (signed(b"\xff"), b"\xff", NOW, "NOT_AS_AGREED"),
        (signed(a_message(kind="X")), a_message(kind="X"), NOW, "NOT_AS_AGREED"),
        (signed(a_message(loan_no=7)), a_message(loan_no=7), NOW, "NOT_AS_AGREED"),
        (
            signed(a_message(business_date="2026-13-01")),
            a_message(business_date="2026-13-01"),
            NOW,
            "NOT_AS_AGREED",
        ),
    ],
)
def test_a_message_that_is_not_the_cores_is_rejected(
    headers: dict[str, str], body: bytes, now: datetime, reason: str
) -> None:
    with pytest.raises(FeedRejected) as rejected:
        FEED.read(headers, body, now)

    assert rejected.value.reason == reason


def test_the_last_second_of_a_signature_counts() -> None:
    body = a_message()

    assert FEED.read(signed(body), body, NOW + timedelta(seconds=300)).nonce == "n1"


def test_production_does_not_believe_a_simulated_event() -> None:
    body = a_message()

    with pytest.raises(FeedRejected, match="SIMULATED_EVENT"):
        SignedCoreFeed({KEY_ID: SECRET}, simulated_allowed=False).read(signed(body), body, NOW)


async def test_odds_meet_only_those_that_no_rule_names(
    bank: HttpCoreBanking, core_control: httpx.AsyncClient
) -> None:
    named, other = a_payout(), a_payout()
    await order(core_control, "ok", loan_no=named.loan_no)
    await core_control.post("/control/odds", json={"busy": 100})

    await bank.pay_out(named)
    with pytest.raises(Unavailable):
        await bank.pay_out(other)

    assert await postings_of(core_control, named) == 1
    assert await postings_of(core_control, other) == 0
