"""The bureau's front system over signed HTTP and JSON.

POST /queries               200 ANSWERED or REFUSED, 202 PENDING
GET  /queries/{request_id}  200 with the state
"""

import base64
import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator

from backend.adapters.channel import Address, Call, Channel
from backend.kit.money import Fen
from backend.ports.credit_bureau import (
    BureauRefused,
    BureauReport,
    BureauRequest,
    BureauState,
    BureauStatus,
)
from backend.ports.failures import OutcomeUnknown

PORT = "credit_bureau"
_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
_REPORT = {
    "report_no": _TEXT,
    "report_at": _TEXT,
    "raw_base64": {"type": "string", "minLength": 1},
    "media_type": {"enum": ["text/html", "application/json", "application/pdf"]},
    "no_record": {"type": "boolean"},
    "cost_fen": {"type": "integer", "minimum": 0},
    # Their meaning is checked where they are used: a report that we paid for is
    # kept even when its indicators cannot be read.
    "indicators": {"type": "object"},
}
_REFUSED = {"code": _TEXT, "message": _TEXT}
_HEAD = {
    "request_id": _TEXT,
    "state": {"enum": ["ANSWERED", "REFUSED", "PENDING", "NOT_FOUND"]},
    "simulated": {"type": "boolean"},
}
ANSWER = Draft202012Validator(
    {
        "type": "object",
        "required": list(_HEAD),
        "properties": _HEAD,
        "allOf": [
            {
                "if": {"properties": {"state": {"const": state}}},
                "then": {"required": list(then), "properties": then},
            }
            for state, then in (("ANSWERED", _REPORT), ("REFUSED", _REFUSED))
        ],
    }
)


class HttpCreditBureau:
    """Speak with the bureau through its front system."""

    def __init__(self, address: Address) -> None:
        """Say where the front system is; reports take longer than payments."""
        self._channel = Channel(PORT, address)

    async def close(self) -> None:
        """Give back the sockets."""
        await self._channel.close()

    async def query(self, request: BureauRequest) -> BureauReport:
        """Ask for a report; see the port."""
        body = {
            "request_id": request.request_id,
            "name": request.name,
            "id_no": request.id_no,
            "authorization_no": request.authorization_no,
            "reason_code": request.reason_code,
            "operator_account": request.operator_account,
        }
        status = await self._channel.tell(Call("POST", "/queries", ANSWER, body), _status)
        if status.request_id != request.request_id:
            raise OutcomeUnknown(PORT, "ANOTHER_REQUEST")
        if status.state is BureauState.REFUSED:
            raise BureauRefused(status.code, status.message_zh)
        if status.report is None:
            raise OutcomeUnknown(PORT, status.state.value)
        return status.report

    async def enquire(self, request_id: str) -> BureauStatus:
        """Ask what became of a query; see the port."""

        def read(data: Any) -> BureauStatus:
            if data["request_id"] != request_id:
                raise ValueError(request_id)
            return _status(data)

        call = Call("GET", f"/queries/{quote(request_id, safe='')}", ANSWER)
        return await self._channel.ask(call, read)


def _status(data: Any) -> BureauStatus:
    state = BureauState(data["state"])
    return BureauStatus(
        request_id=data["request_id"],
        state=state,
        simulated=data["simulated"],
        report=_report(data) if state is BureauState.ANSWERED else None,
        code=data.get("code", ""),
        message_zh=data.get("message", ""),
    )


def _report(data: Any) -> BureauReport:
    return BureauReport(
        request_id=data["request_id"],
        report_no=data["report_no"],
        report_at=_moment(data["report_at"]),
        raw=base64.b64decode(data["raw_base64"], validate=True),
        media_type=data["media_type"],
        indicators=json.dumps(data["indicators"], ensure_ascii=False, default=str),
        no_record=data["no_record"],
        cost_fen=Fen(data["cost_fen"]),
        simulated=data["simulated"],
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
