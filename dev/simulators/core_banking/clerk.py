"""What the core does by itself: late postings, and messages to the bank until they arrive."""

import asyncio
import json
import time

import httpx

from dev.simulators.core_banking.ledger import Ledger, now_text
from dev.simulators.signature import sign

LOOK_SECONDS = 0.05
WAIT_SECONDS_MAX = 30


class Clerk:
    """Work off what is due; all of it is on disk, so a restart goes on where it was."""

    def __init__(self, ledger: Ledger, callback_url: str, key_id: str, secret: str) -> None:
        self._ledger = ledger
        self._callback_url = callback_url
        self._key_id = key_id
        self._secret = secret

    async def run(self) -> None:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            while True:
                self._finish_late_payouts()
                if self._callback_url:
                    await self._deliver(client)
                await asyncio.sleep(LOOK_SECONDS)

    def _finish_late_payouts(self) -> None:
        due = self._ledger.rows(
            "select * from requests where state = 'PENDING' and due_at <= ?", time.time()
        )
        for row in due:
            if row["code"]:
                self._decline(row["id"], json.loads(row["body"]), row["code"], row["message"])
            else:
                self._ledger.post_payout(row["id"])

    def _decline(self, row_id: int, body: dict[str, str], code: str, message: str) -> None:
        with self._ledger.db as db:
            db.execute("begin immediate")
            self._ledger.refuse(row_id, code, message)
            self._ledger.tell(
                "PAYOUT_DECLINED", body["loan_no"], body["value_date"],
                request_id=body["request_id"], code=code, message=message,
            )  # fmt: skip

    async def _deliver(self, client: httpx.AsyncClient) -> None:
        due = self._ledger.rows(
            "select rowid, * from events where delivered_at is null and due_at <= ?"
            " order by rowid limit 20",
            time.time(),
        )
        for event in due:
            arrived = True
            for _ in range(event["copies"]):
                arrived = await self._post(client, event["body"].encode()) and arrived
            if arrived:
                self._ledger.db.execute(
                    "update events set delivered_at = ? where event_id = ?",
                    (now_text(), event["event_id"]),
                )
            else:
                wait = min(0.2 * 2 ** min(event["attempts"], 20), WAIT_SECONDS_MAX)
                self._ledger.db.execute(
                    "update events set attempts = attempts + 1, due_at = ? where event_id = ?",
                    (time.time() + wait, event["event_id"]),
                )

    async def _post(self, client: httpx.AsyncClient, body: bytes) -> bool:
        headers = sign(self._key_id, self._secret, "feed", body)
        try:
            response = await client.post(self._callback_url, content=body, headers=headers)
        except httpx.HTTPError:
            return False
        return response.is_success
