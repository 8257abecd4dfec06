"""What the core posts to us: one signed JSON message an event.

    POST <our feed address>, signed for the purpose "feed" (see adapters.signature)
    {"event_id", "kind", "loan_no", "business_date", "occurred_at", "simulated", …}

The core sends a message again until it is answered 2xx.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jsonschema.exceptions import ValidationError

from backend.adapters.core_banking.answers import EVENTS
from backend.adapters.signature import SignatureRejected, check_signature
from backend.adapters.strict_json import read_json
from backend.kit.money import Fen
from backend.ports.core_banking import (
    CoreEvent,
    FeedDelivery,
    FeedRejected,
    FellOverdue,
    PayoutDeclined,
    PayoutPosted,
    Repaid,
    Settled,
)

PURPOSE = "feed"


class SignedCoreFeed:
    """Verify and read the core's messages."""

    def __init__(self, secrets: Mapping[str, bytes], *, simulated_allowed: bool) -> None:
        """Know the core's keys by id; two while one is being replaced."""
        self._secrets = dict(secrets)
        self._simulated_allowed = simulated_allowed

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> FeedDelivery:
        """Verify one message and turn it into an event; see the port."""
        try:
            nonce = check_signature(self._secrets, PURPOSE, headers, body, now=now)
        except SignatureRejected as rejected:
            raise FeedRejected(str(rejected)) from rejected
        try:
            event = _event(read_json(body))
        except (ValidationError, KeyError, ValueError, TypeError):
            raise FeedRejected("NOT_AS_AGREED") from None
        if event.simulated and not self._simulated_allowed:
            raise FeedRejected("SIMULATED_EVENT")
        return FeedDelivery(event, nonce)


def _event(data: Any) -> CoreEvent:
    kind = data["kind"]
    EVENTS[kind].validate(data)
    head: dict[str, Any] = {
        "event_id": data["event_id"],
        "loan_no": data["loan_no"],
        "business_date": date.fromisoformat(data["business_date"]),
        "occurred_at": datetime.fromisoformat(data["occurred_at"]),
        "simulated": data["simulated"],
    }
    match kind:
        case "PAYOUT_POSTED":
            return PayoutPosted(
                **head,
                request_id=data["request_id"],
                core_ref=data["core_ref"],
                amount_fen=Fen(data["amount_fen"]),
            )
        case "PAYOUT_DECLINED":
            return PayoutDeclined(
                **head,
                request_id=data["request_id"],
                code=data["code"],
                message_zh=data["message"],
            )
        case "REPAID":
            return Repaid(**head, **_amounts(data, Repaid))
        case "FELL_OVERDUE":
            since = date.fromisoformat(data["overdue_since"])
            return FellOverdue(**head, **_amounts(data, FellOverdue), overdue_since=since)
        case _:
            return Settled(**head)


def _amounts(data: Any, kind: type[CoreEvent]) -> dict[str, Any]:
    names = [name for name in kind.__dataclass_fields__ if name.endswith("_fen")]
    return {name: Fen(data[name]) for name in names}
