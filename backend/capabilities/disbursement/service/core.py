"""How the core is asked, and its answer in our words; nothing here touches a row."""

from dataclasses import dataclass

from backend.capabilities.disbursement import queries
from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.disbursement.rules import CoreAnswer, agrees
from backend.kit.faults import fault
from backend.kit.money import Rate
from backend.ports.core_banking import (
    CoreBanking,
    Disagreement,
    EntrustedPayee,
    PayoutReceipt,
    PayoutRefused,
    PayoutRequest,
)
from backend.ports.failures import OutcomeUnknown, Unavailable


@dataclass(frozen=True, slots=True)
class Answer:
    """What the core said; the receipt comes with POSTED only."""

    kind: CoreAnswer
    code: str = ""
    text: str = ""
    receipt: PayoutReceipt | None = None


async def request_of(row: Disbursement) -> PayoutRequest:
    """Write the request that a disbursement is; the same row gives the same request."""
    customer = await queries.borrower_of(row)
    payees = await queries.payees_of(row.id)
    return PayoutRequest(
        request_id=str(row.core_request_id),
        loan_no=str(row.loan_no),
        amount_fen=row.amount_fen,
        account=row.disburse_account,
        payee=customer.name,
        borrower_id_no=customer.id_no,
        value_date=row.value_date,
        maturity_date=row.maturity_date,
        annual_rate=Rate(row.annual_rate),
        repay_account=row.repay_account,
        entrusted_to=tuple(
            EntrustedPayee(payee.name, payee.account, payee.bank_name, payee.amount_fen)
            for payee in payees
        ),
    )


async def send(core: CoreBanking, request: PayoutRequest) -> Answer:
    """Ask the core to pay."""
    try:
        receipt = await core.pay_out(request)
        fault("payout.after_send")
    except PayoutRefused as refused:
        return Answer(CoreAnswer.REFUSED, refused.code, refused.message_zh)
    except Unavailable as failure:
        return Answer(CoreAnswer.UNAVAILABLE, text=failure.reason)
    except OutcomeUnknown as failure:
        return Answer(CoreAnswer.OUTCOME_UNKNOWN, text=failure.reason)
    except Disagreement as disagreement:
        return Answer(CoreAnswer.DISAGREEMENT, text=disagreement.told)
    return Answer(CoreAnswer.POSTED, receipt=receipt)


async def enquire(core: CoreBanking, row: Disbursement) -> Answer:
    """Ask what became of the request; the receipt must name our loan and amount (INV-34)."""
    if not core.supports_enquiry:
        return Answer(CoreAnswer.OUTCOME_UNKNOWN, text="核心不支持查询,以日终对账为准")
    try:
        status = await core.enquire(str(row.core_request_id))
    except Unavailable as failure:
        return Answer(CoreAnswer.UNAVAILABLE, text=failure.reason)
    except Disagreement as disagreement:
        return Answer(CoreAnswer.DISAGREEMENT, text=disagreement.told)
    receipt = status.receipt
    if receipt is not None:
        ours = (str(row.core_request_id), str(row.loan_no), row.amount_fen)
        told = (receipt.request_id, receipt.loan_no, receipt.amount_fen)
        if not agrees(ours, told):
            return Answer(CoreAnswer.DISAGREEMENT, text=f"{told}")
    return Answer(CoreAnswer(status.state.value), status.code, status.message_zh, receipt)
