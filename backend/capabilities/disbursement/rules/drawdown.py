"""What a drawdown must be like to be submitted (INV-30, INV-34 to INV-36)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.capabilities.calculator.rules import RepaymentMethod, add_months
from backend.capabilities.disbursement.errors import (
    EntrustedRequired,
    MethodOutsideContract,
    NoteTermOutside,
    PayeesDiffer,
)
from backend.capabilities.disbursement.rules.states import PaymentMode
from backend.capabilities.product.rules import Payment, PaymentRule, needs_entrusted_payment
from backend.kit.money import Fen, yuan
from backend.kit.refusal import Refusal, ValidationFailed

PAYEES_MAX = 20


@dataclass(frozen=True, slots=True)
class PayeeWanted:
    """One counterparty to be paid by the bank (受托支付对象)."""

    name: str
    account: str
    bank_name: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class Drawdown:
    """What the customer wants to draw, and when."""

    amount_fen: Fen
    value_date: date
    term_months: int
    method: RepaymentMethod
    mode: PaymentMode
    payees: tuple[PayeeWanted, ...] = ()

    @property
    def maturity_date(self) -> date:
        """The day on which the last instalment falls due."""
        return add_months(self.value_date, self.term_months)


@dataclass(frozen=True, slots=True)
class DrawdownFrame:
    """What contract, limit and product permit."""

    term_months_max: int
    latest_maturity: date
    methods: tuple[RepaymentMethod, ...]
    payment: PaymentRule
    own_account: str
    earlier: tuple[Payment, ...] = ()


def check_drawdown(wanted: Drawdown, frame: DrawdownFrame, today: date) -> list[Refusal]:
    """List everything that is wrong with a drawdown; the limit is asked separately."""
    wrong: list[Refusal] = []
    if wanted.amount_fen <= 0:
        wrong.append(ValidationFailed("用款金额须大于零", "amount"))
    if wanted.value_date < today:
        wrong.append(ValidationFailed(f"起息日不能早于今日 {today}", "value_date"))
    if wanted.method not in frame.methods:
        allowed = "、".join(frame.methods)
        wrong.append(MethodOutsideContract(path=("repayment_method",), allowed=allowed))
    return [*wrong, *_term(wanted, frame), *_payees(wanted), *_mode(wanted, frame)]


def _term(wanted: Drawdown, frame: DrawdownFrame) -> list[Refusal]:
    if wanted.term_months < 1:
        return [ValidationFailed("期限须至少 1 个月", "term_months")]
    maturity = wanted.maturity_date
    if wanted.term_months <= frame.term_months_max and maturity <= frame.latest_maturity:
        return []
    return [
        NoteTermOutside(
            path=("term_months",),
            maturity=maturity,
            months_max=frame.term_months_max,
            latest=frame.latest_maturity,
        )
    ]


def _payees(wanted: Drawdown) -> list[Refusal]:
    if wanted.mode is PaymentMode.SELF:
        if wanted.payees:
            return [ValidationFailed("自主支付不填写受托支付对象", "payees")]
        return []
    if not 1 <= len(wanted.payees) <= PAYEES_MAX:
        return [ValidationFailed(f"请填写受托支付对象,最多 {PAYEES_MAX} 个", "payees")]
    total = sum(payee.amount_fen for payee in wanted.payees)
    if total != wanted.amount_fen or any(payee.amount_fen <= 0 for payee in wanted.payees):
        told, amount = yuan(Fen(total)), yuan(wanted.amount_fen)
        return [PayeesDiffer(path=("payees",), payees=told, amount=amount)]
    return []


def _mode(wanted: Drawdown, frame: DrawdownFrame) -> list[Refusal]:
    if wanted.mode is PaymentMode.ENTRUSTED:
        return []
    payment = Payment(frame.own_account, wanted.amount_fen, wanted.value_date)
    if not needs_entrusted_payment(frame.payment, [payment], frame.earlier):
        return []
    return [
        EntrustedRequired(
            path=("payment_mode",),
            threshold=yuan(frame.payment.entrusted_above_fen),
            window_days=frame.payment.splitting_window_days,
        )
    ]


def payments_of(earlier: Sequence[tuple[Drawdown, str]]) -> tuple[Payment, ...]:
    """Tell to whom earlier drawdowns were paid; ``str`` is the borrower's own account."""
    return tuple(
        payment
        for drawdown, own_account in earlier
        for payment in (
            [
                Payment(payee.account, payee.amount_fen, drawdown.value_date)
                for payee in drawdown.payees
            ]
            or [Payment(own_account, drawdown.amount_fen, drawdown.value_date)]
        )
    )
