"""The core's HTTP gateway and the switches behind it."""

import asyncio
import contextlib
import csv
import hashlib
import io
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from dev.simulators.core_banking.clerk import Clerk
from dev.simulators.core_banking.ledger import Ledger
from dev.simulators.core_banking.scenarios import Choice, Scenario
from dev.simulators.server import CutAnswer, Silence, answer, form
from dev.simulators.signature import is_signed

REQUIRED = {
    "request_id": str, "loan_no": str, "amount_fen": int, "account": str, "payee": str,
    "borrower_id_no": str, "value_date": str, "maturity_date": str, "annual_rate": str,
    "repay_account": str, "entrusted_to": list,
}  # fmt: skip
POSTING = {
    Scenario.OK, Scenario.DUPLICATE, Scenario.TIMEOUT_SUCCESS, Scenario.ERROR_AFTER_COMMIT,
    Scenario.CUT_ANSWER,
}  # fmt: skip
REFUSAL = ("ACCOUNT_FROZEN", "收款账户状态异常(模拟)")


class Gateway:
    """Answer the bank; post everything that arrives whole, twice if sent twice."""

    def __init__(self, ledger: Ledger, choice: Choice, secret: str, *, dedupe: bool) -> None:
        self.ledger = ledger
        self.choice = choice
        self.secret = secret
        self.dedupe = dedupe

    async def pay_out(self, request: Request) -> Response | ASGIApp:
        try:
            raw = await request.body()
        except ClientDisconnect:
            # A request cut short is no request.
            return Silence()
        if not is_signed(request, self.secret, raw):
            return answer(401, state="DENIED", code="BAD_SIGNATURE")
        body = _read_payout(raw)
        if body is None:
            return answer(400, state="DENIED", code="BAD_REQUEST")
        if self.dedupe:
            known = self.ledger.payout(body["request_id"])
            if known["state"] != "NOT_FOUND":
                return answer(200 if known["state"] != "PENDING" else 202, **known, repeated=True)
        return self._act(body)

    def _act(self, body: dict[str, Any]) -> Response | ASGIApp:
        scenario, seconds = self.choice.take(body["request_id"], body["loan_no"])
        if scenario in POSTING:
            copies = 2 if scenario is Scenario.DUPLICATE else 0
            row_id = self.ledger.receive(body, "RECEIVED", copies=copies)
            posted = self.ledger.post_payout(row_id)
            return _after_posting(scenario, posted)
        if scenario is Scenario.BUSY:
            return answer(503, state="BUSY")
        if scenario in {Scenario.LATE, Scenario.LATE_REFUSE}:
            due_at = time.time() + seconds
            row_id = self.ledger.receive(body, "PENDING", due_at=due_at, copies=1)
            if scenario is Scenario.LATE_REFUSE:
                self.ledger.db.execute(
                    "update requests set code = ?, message = ? where id = ?", (*REFUSAL, row_id)
                )
            return answer(202, **self.ledger.payout(body["request_id"]))
        if scenario is Scenario.REFUSE:
            self.ledger.refuse(self.ledger.receive(body, "RECEIVED"), *REFUSAL)
            return answer(**self.ledger.payout(body["request_id"]))
        self.ledger.receive(body, "DROPPED")
        return CutAnswer() if scenario is Scenario.DROP else Silence()

    async def enquire(self, request: Request) -> Response:
        if not is_signed(request, self.secret, b""):
            return answer(401, state="DENIED", code="BAD_SIGNATURE")
        return answer(**self.ledger.payout(request.path_params["request_id"]))

    async def loans(self, request: Request) -> Response:
        raw = await request.body()
        if not is_signed(request, self.secret, raw):
            return answer(401, state="DENIED", code="BAD_SIGNATURE")
        found = self.ledger.rows(
            "select loan_no, principal_fen, outstanding_fen, overdue_fen, annual_rate,"
            " value_date, maturity_date, status from loans where id_no = ? order by loan_no",
            json.loads(raw)["id_no"],
        )
        return answer(loans=found)

    async def day_end(self, request: Request) -> Response:
        if not is_signed(request, self.secret, b""):
            return answer(401, state="DENIED", code="BAD_SIGNATURE")
        day = request.path_params["day"]
        content = _day_end_file(self.ledger, day)
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        return answer(business_date=day, content=content, sha256=sha256)


