"""An SMS gateway, simulated (模拟): texts land in a file that the demo outbox shows.

The last two digits of the phone decide: 91 delayed by half a minute, 92 failed,
93 unavailable, 94 outcome unknown though sent; everything else is delivered.
"""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from backend.adapters.simulation import refuse_production
from backend.adapters.sms.outbox import SmsOutbox
from backend.ports.failures import OutcomeUnknown, Unavailable
from backend.ports.sms import SentText, SmsMessage, SmsReceipt, SmsState

PORT = "sms"
DELAYED, FAILED, UNAVAILABLE, UNKNOWN = "91", "92", "93", "94"
DELAY_SECONDS = 30


class SimulatedSmsSender:
    """Send texts to the demo outbox, and say that it is a simulation."""

    def __init__(
        self,
        outbox: SmsOutbox,
        *,
        stage: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Refuse to exist in production."""
        refuse_production(stage, PORT)
        self._outbox = outbox
        self._now = now

    async def send(self, message: SmsMessage) -> SmsReceipt:
        """Hand over one text; see the port."""
        scenario, now = message.phone[-2:], self._now()
        if scenario == UNAVAILABLE:
            raise Unavailable(PORT, "SCENARIO")
        state = {DELAYED: SmsState.ACCEPTED, FAILED: SmsState.FAILED}.get(
            scenario, SmsState.DELIVERED
        )
        arrives_at = now + timedelta(seconds=DELAY_SECONDS if scenario == DELAYED else 0)
        sent = SentText(message.phone, message.template, message.text, state, now, arrives_at)
        await asyncio.to_thread(self._outbox.append, sent)
        if scenario == UNKNOWN:
            raise OutcomeUnknown(PORT, "SCENARIO")
        ref = hashlib.sha256(message.request_id.encode()).hexdigest()[:16].upper()
        code = "PHONE_OFF" if state is SmsState.FAILED else ""
        return SmsReceipt(message.request_id, state, f"SIM-{ref}", now, simulated=True, code=code)
