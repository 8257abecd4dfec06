"""The core's books in one SQLite file: every posting is on disk before it is answered."""

import json
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

SCHEMA = """
create table if not exists requests (
    id integer primary key, request_id text not null, loan_no text not null,
    amount_fen integer not null, body text not null, state text not null,
    code text not null default '', message text not null default '',
    core_ref text, due_at real, copies integer not null default 0);
create index if not exists requests_by_request_id on requests (request_id);
create table if not exists postings (
    core_ref text primary key, kind text not null, request_id text not null,
    loan_no text not null, amount_fen integer not null, business_date text not null,
    posted_at text not null);
create table if not exists loans (
    loan_no text primary key, id_no text not null, principal_fen integer not null,
    outstanding_fen integer not null, overdue_fen integer not null default 0,
    annual_rate text not null, value_date text not null, maturity_date text not null,
    status text not null);
create index if not exists loans_by_id_no on loans (id_no);
create table if not exists events (
    event_id text primary key, body text not null, copies integer not null,
    attempts integer not null default 0, due_at real not null, delivered_at text);
create table if not exists scenarios (
    id integer primary key, request_id text, loan_no text, remaining integer,
    scenario text not null, seconds real not null);
create table if not exists settings (name text primary key, value text not null);
"""


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Ledger:
    """Post, remember, tell. One process writes; SQLite's log survives a kill."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.executescript(SCHEMA)

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self.db.execute(sql, values)]

    def one(self, sql: str, *values: Any) -> dict[str, Any] | None:
        found = self.db.execute(sql, values).fetchone()
        return None if found is None else dict(found)

    def receive(
        self, body: dict[str, Any], state: str, *, due_at: float | None = None, copies: int = 0
    ) -> int:
        """Write down a request before anything is done with it."""
        cursor = self.db.execute(
            "insert into requests (request_id, loan_no, amount_fen, body, state, due_at, copies)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            (
                body["request_id"],
                body["loan_no"],
                body["amount_fen"],
                json.dumps(body),
                state,
                due_at,
                copies,
            ),
        )
        return int(cursor.lastrowid or 0)

    def refuse(self, row_id: int, code: str, message: str) -> None:
        self.db.execute(
            "update requests set state = 'REFUSED', code = ?, message = ? where id = ?",
            (code, message, row_id),
        )

    def post_payout(self, row_id: int) -> dict[str, Any]:
        """Post one request: money leaves the bank here, each time this is called."""
        with self.db:
            self.db.execute("begin immediate")
            row = self.one("select * from requests where id = ?", row_id)
            assert row is not None
            body = json.loads(row["body"])
            core_ref = self._post(
                "PAYOUT", body["request_id"], body["loan_no"], body["amount_fen"],
                body["value_date"],
            )  # fmt: skip
            self._open_loan(body)
            self.db.execute(
                "update requests set state = 'POSTED', core_ref = ?, due_at = null where id = ?",
                (core_ref, row_id),
            )
            if row["copies"]:
                self._tell_payout(body, core_ref, row["copies"])
        return self.payout(body["request_id"])

    def payout(self, request_id: str) -> dict[str, Any]:
        """Say what is known of a request id; what is posted counts most."""
        row = self.one(
            "select * from requests where request_id = ? order by state = 'POSTED' desc,"
            " state = 'PENDING' desc, id limit 1",
            request_id,
        )
        if row is None or row["state"] == "DROPPED":
            return {"request_id": request_id, "state": "NOT_FOUND"}
        told = {key: row[key] for key in ("request_id", "loan_no", "amount_fen", "state")}
        if row["state"] == "REFUSED":
            return {**told, "code": row["code"], "message": row["message"]}
        if row["state"] == "PENDING":
            return told
        posting = self.one("select * from postings where core_ref = ?", row["core_ref"])
        assert posting is not None
        return {**told, "core_ref": row["core_ref"], "posted_at": posting["posted_at"]}

    def repay(self, message: dict[str, Any]) -> None:
        """Post a repayment and tell the bank; the last fen of principal settles the loan."""
        loan_no, day = message["loan_no"], message["business_date"]
        principal = message.get("principal_fen", 0)
        interest, penalty = message.get("interest_fen", 0), message.get("penalty_fen", 0)
        if not 0 <= principal <= self.loan(loan_no)["outstanding_fen"]:
            raise ValueError("more than is owed")
        with self.db:
            self.db.execute("begin immediate")
            self._post("REPAYMENT", "", loan_no, principal + interest + penalty, day)
            self.db.execute(
                "update loans set outstanding_fen = outstanding_fen - ?,"
                " overdue_fen = max(0, overdue_fen - ? - ?),"
                " status = case when outstanding_fen = ? then 'SETTLED'"
                " when overdue_fen > ? + ? then 'OVERDUE' else 'ACTIVE' end where loan_no = ?",
                (principal, principal, interest, principal, principal, interest, loan_no),
            )
            loan = self.loan(loan_no)
            amounts = {"principal_fen": principal, "interest_fen": interest, "penalty_fen": penalty}
            balances = {key: loan[key] for key in ("outstanding_fen", "overdue_fen")}
            self.tell("REPAID", loan_no, day, **amounts, **balances)
            if not loan["outstanding_fen"]:
                self.tell("SETTLED", loan_no, day)

    def fall_overdue(self, message: dict[str, Any]) -> None:
        loan_no, day = message["loan_no"], message["business_date"]
        principal = message["overdue_principal_fen"]
        interest = message.get("overdue_interest_fen", 0)
        with self.db:
            self.db.execute("begin immediate")
            self.loan(loan_no)
            self.db.execute(
                "update loans set overdue_fen = ?, status = 'OVERDUE' where loan_no = ?",
                (principal + interest, loan_no),
            )
            self.tell(
                "FELL_OVERDUE", loan_no, day, overdue_principal_fen=principal,
                overdue_interest_fen=interest, overdue_since=message.get("overdue_since", day),
            )  # fmt: skip

    def settle(self, message: dict[str, Any]) -> None:
        """Collect all that is still owed, which closes the loan."""
        loan = self.loan(message["loan_no"])
        self.repay({**message, "principal_fen": loan["outstanding_fen"]})

    def loan(self, loan_no: str) -> dict[str, Any]:
        """Find a loan.

        Raises:
            LookupError: there is none.
        """
        loan = self.one("select * from loans where loan_no = ?", loan_no)
        if loan is None:
            raise LookupError(loan_no)
        return loan

    def tell(self, kind: str, loan_no: str, day: str, *, copies: int = 1, **more: Any) -> None:
        """Queue a message to the bank in the transaction that it reports."""
        event = {
            "event_id": uuid4().hex,
            "kind": kind,
            "loan_no": loan_no,
            "business_date": day,
            "occurred_at": now_text(),
            "simulated": True,
            **more,
        }
        self.db.execute(
            "insert into events (event_id, body, copies, due_at) values (?, ?, ?, ?)",
            (event["event_id"], json.dumps(event), copies, time.time()),
        )

    def _tell_payout(self, body: dict[str, Any], core_ref: str, copies: int) -> None:
        self.tell(
            "PAYOUT_POSTED", body["loan_no"], body["value_date"], copies=copies,
            request_id=body["request_id"], core_ref=core_ref, amount_fen=body["amount_fen"],
        )  # fmt: skip

    def _post(self, kind: str, request_id: str, loan_no: str, amount_fen: int, day: str) -> str:
        core_ref = f"HX{uuid4().hex[:20].upper()}"
        self.db.execute(
            "insert into postings values (?, ?, ?, ?, ?, ?, ?)",
            (core_ref, kind, request_id, loan_no, amount_fen, day, now_text()),
        )
        return core_ref

    def _open_loan(self, body: dict[str, Any]) -> None:
        amount = body["amount_fen"]
        self.db.execute(
            "insert into loans values (?, ?, ?, ?, 0, ?, ?, ?, 'ACTIVE') on conflict (loan_no)"
            " do update set outstanding_fen = outstanding_fen + excluded.outstanding_fen",
            (
                body["loan_no"],
                body["borrower_id_no"],
                amount,
                amount,
                body["annual_rate"],
                body["value_date"],
                body["maturity_date"],
            ),
        )
