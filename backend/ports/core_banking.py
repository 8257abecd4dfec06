"""What we ask of the core banking system (核心系统), and what it tells us by itself.

A payout is asked for under a request id that never changes. After an unknown
outcome we enquire; only a core that says NOT_FOUND is asked again, under the same id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from backend.kit.money import Fen, Rate


@dataclass(frozen=True, slots=True)
class EntrustedPayee:
    """One receiver of an entrusted payment (受托支付)."""

    name: str
    account: str
    bank_name: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class PayoutRequest:
    """One loan note to open and pay out to the borrower's account.

    Raises:
        ValueError: nothing is paid, or the entrusted payees do not add up to it.
    """

    request_id: str
    loan_no: str
    amount_fen: Fen
    account: str
    payee: str
    borrower_id_no: str
    value_date: date
    maturity_date: date
    annual_rate: Rate
    repay_account: str
    entrusted_to: tuple[EntrustedPayee, ...] = ()

    def __post_init__(self) -> None:
        onward = sum(payee.amount_fen for payee in self.entrusted_to)
        if self.amount_fen <= 0 or (self.entrusted_to and onward != self.amount_fen):
            raise ValueError(self.request_id)


@dataclass(frozen=True, slots=True)
class PayoutReceipt:
    """The core has posted; ``repeated`` when it had done so at an earlier asking."""

    request_id: str
    loan_no: str
    amount_fen: Fen
    core_ref: str
    posted_at: datetime
    repeated: bool
    simulated: bool


class PayoutState(StrEnum):
    NOT_FOUND = "NOT_FOUND"
    PENDING = "PENDING"
    POSTED = "POSTED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class PayoutStatus:
    """What the core knows of a request id.

    ``receipt`` comes with POSTED, ``code`` and ``message_zh`` with REFUSED.
    """

    request_id: str
    state: PayoutState
    simulated: bool
    receipt: PayoutReceipt | None = None
    code: str = ""
    message_zh: str = ""


class PayoutRefused(Exception):
    """The core said no for a reason of business; nothing was posted."""

    def __init__(self, code: str, message_zh: str) -> None:
        super().__init__(code)
        self.code = code
        self.message_zh = message_zh


class Disagreement(Exception):
    """The core's answer names another loan or amount than we asked: people must look."""

    def __init__(self, request_id: str, told: str) -> None:
        super().__init__(f"{request_id}: {told}")
        self.request_id = request_id
        self.told = told


class CoreLoanStatus(StrEnum):
    ACTIVE = "ACTIVE"
    OVERDUE = "OVERDUE"
    EXTENDED = "EXTENDED"
    SETTLED = "SETTLED"
    WRITTEN_OFF = "WRITTEN_OFF"


@dataclass(frozen=True, slots=True)
class ExistingLoan:
    """A loan on the core's books (存量贷款), also one that we never saw."""

    loan_no: str
    principal_fen: Fen
    outstanding_fen: Fen
    overdue_fen: Fen
    annual_rate: Rate
    value_date: date
    maturity_date: date
    status: CoreLoanStatus


class DayEndKind(StrEnum):
    PAYOUT = "PAYOUT"
    REPAYMENT = "REPAYMENT"
    BALANCE = "BALANCE"


@dataclass(frozen=True, slots=True)
class DayEndLine:
    """A posting of the day, or (BALANCE) a loan's outstanding principal at its end."""

    kind: DayEndKind
    core_ref: str
    request_id: str
    loan_no: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class DayEndFile:
    """The core's word on one business date (日终对账文件), checked against its trailer."""

    business_date: date
    raw: bytes
    sha256: str
    lines: tuple[DayEndLine, ...]
    simulated: bool


class CoreBanking(Protocol):
    """The core banking system (核心系统)."""

    @property
    def dedupes(self) -> bool:
        """Whether the core posts one request id once, however often it is sent."""

    @property
    def supports_enquiry(self) -> bool:
        """Whether the core can be asked about a request id.

        A core that neither dedupes nor answers enquiries is never sent a request
        twice: after an unknown outcome the day-end file decides.
        """

    async def pay_out(self, request: PayoutRequest) -> PayoutReceipt:
        """Open the loan and credit the borrower's account.

        Raises:
            PayoutRefused: the core said no; nothing was posted.
            Disagreement: it answered for another loan or amount.
            Unavailable: nothing was posted; the same request may be sent again.
            OutcomeUnknown: enquire before anything else.
        """

    async def enquire(self, request_id: str) -> PayoutStatus:
        """Ask what became of a payout request.

        The caller compares the receipt's loan and amount with its own row.

        Raises:
            Disagreement: the answer is about another request.
            Unavailable: no usable answer; ask again later.
        """

    async def existing_loans(self, id_no: str) -> tuple[ExistingLoan, ...]:
        """List the loans that the core holds for a person or firm.

        Raises:
            Unavailable: no usable answer.
        """

    async def day_end(self, business_date: date) -> DayEndFile:
        """Fetch the day-end file of a business date.

        Raises:
            Unavailable: not there yet, or its trailer does not match its lines.
        """


@dataclass(frozen=True, slots=True)
class CoreEvent:
    """Something that the core tells us by itself.

    The same event may arrive many times and in any order: ``event_id`` is what
    the receiver keeps unique, so that a repetition has no effect.
    """

    event_id: str
    loan_no: str
    business_date: date
    occurred_at: datetime
    simulated: bool


@dataclass(frozen=True, slots=True)
class PayoutPosted(CoreEvent):
    request_id: str
    core_ref: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class PayoutDeclined(CoreEvent):
    request_id: str
    code: str
    message_zh: str


@dataclass(frozen=True, slots=True)
class Repaid(CoreEvent):
    """A repayment, with the core's balances after it; no overdue left means ACTIVE again."""

    principal_fen: Fen
    interest_fen: Fen
    penalty_fen: Fen
    outstanding_fen: Fen
    overdue_fen: Fen


@dataclass(frozen=True, slots=True)
class FellOverdue(CoreEvent):
    overdue_principal_fen: Fen
    overdue_interest_fen: Fen
    overdue_since: date


@dataclass(frozen=True, slots=True)
class Settled(CoreEvent):
    """Nothing is owed any more (结清)."""


@dataclass(frozen=True, slots=True)
class FeedDelivery:
    """One verified message; ``nonce`` may be remembered to drop replays early."""

    event: CoreEvent
    nonce: str


class FeedRejected(Exception):
    """The message is not the core's, too old, or not understood; ``reason`` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CoreFeed(Protocol):
    """The door for what the core posts to us."""

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> FeedDelivery:
        """Verify one message and turn it into an event.

        Args:
            headers: by lower-case name.
            body: the bytes as they arrived; the signature covers them.
            now: the wall clock, with its zone.

        Raises:
            FeedRejected: answer 401 (signature, age) or 400 (content).
        """
