"""What the core's answers look like on the wire."""

from typing import Any

from jsonschema import Draft202012Validator

TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)$"}
FEN = {"type": "integer", "minimum": 0, "maximum": 10**15}


def _answer(required: dict[str, Any], **more: Any) -> Draft202012Validator:
    properties = {"simulated": {"type": "boolean"}, **required}
    schema = {"type": "object", "required": list(properties), "properties": properties, **more}
    return Draft202012Validator(schema)


_POSTED = {"loan_no": TEXT, "amount_fen": FEN, "core_ref": TEXT, "posted_at": MOMENT}
_REFUSED = {"code": TEXT, "message": TEXT}


def _when(state: str, then: dict[str, Any]) -> dict[str, Any]:
    return {
        "if": {"properties": {"state": {"const": state}}},
        "then": {"required": list(then), "properties": then},
    }


PAYOUT = _answer(
    {"request_id": TEXT, "state": {"enum": ["POSTED", "REFUSED", "PENDING", "NOT_FOUND"]}},
    allOf=[_when("POSTED", _POSTED), _when("REFUSED", _REFUSED)],
)

_LOAN = {
    "loan_no": TEXT,
    "principal_fen": FEN,
    "outstanding_fen": FEN,
    "overdue_fen": FEN,
    "annual_rate": {"type": "string"},
    "value_date": DATE,
    "maturity_date": DATE,
    "status": {"enum": ["ACTIVE", "OVERDUE", "EXTENDED", "SETTLED", "WRITTEN_OFF"]},
}
LOANS = _answer(
    {
        "loans": {
            "type": "array",
            "maxItems": 500,
            "items": {"type": "object", "required": list(_LOAN), "properties": _LOAN},
        }
    }
)

DAY_END = _answer({"business_date": DATE, "content": {"type": "string"}, "sha256": TEXT})

_EVENT = {"event_id": TEXT, "loan_no": TEXT, "business_date": DATE, "occurred_at": MOMENT}
_BY_KIND: dict[str, dict[str, Any]] = {
    "PAYOUT_POSTED": {"request_id": TEXT, "core_ref": TEXT, "amount_fen": FEN},
    "PAYOUT_DECLINED": {"request_id": TEXT, "code": TEXT, "message": TEXT},
    "REPAID": {
        "principal_fen": FEN,
        "interest_fen": FEN,
        "penalty_fen": FEN,
        "outstanding_fen": FEN,
        "overdue_fen": FEN,
    },
    "FELL_OVERDUE": {
        "overdue_principal_fen": FEN,
        "overdue_interest_fen": FEN,
        "overdue_since": DATE,
    },
    "SETTLED": {},
}
EVENTS = {kind: _answer({"kind": TEXT, **_EVENT, **own}) for kind, own in _BY_KIND.items()}
