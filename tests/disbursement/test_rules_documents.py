"""The words on a loan note and on an order to pay the counterparty."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from backend.capabilities.calculator.rules import DueDayRule, RepaymentMethod
from backend.capabilities.disbursement.rules import (
    NoteFacts,
    NoteSigner,
    PayeeWanted,
    PaymentMode,
    entrusted_order,
    loan_note,
    schedule_of,
)
from backend.kit.money import fen
from tests.calculator.factories import NOTE_1

TEMPLATES = Path(__file__).parents[2] / "dev" / "demo" / "templates"
FACTS = NoteFacts(
    bank_name="清江农村商业银行",
    branch="茶山支行",
    contract_no="清江农商授字〔2026〕第000003号",
    note_no="清江农商授字〔2026〕第000003号-001",
    loan_no="JJ4299012611270000056",
    borrower=NoteSigner("borrower", "张丰收", "429999198505010017"),
    others=(NoteSigner("spouse1", "李谷雨", "429999198505010025", "配偶"),),
    amount=fen("80000"),
    value_date=date(2026, 11, 27),
    maturity_date=date(2029, 5, 27),
    term_months=30,
    rate=Decimal("5.2"),
    overdue_rate=Decimal("7.8"),
    misuse_rate=Decimal("10.4"),
    method=RepaymentMethod.EPI,
    due_day_rule=DueDayRule.FIXED_DAY,
    due_day=21,
    purpose="购买茶叶加工设备",
    mode=PaymentMode.SELF,
    disburse_account="6299990000000010003",
    repay_account="6299990000000010003",
    schedule=schedule_of(NOTE_1),
)


def names(variables: dict[str, Any]) -> dict[str, Any]:
    """The variables of a template, with the fields of those that have any."""
    return {
        name: sorted(one["fields"]) if isinstance(one, dict) and "fields" in one else None
        for name, one in variables.items()
    }


def given(values: dict[str, Any]) -> dict[str, Any]:
    """The values that fill it, in the same shape."""
    shapes: dict[str, Any] = {}
    for name, value in values.items():
        one = value[0] if isinstance(value, list) else value
        shapes[name] = sorted(one) if isinstance(one, dict) else None
    return shapes


def template(code: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((TEMPLATES / f"{code}.json").read_text("utf-8"))
    return document


def test_the_note_fills_each_variable_of_its_template_and_no_other() -> None:
    assert given(loan_note(FACTS)) == names(template("T09")["variables"])


def test_the_order_fills_each_variable_of_its_template_and_no_other() -> None:
    payee = PayeeWanted("谷丰农资", "6299990000000030001", "示例银行", fen("80000"))
    entrusted = replace(FACTS, mode=PaymentMode.ENTRUSTED, payees=[payee])

    values = entrusted_order(entrusted)

    assert given(values) == names(template("T11")["variables"])
    assert values["payees"][0]["amount"] == "80,000.00"


def test_inv_46_the_note_prints_the_schedule_that_is_hashed() -> None:
    values = loan_note(FACTS)

    assert values["principal_in_words"] == "人民币捌万元整"
    assert values["schedule"][0] == {
        "no": "1",
        "due": "2026-12-21",
        "days": "24",
        "principal": "2,502.85",
        "interest": "277.33",
        "total": "2,780.18",
        "balance": "77,497.15",
    }
    assert len(values["schedule"]) == 30
    assert values["total_interest"] == "5,418.74"
    assert values["total_payment"] == "85,418.74"
    assert values["schedule_sha256"] == FACTS.schedule.sha256
