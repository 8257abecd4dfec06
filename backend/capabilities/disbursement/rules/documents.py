"""What stands on a loan note (T09) and on an entrusted-payment order (T11), all of it text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from backend.capabilities.calculator.rules import METHOD_NAMES_ZH, DueDayRule, RepaymentMethod
from backend.capabilities.contract.rules import amount_in_words, percent_text
from backend.capabilities.disbursement.rules.drawdown import PayeeWanted
from backend.capabilities.disbursement.rules.note import SignedSchedule
from backend.capabilities.disbursement.rules.states import PaymentMode
from backend.kit.money import Fen, grouped_yuan

SIGNED_ON = "以电子签名记载的时间为准"
MODE_ZH = {PaymentMode.SELF: "借款人自主支付", PaymentMode.ENTRUSTED: "贷款人受托支付"}
RULE_ZH = {
    DueDayRule.SAME_DAY: "每期对应日",
    DueDayRule.QUARTER_END: "季末月 21 日",
    DueDayRule.MONTH_20: "每月 21 日",
    DueDayRule.HALF_YEAR_END: "6 月、12 月 21 日",
    DueDayRule.YEAR_END: "每年 12 月 21 日",
}
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """Somebody who signs the note; ``key`` names the boxes of his signature."""

    key: str
    name: str
    id_no: str = field(repr=False)
    relation: str = ""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """All that the two documents print."""

    bank_name: str
    branch: str
    contract_no: str
    note_no: str
    loan_no: str
    borrower: NoteSigner
    others: tuple[NoteSigner, ...]
    amount: Fen
    value_date: date
    maturity_date: date
    term_months: int
    rate: Decimal
    overdue_rate: Decimal
    misuse_rate: Decimal
    method: RepaymentMethod
    due_day_rule: DueDayRule
    due_day: int | None
    purpose: str
    mode: PaymentMode
    disburse_account: str = field(repr=False)
    repay_account: str = field(repr=False)
    schedule: SignedSchedule = field(repr=False)
    payees: Sequence[PayeeWanted] = field(default=(), repr=False)


def loan_note(facts: NoteFacts) -> Values:
    """Fill the loan agreement and note (T09), with its schedule row by row (INV-46)."""
    interest = facts.schedule.total_interest
    return {
        **_head(facts),
        "loan_no": facts.loan_no,
        "co_signers": [
            {"key": one.key, "name": one.name, "id_no": one.id_no, "relation": one.relation}
            for one in facts.others
        ],
        "principal": grouped_yuan(facts.amount),
        "principal_in_words": amount_in_words(facts.amount),
        "value_date": facts.value_date.isoformat(),
        "maturity_date": facts.maturity_date.isoformat(),
        "term_months": str(facts.term_months),
        "rate": percent_text(facts.rate),
        "overdue_rate": percent_text(facts.overdue_rate),
        "misuse_rate": percent_text(facts.misuse_rate),
        "method": METHOD_NAMES_ZH[facts.method],
        "due_day": RULE_ZH.get(facts.due_day_rule, f"每期 {facts.due_day} 日"),
        "payment_mode": MODE_ZH[facts.mode],
        "repay_account": facts.repay_account,
        "schedule": [
            {
                "no": str(row.no),
                "due": row.due_date.isoformat(),
                "days": str(row.days),
                "principal": grouped_yuan(row.principal),
                "interest": grouped_yuan(row.interest),
                "total": grouped_yuan(row.total),
                "balance": grouped_yuan(row.balance),
            }
            for row in facts.schedule.rows
        ],
        "total_interest": grouped_yuan(interest),
        "total_payment": grouped_yuan(Fen(facts.amount + interest)),
        "engine": facts.schedule.engine_version,
        "schedule_sha256": facts.schedule.sha256,
    }


def entrusted_order(facts: NoteFacts) -> Values:
    """Fill the order to pay the counterparties (T11)."""
    return {
        **_head(facts),
        "amount": grouped_yuan(facts.amount),
        "amount_in_words": amount_in_words(facts.amount),
        "payees": [
            {
                "no": str(number),
                "name": payee.name,
                "bank": payee.bank_name,
                "account": payee.account,
                "amount": grouped_yuan(payee.amount_fen),
            }
            for number, payee in enumerate(facts.payees, 1)
        ],
    }


def _head(facts: NoteFacts) -> Values:
    borrower = facts.borrower
    return {
        "note_no": facts.note_no,
        "contract_no": facts.contract_no,
        "bank": {"name": facts.bank_name, "branch": facts.branch},
        "borrower": {"key": borrower.key, "name": borrower.name, "id_no": borrower.id_no},
        "purpose": facts.purpose,
        "disburse_account": facts.disburse_account,
        "signed_on": SIGNED_ON,
    }
