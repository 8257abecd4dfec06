"""The core banking system over signed HTTP and JSON, whole fen on the wire.

POST /payouts                  200 POSTED or REFUSED, 202 PENDING
GET  /payouts/{request_id}     200 with the state
POST /loans/search             200, by id number (never in a URL: URLs are logged)
GET  /day-end/{business_date}  200
"""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from backend.adapters.channel import Address, Call, Channel
from backend.adapters.core_banking import answers
from backend.adapters.core_banking.day_end import read_day_end
from backend.kit.money import Fen, percent, rate
from backend.ports.core_banking import (
    CoreLoanStatus,
    DayEndFile,
    Disagreement,
    ExistingLoan,
    PayoutReceipt,
    PayoutRefused,
    PayoutRequest,
    PayoutState,
    PayoutStatus,
)
from backend.ports.failures import OutcomeUnknown

PORT = "core_banking"


class HttpCoreBanking:
    """Speak with a core through its HTTP gateway."""

    supports_enquiry = True

    def __init__(self, address: Address, *, dedupes: bool) -> None:
        """Say where the core is and whether it posts one request id only once."""
        self.dedupes = dedupes
        self._channel = Channel(PORT, address)

    async def close(self) -> None:
        """Give back the sockets."""
        await self._channel.close()

    async def pay_out(self, request: PayoutRequest) -> PayoutReceipt:
        """Open the loan and credit the borrower's account; see the port."""
        call = Call("POST", "/payouts", answers.PAYOUT, _payout_body(request))
        status = await self._channel.tell(call, _status)
        if status.state is PayoutState.REFUSED:
            raise PayoutRefused(status.code, status.message_zh)
        if status.receipt is None:
            raise OutcomeUnknown(PORT, status.state.value)
        receipt = status.receipt
        told = (receipt.request_id, receipt.loan_no, receipt.amount_fen)
        if told != (request.request_id, request.loan_no, request.amount_fen):
            raise Disagreement(request.request_id, f"{told}")
        return receipt

    async def enquire(self, request_id: str) -> PayoutStatus:
        """Ask what became of a payout request; see the port."""
        call = Call("GET", f"/payouts/{quote(request_id, safe='')}", answers.PAYOUT)
        status = await self._channel.ask(call, _status)
        if status.request_id != request_id:
            raise Disagreement(request_id, status.request_id)
        return status

    async def existing_loans(self, id_no: str) -> tuple[ExistingLoan, ...]:
        """List the loans of a person or firm; see the port."""
        call = Call("POST", "/loans/search", answers.LOANS, {"id_no": id_no})
        return await self._channel.ask(call, _loans)

    async def day_end(self, business_date: date) -> DayEndFile:
        """Fetch the day-end file; see the port."""

        def read(data: Any) -> DayEndFile:
            if data["business_date"] != business_date.isoformat():
                raise ValueError(data["business_date"])
            return read_day_end(
                business_date, data["content"], data["sha256"], simulated=data["simulated"]
            )

        call = Call("GET", f"/day-end/{business_date.isoformat()}", answers.DAY_END)
        return await self._channel.ask(call, read)


def _payout_body(request: PayoutRequest) -> dict[str, Any]:
    return {
        "request_id": request.request_id,
        "loan_no": request.loan_no,
        "amount_fen": request.amount_fen,
        "account": request.account,
        "payee": request.payee,
        "borrower_id_no": request.borrower_id_no,
        "value_date": request.value_date.isoformat(),
        "maturity_date": request.maturity_date.isoformat(),
        "annual_rate": percent(request.annual_rate),
        "repay_account": request.repay_account,
        "entrusted_to": [
            {
                "name": payee.name,
                "account": payee.account,
                "bank_name": payee.bank_name,
                "amount_fen": payee.amount_fen,
            }
            for payee in request.entrusted_to
        ],
    }


def _status(data: Any) -> PayoutStatus:
    state = PayoutState(data["state"])
    return PayoutStatus(
        request_id=data["request_id"],
        state=state,
        simulated=data["simulated"],
        receipt=_receipt(data) if state is PayoutState.POSTED else None,
        code=data.get("code", ""),
        message_zh=data.get("message", ""),
    )


def _receipt(data: Any) -> PayoutReceipt:
    return PayoutReceipt(
        request_id=data["request_id"],
        loan_no=data["loan_no"],
        amount_fen=Fen(data["amount_fen"]),
        core_ref=data["core_ref"],
        posted_at=datetime.fromisoformat(data["posted_at"]),
        repeated=data.get("repeated") is True,
        simulated=data["simulated"],
    )


def _loans(data: Any) -> tuple[ExistingLoan, ...]:
    return tuple(
        ExistingLoan(
            loan_no=loan["loan_no"],
            principal_fen=Fen(loan["principal_fen"]),
            outstanding_fen=Fen(loan["outstanding_fen"]),
            overdue_fen=Fen(loan["overdue_fen"]),
            annual_rate=rate(loan["annual_rate"]),
            value_date=date.fromisoformat(loan["value_date"]),
            maturity_date=date.fromisoformat(loan["maturity_date"]),
            status=CoreLoanStatus(loan["status"]),
        )
        for loan in data["loans"]
    )
