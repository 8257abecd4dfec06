"""Which way the core misbehaves, and for whom."""

import json
import random
from enum import StrEnum
from typing import Any

from dev.simulators.core_banking.ledger import Ledger


class Scenario(StrEnum):
    OK = "ok"
    REFUSE = "refuse"  # a business answer: nothing posted
    TIMEOUT_SUCCESS = "timeout_success"  # posts, then never answers
    TIMEOUT_FAIL = "timeout_fail"  # never posts, never answers
    DUPLICATE = "duplicate"  # answers, and calls back twice with the same event
    LATE = "late"  # answers PENDING, posts and calls back after some seconds
    LATE_REFUSE = "late_refuse"  # answers PENDING, calls back with a refusal
    ERROR_AFTER_COMMIT = "error_after_commit"  # posts, then HTTP 500
    CUT_ANSWER = "cut_answer"  # posts, then hangs up in the middle of the answer
    DROP = "drop"  # hangs up, nothing posted
    BUSY = "busy"  # 503 in its own words, nothing posted


class Choice:
    """Pick by request id, then by loan, then by the next-N rule, odds, default."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self._ledger = ledger
        self._random = random.Random(seed)  # noqa: S311 - repeatable mischief, no secret

    def set(self, order: dict[str, Any]) -> None:
        """Keep an order: {scenario, seconds?, request_id | loan_no | next | default}."""
        scenario = Scenario(order["scenario"])
        seconds = float(order.get("seconds", 1))
        with self._ledger.db as db:
            db.execute("begin immediate")
            if order.get("default"):
                db.execute(
                    "delete from scenarios"
                    " where request_id is null and loan_no is null and remaining is null"
                )
            remaining = order.get("next")
            db.execute(
                "insert into scenarios (request_id, loan_no, remaining, scenario, seconds)"
                " values (?, ?, ?, ?, ?)",
                (order.get("request_id"), order.get("loan_no"), remaining, scenario, seconds),
            )

    def set_odds(self, odds: dict[str, int]) -> None:
        """Keep percentages by scenario, for requests that no rule names."""
        known = {Scenario(name).value: int(percent) for name, percent in odds.items()}
        self._ledger.db.execute(
            "insert into settings values ('odds', ?)"
            " on conflict (name) do update set value = excluded.value",
            (json.dumps(known),),
        )

    def clear(self) -> None:
        self._ledger.db.execute("delete from scenarios")
        self._ledger.db.execute("delete from settings where name = 'odds'")

    def take(self, request_id: str, loan_no: str) -> tuple[Scenario, float]:
        """Choose for one request; a next-N rule is used up by it."""
        row = self._ledger.one(
            "select * from scenarios where request_id = ? or (request_id is null and loan_no = ?)"
            " or (request_id is null and loan_no is null and (remaining is null or remaining > 0))"
            " order by request_id is null, loan_no is null, remaining is null, id desc limit 1",
            request_id,
            loan_no,
        )
        named = row is not None and (row["request_id"] or row["loan_no"] or row["remaining"])
        if row is None or not named:
            drawn = self._draw()
            if drawn is not None:
                return drawn, 1
        if row is None:
            return Scenario.OK, 0
        self._ledger.db.execute(
            "update scenarios set remaining = remaining - 1 where id = ? and remaining is not null",
            (row["id"],),
        )
        return Scenario(row["scenario"]), row["seconds"]

    def _draw(self) -> Scenario | None:
        odds = self._ledger.one("select value from settings where name = 'odds'")
        dice = self._random.randrange(100)
        for name, percent in json.loads(odds["value"] if odds else "{}").items():
            dice -= percent
            if dice < 0:
                return Scenario(name)
        return None