class Switches:
    """The control side, for tests and demonstrations; unsigned, on loopback only."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.ledger = gateway.ledger

    async def show_ledger(self, _request: Request) -> Response:
        postings = self.ledger.rows("select * from postings order by posted_at, core_ref")
        by_loan: dict[str, int] = {}
        for posting in postings:
            if posting["kind"] == "PAYOUT":
                by_loan[posting["loan_no"]] = by_loan.get(posting["loan_no"], 0) + 1
        return answer(postings=postings, payouts_by_loan=by_loan)

    async def show_events(self, _request: Request) -> Response:
        return answer(events=self.ledger.rows("select * from events order by rowid"))

    async def set_scenario(self, request: Request) -> Response:
        self.gateway.choice.set(await form(request))
        return answer()

    async def clear_scenarios(self, _request: Request) -> Response:
        self.gateway.choice.clear()
        return answer()

    async def set_odds(self, request: Request) -> Response:
        self.gateway.choice.set_odds(await form(request))
        return answer()

    async def set_dedupe(self, request: Request) -> Response:
        self.gateway.dedupe = bool((await form(request))["on"])
        return answer()

    async def add_loan(self, request: Request) -> Response:
        self.ledger.db.execute(
            "insert or replace into loans values (:loan_no, :id_no, :principal_fen,"
            " :outstanding_fen, :overdue_fen, :annual_rate, :value_date, :maturity_date, :status)",
            {"overdue_fen": 0, "status": "ACTIVE", **await form(request)},
        )
        return answer()

    def posting(self, post: Callable[[dict[str, Any]], None]) -> Callable[[Request], Any]:
        """Make an endpoint of something that happens to a loan."""

        async def endpoint(request: Request) -> Response:
            try:
                post(await form(request))
            except LookupError as error:
                return answer(404, problem=str(error))
            except ValueError as error:
                return answer(400, problem=str(error))
            return answer()

        return endpoint


def make_app(gateway: Gateway, clerk: Clerk) -> Starlette:
    """Put the gateway, the switches and the clerk together."""
    switches = Switches(gateway)
    ledger = gateway.ledger

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        work = asyncio.create_task(clerk.run())
        yield
        work.cancel()

    def post(path: str, endpoint: Callable[[Request], Any]) -> Route:
        return Route(path, endpoint, methods=["POST"])

    return Starlette(
        routes=[
            post("/payouts", gateway.pay_out),
            Route("/payouts/{request_id}", gateway.enquire),
            post("/loans/search", gateway.loans),
            Route("/day-end/{day}", gateway.day_end),
            Route("/ledger", switches.show_ledger),
            Route("/events", switches.show_events),
            post("/control/scenarios", switches.set_scenario),
            Route("/control/scenarios", switches.clear_scenarios, methods=["DELETE"]),
            post("/control/odds", switches.set_odds),
            post("/control/dedupe", switches.set_dedupe),
            post("/control/loans", switches.add_loan),
            post("/control/repayments", switches.posting(ledger.repay)),
            post("/control/overdue", switches.posting(ledger.fall_overdue)),
            post("/control/settlements", switches.posting(ledger.settle)),
        ],
        lifespan=lifespan,
    )


def _read_payout(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    whole = isinstance(body, dict) and all(
        type(body.get(name)) is kind for name, kind in REQUIRED.items()
    )
    return body if whole and body["amount_fen"] > 0 else None


def _after_posting(scenario: Scenario, posted: dict[str, Any]) -> Response | ASGIApp:
    match scenario:
        case Scenario.TIMEOUT_SUCCESS:
            return Silence()
        case Scenario.ERROR_AFTER_COMMIT:
            return answer(500, state="ERROR")
        case Scenario.CUT_ANSWER:
            return CutAnswer()
        case _:
            return answer(**posted)


def _day_end_file(ledger: Ledger, day: str) -> str:
    lines = [
        [row[key] for key in ("kind", "core_ref", "request_id", "loan_no", "amount_fen")]
        for row in ledger.rows(
            "select * from postings where business_date = ? order by core_ref", day
        )
    ]
    lines += [
        ["BALANCE", "", "", row["loan_no"], row["outstanding_fen"]]
        for row in ledger.rows("select * from loans where value_date <= ? order by loan_no", day)
    ]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["kind", "core_ref", "request_id", "loan_no", "amount_fen"])
    writer.writerows(lines)
    writer.writerow(["TOTAL", len(lines), "", "", sum(line[4] for line in lines)])
    return file.getvalue()
