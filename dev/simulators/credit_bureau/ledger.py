"""The bureau's books in one SQLite file: who asked, what it cost, what was answered."""

import json
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dev.simulators.credit_bureau.files import Scenario

SCHEMA = """
create table if not exists queries (
    id integer primary key, request_id text not null, id_no text not null,
    asked text not null, cost_fen integer not null, report_at text not null,
    ready_at real not null, scenario text, refused integer not null default 0);
create index if not exists queries_by_request_id on queries (request_id);
create table if not exists scenarios (
    id integer primary key, id_no text, remaining integer, scenario text not null);
"""


class Ledger:
    """Charge, remember, tell."""

    def __init__(self, path: Path, cost_fen: int) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.executescript(SCHEMA)
        self._cost_fen = cost_fen

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self.db.execute(sql, values)]

    def charge(self, asked: dict[str, Any], scenario: Scenario | None, wait: float) -> None:
        """Write a query down and charge for it; sent twice, charged twice."""
        refused = scenario is Scenario.REFUSE
        self.db.execute(
            "insert into queries (request_id, id_no, asked, cost_fen, report_at, ready_at,"
            " scenario, refused) values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                asked["request_id"],
                asked["id_no"],
                json.dumps(asked),
                0 if refused else self._cost_fen,
                datetime.now(UTC).isoformat(timespec="seconds"),
                time.time() + wait,
                scenario,
                refused,
            ),
        )

    def find(self, request_id: str) -> dict[str, Any] | None:
        """Find a query by its request id; the first one if it was sent twice."""
        found = self.rows("select * from queries where request_id = ? order by id", request_id)
        return found[0] if found else None

    def order(self, order: dict[str, Any]) -> None:
        """Keep a scenario for a person, for the next N queries, or for all."""
        self.db.execute(
            "insert into scenarios (id_no, remaining, scenario) values (?, ?, ?)",
            (order.get("id_no"), order.get("next"), Scenario(order["scenario"])),
        )

    def clear(self) -> None:
        self.db.execute("delete from scenarios")

    def take_scenario(self, id_no: str) -> Scenario | None:
        """Choose by person, then the next-N order, then the order for all."""
        found = self.rows(
            "select * from scenarios where id_no = ? or (id_no is null and"
            " (remaining is null or remaining > 0))"
            " order by id_no is null, remaining is null, id desc limit 1",
            id_no,
        )
        if not found:
            return None
        self.db.execute(
            "update scenarios set remaining = remaining - 1 where id = ? and remaining is not null",
            (found[0]["id"],),
        )
        return Scenario(found[0]["scenario"])
