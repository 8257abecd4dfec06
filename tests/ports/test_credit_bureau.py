"""The port credit_bureau, through its HTTP adapter, against the simulated bureau."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from backend.adapters.channel import Address
from backend.adapters.credit_bureau.http import HttpCreditBureau
from backend.ports.credit_bureau import BureauRefused, BureauRequest, BureauState
from backend.ports.failures import OutcomeUnknown, Unavailable
from tests.ports.simulator import ROOT, Simulator

ZHANG, WANG = "429999198503129919", "429999197908089930"
ZHAO, ZHOU, LI = "429999199003059971", "429999199209089965", "429999198706209927"


def an_address(url: str, secret: bytes = b"bureau-demo-secret", **more: Any) -> Address:
    settings: dict[str, Any] = {
        "answer_seconds": 0.6,
        "plain_http_allowed": True,
        "simulated_allowed": True,
    }
    return Address(url, "bank", secret, **(settings | more))


def a_query(id_no: str | None = None) -> BureauRequest:
    return BureauRequest(
        request_id=uuid4().hex,
        name="张丰收",
        id_no=id_no or f"T{uuid4().hex[:17]}",
        authorization_no="ZX4299012611160000011",
        reason_code="LOAN_APPROVAL",
        operator_account="qj-linzhuban",
    )


@pytest_asyncio.fixture
async def front(bureau: Simulator) -> AsyncIterator[HttpCreditBureau]:
    adapter = HttpCreditBureau(an_address(bureau.url))
    yield adapter
    await adapter.close()


async def order(control: httpx.AsyncClient, scenario: str, **more: Any) -> None:
    response = await control.post("/control/scenarios", json={"scenario": scenario, **more})
    assert response.status_code == 200


async def charges(control: httpx.AsyncClient, request: BureauRequest) -> list[int]:
    ledger = (await control.get("/ledger")).json()
    return [row["cost_fen"] for row in ledger["queries"] if row["request_id"] == request.request_id]


async def test_a_query_is_answered_once_and_charged_once(
    front: HttpCreditBureau, bureau_control: httpx.AsyncClient
) -> None:
    request = a_query()

    report = await front.query(request)

    assert report.request_id == request.request_id
    assert report.simulated
    assert report.cost_fen == 500
    assert not report.no_record
    assert report.report_at.tzinfo is not None
    text = report.raw.decode()
    assert "模拟" in text
    assert report.report_no in text
    assert await charges(bureau_control, request) == [500]
    status = await front.enquire(request.request_id)
    assert status.report == report


@pytest.mark.parametrize(
    ("id_no", "expected"),
    [
        (
            ZHANG,
            {
                "overdueMonths24": {"max": 1, "total": 1},
                "queriesLoanApproval3m": 2,
                "monthlyDebtService": "800.00",
                "currentOverdueAmount": "0.00",
            },
        ),
        (LI, {"overdueMonths24": {"max": 0, "total": 0}, "monthlyDebtService": "0.00"}),
        (WANG, {"guaranteedBalanceForOthers": "20000.00"}),
        (ZHAO, {"currentOverdueAmount": "3200.00", "currentOverdueAccounts": 1}),
        (ZHOU, {"queriesLoanApproval3m": 8}),
    ],
)
async def test_the_demo_people_have_their_files(
    front: HttpCreditBureau, id_no: str, expected: dict[str, Any]
) -> None:
    report = await front.query(a_query(id_no))

    found = json.loads(report.indicators)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("clean", {"overdueMonths24": {"max": 0, "total": 0}, "noRecord": False}),
        ("no_record", {"noRecord": True, "firstCreditMonth": None}),
        ("current_overdue", {"currentOverdueAmount": "3200.00"}),
        ("three_and_six", {"overdueMonths24": {"max": 3, "total": 6}}),
        ("many_queries", {"queriesLoanApproval3m": 8}),
    ],
)
async def test_a_file_can_be_ordered_for_a_person(
    front: HttpCreditBureau,
    bureau_control: httpx.AsyncClient,
    scenario: str,
    expected: dict[str, Any],
) -> None:
    request = a_query()
    await order(bureau_control, scenario, id_no=request.id_no)

    report = await front.query(request)

    found = json.loads(report.indicators)
    assert {name: found[name] for name in expected} == expected
    assert report.no_record is (scenario == "no_record")


@pytest.mark.parametrize(
    ("scenario", "charged", "found"),
    [
        ("timeout_success", [500], BureauState.ANSWERED),
        ("error_after_charge", [500], BureauState.ANSWERED),
        ("timeout_fail", [], BureauState.NOT_FOUND),
    ],
)
async def test_without_an_answer_only_an_enquiry_tells(
    front: HttpCreditBureau,
    bureau_control: httpx.AsyncClient,
    scenario: str,
    charged: list[int],
    found: BureauState,
) -> None:
    request = a_query()
    await order(bureau_control, scenario, next=1)

    with pytest.raises(OutcomeUnknown):
        await front.query(request)

    assert (await front.enquire(request.request_id)).state is found
    assert await charges(bureau_control, request) == charged


async def test_a_late_report_is_pending_and_then_found(
    front: HttpCreditBureau, bureau_control: httpx.AsyncClient
) -> None:
    request = a_query()
    await order(bureau_control, "late", id_no=request.id_no)

    with pytest.raises(OutcomeUnknown) as unknown:
        await front.query(request)

    assert unknown.value.reason == "PENDING"
    end = time.monotonic() + 5
    while (await front.enquire(request.request_id)).state is BureauState.PENDING:
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    assert (await front.enquire(request.request_id)).state is BureauState.ANSWERED
    assert await charges(bureau_control, request) == [500]


async def test_a_refusal_of_the_bureau_costs_nothing(
    front: HttpCreditBureau, bureau_control: httpx.AsyncClient
) -> None:
    request = a_query()
    await order(bureau_control, "refuse", id_no=request.id_no)

    with pytest.raises(BureauRefused) as refused:
        await front.query(request)

    assert refused.value.code == "IDENTITY_MISMATCH"
    assert await charges(bureau_control, request) == [0]
    status = await front.enquire(request.request_id)
    assert (status.state, status.code) == (BureauState.REFUSED, "IDENTITY_MISMATCH")


async def test_an_unavailable_bureau_is_asked_nothing(
    front: HttpCreditBureau, bureau_control: httpx.AsyncClient
) -> None:
    request = a_query()
    await order(bureau_control, "unavailable", next=1)

    with pytest.raises(Unavailable):
        await front.query(request)

    assert await charges(bureau_control, request) == []


async def test_what_is_sent_twice_is_charged_twice(
    front: HttpCreditBureau, bureau_control: httpx.AsyncClient
) -> None:
    request = a_query()

    await front.query(request)
    await front.query(request)

    assert await charges(bureau_control, request) == [500, 500]


async def test_a_slow_bureau_is_waited_for_up_to_the_deadline(
    front: HttpCreditBureau, bureau_control: httpx.AsyncClient
) -> None:
    await bureau_control.post("/control/delay", json={"seconds": 0.3})

    report = await front.query(a_query())
    await bureau_control.post("/control/delay", json={"seconds": 3})
    with pytest.raises(OutcomeUnknown) as unknown:
        await front.query(a_query())

    await bureau_control.post("/control/delay", json={"seconds": 0})
    assert report.simulated
    assert unknown.value.reason == "NO_ANSWER"


async def test_a_query_with_a_wrong_signature_is_denied(
    bureau: Simulator, bureau_control: httpx.AsyncClient
) -> None:
    front, request = HttpCreditBureau(an_address(bureau.url, b"wrong")), a_query()

    with pytest.raises(Unavailable) as failure:
        await front.query(request)

    assert failure.value.reason == "DENIED"
    assert await charges(bureau_control, request) == []
    await front.close()


async def test_the_books_outlive_a_kill(tmp_path: Path) -> None:
    options = ["--ledger", str(tmp_path / "ledger.sqlite")]
    request = a_query()
    with Simulator("credit_bureau", *options) as bureau:
        front = HttpCreditBureau(an_address(bureau.url))
        report = await front.query(request)
        bureau.kill()

    with Simulator("credit_bureau", *options, port=bureau.port):
        assert (await front.enquire(request.request_id)).report == report
    await front.close()


def test_a_request_does_not_show_the_person() -> None:
    assert ZHANG not in repr(a_query(ZHANG))


def test_a_simulator_does_not_run_in_production(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dev.simulators.credit_bureau"]
    options = ["--ledger", str(tmp_path / "ledger.sqlite")]

    ended = subprocess.run(
        command + options,
        cwd=ROOT,
        env={**os.environ, "LINGLI_ENV": "production"},
        capture_output=True,
        check=False,
        timeout=30,
    )

    assert ended.returncode == 1
    assert b"does not run in production" in ended.stderr
