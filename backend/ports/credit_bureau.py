"""What we ask of the credit bureau (征信): one report on one person, on their written word.

Each query leaves a trace in the person's file and costs money. It goes out once,
under a request id that never changes; after an unknown outcome we only enquire.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from backend.kit.money import Fen


@dataclass(frozen=True, slots=True)
class BureauRequest:
    """Who is asked about, on which authorization, why, and under whose bureau account."""

    request_id: str
    name: str = field(repr=False)
    id_no: str = field(repr=False)
    authorization_no: str
    reason_code: str
    operator_account: str


@dataclass(frozen=True, slots=True)
class BureauReport:
    """A report (征信报告); with ``no_record`` it says that nothing is known (白户).

    ``raw`` is the report as the bureau sent it, to be kept encrypted; ``indicators``
    is JSON text for ``credit_authorization.rules.read_indicators``, amounts in yuan
    as decimal text.
    """

    request_id: str
    report_no: str
    report_at: datetime
    raw: bytes = field(repr=False)
    media_type: str
    indicators: str = field(repr=False)
    no_record: bool
    cost_fen: Fen
    simulated: bool


class BureauState(StrEnum):
    NOT_FOUND = "NOT_FOUND"
    PENDING = "PENDING"
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class BureauStatus:
    """What the bureau knows of a request id.

    ``report`` comes with ANSWERED, ``code`` and ``message_zh`` with REFUSED.
    """

    request_id: str
    state: BureauState
    simulated: bool
    report: BureauReport | None = None
    code: str = ""
    message_zh: str = ""


class BureauRefused(Exception):
    """The bureau will not answer this query: wrong person, account or reason."""

    def __init__(self, code: str, message_zh: str) -> None:
        super().__init__(code)
        self.code = code
        self.message_zh = message_zh


class CreditBureau(Protocol):
    """The credit bureau's front system (征信前置)."""

    async def query(self, request: BureauRequest) -> BureauReport:
        """Ask for a report; it may take seconds.

        Raises:
            BureauRefused: the bureau said no; there is no report.
            Unavailable: nothing was asked; the same request may be sent again.
            OutcomeUnknown: enquire; never send it again.
        """

    async def enquire(self, request_id: str) -> BureauStatus:
        """Ask what became of a query; leaves no trace and costs nothing.

        Raises:
            Unavailable: no usable answer; ask again later.
        """
