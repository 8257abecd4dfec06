"""The bureau's front system and the switches behind it."""

import asyncio
import base64
import json
import time
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from dev.simulators.credit_bureau.files import Scenario, indicators_of
from dev.simulators.credit_bureau.ledger import Ledger
from dev.simulators.credit_bureau.report import write_report
from dev.simulators.server import Silence, answer, form
from dev.simulators.signature import is_signed

ASKED = ("request_id", "name", "id_no", "authorization_no", "reason_code", "operator_account")
LATE_SECONDS = 0.5
REFUSAL = {"code": "IDENTITY_MISMATCH", "message": "姓名与证件号码不一致(模拟)"}


class Bureau:
    """Answer queries, badly on order; each one is charged when it is taken."""

    def __init__(self, ledger: Ledger, secret: str, delay_seconds: float) -> None:
        self.ledger = ledger
        self.secret = secret
        self.delay_seconds = delay_seconds

    async def query(self, request: Request) -> Response | ASGIApp:
        try:
            raw = await request.body()
        except ClientDisconnect:
            return Silence()
        if not is_signed(request, self.secret, raw):
            return answer(401, state="DENIED", code="BAD_SIGNATURE")
        asked = _read_query(raw)
        if asked is None:
            return answer(400, state="DENIED", code="BAD_REQUEST")
        return await self._act(asked)

    async def _act(self, asked: dict[str, Any]) -> Response | ASGIApp:
        scenario = self.ledger.take_scenario(asked["id_no"])
        if scenario is Scenario.UNAVAILABLE:
            return answer(503, state="BUSY")
        if scenario is Scenario.TIMEOUT_FAIL:
            return Silence()
        late = scenario is Scenario.LATE
        self.ledger.charge(asked, scenario, LATE_SECONDS if late else 0)
        if scenario is Scenario.TIMEOUT_SUCCESS:
            return Silence()
        if scenario is Scenario.ERROR_AFTER_CHARGE:
            return answer(500, state="ERROR")
        await asyncio.sleep(self.delay_seconds)
        return answer(202 if late else 200, **self._status(asked["request_id"]))

    async def enquire(self, request: Request) -> Response:
        if not is_signed(request, self.secret, b""):
            return answer(401, state="DENIED", code="BAD_SIGNATURE")
        return answer(**self._status(request.path_params["request_id"]))

    def _status(self, request_id: str) -> dict[str, Any]:
        query = self.ledger.find(request_id)
        told = {"request_id": request_id}
        if query is None:
            return {**told, "state": "NOT_FOUND"}
        if query["refused"]:
            return {**told, "state": "REFUSED", **REFUSAL}
        if query["ready_at"] > time.time():
            return {**told, "state": "PENDING"}
        return {**told, "state": "ANSWERED", **_report(query)}

    async def show_ledger(self, _request: Request) -> Response:
        queries = self.ledger.rows(
            "select id, request_id, id_no, cost_fen, report_at, scenario from queries order by id"
        )
        return answer(queries=queries, cost_fen=sum(row["cost_fen"] for row in queries))

    async def set_scenario(self, request: Request) -> Response:
        self.ledger.order(await form(request))
        return answer()

    async def clear_scenarios(self, _request: Request) -> Response:
        self.ledger.clear()
        return answer()

    async def set_delay(self, request: Request) -> Response:
        self.delay_seconds = float((await form(request))["seconds"])
        return answer()


def make_app(bureau: Bureau) -> Starlette:
    """Put the routes together."""
    return Starlette(
        routes=[
            Route("/queries", bureau.query, methods=["POST"]),
            Route("/queries/{request_id}", bureau.enquire),
            Route("/ledger", bureau.show_ledger),
            Route("/control/scenarios", bureau.set_scenario, methods=["POST"]),
            Route("/control/scenarios", bureau.clear_scenarios, methods=["DELETE"]),
            Route("/control/delay", bureau.set_delay, methods=["POST"]),
        ]
    )


def _read_query(raw: bytes) -> dict[str, Any] | None:
    try:
        asked = json.loads(raw)
    except ValueError:
        return None
    whole = isinstance(asked, dict) and all(
        isinstance(asked.get(name), str) and asked[name] for name in ASKED
    )
    return asked if whole else None


def _report(query: dict[str, Any]) -> dict[str, Any]:
    scenario = Scenario(query["scenario"]) if query["scenario"] else None
    found = indicators_of(query["id_no"], scenario)
    report_no = f"ZX-SIM-{query['id']:08d}"
    raw = write_report(report_no, query["report_at"], json.loads(query["asked"]), found)
    return {
        "report_no": report_no,
        "report_at": query["report_at"],
        "raw_base64": base64.b64encode(raw).decode(),
        "media_type": "text/html",
        "no_record": found["noRecord"],
        "cost_fen": query["cost_fen"],
        "indicators": found,
    }
