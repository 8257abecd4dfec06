"""Terms within the product, within the request and within somebody's authority."""

from dataclasses import replace
from datetime import date

import pytest

from backend.capabilities.approval.rules import (
    CaseTerms,
    Frame,
    check_terms,
    is_within,
    read_asked,
    strongest,
    valid_to,
)
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.decision.rules import AdjustedField
from backend.capabilities.product.rules import GuaranteeMode
from backend.kit.money import Fen, fen, rate
from backend.kit.refusal import Refused
from tests.product.test_rules import product

A02 = Frame(product("A02").info, fen("150000"), rate("3"))
TERMS = CaseTerms(
    amount_fen=fen("120000"),
    term_months=36,
    limit_term_months=36,
    spread_bp=220,
    methods=(RepaymentMethod.EPI, RepaymentMethod.IO_Q),
)


def problems(**changes: object) -> list[tuple[str, str]]:
    found = check_terms(replace(TERMS, **changes), A02)  # type: ignore[arg-type]  # fields of the terms
    return [(refusal.code, refusal.path[-1]) for refusal in found]


def test_inv_40_the_journeys_terms_fit() -> None:
    assert problems() == []


def test_inv_40_an_approver_may_lower_and_never_raise_the_amount() -> None:
    assert problems(amount_fen=fen("150000")) == []
    assert problems(amount_fen=fen("151000")) == [("BEYOND_REQUEST", "amount")]
    assert problems(amount_fen=fen("20000")) == []
    assert problems(amount_fen=fen("19000")) == [("AMOUNT_OUTSIDE_PRODUCT", "amount")]
    assert problems(amount_fen=fen("120500")) == [("AMOUNT_OFF_STEP", "amount")]


def test_inv_40_terms_price_and_methods_stay_within_the_product() -> None:
    assert problems(term_months=37, limit_term_months=37) == [
        ("TERM_OUTSIDE_PRODUCT", "termMonths"),
        ("TERM_OUTSIDE_PRODUCT", "limitTermMonths"),
    ]
    assert problems(limit_term_months=35) == [("TERM_OUTSIDE_PRODUCT", "limitTermMonths")]
    assert problems(methods=(RepaymentMethod.FLAT,)) == [("METHOD_NOT_OFFERED", "methods")]
    assert problems(methods=()) == [("METHOD_NOT_OFFERED", "methods")]
    assert problems(spread_bp=179) == [("SPREAD_OUTSIDE_PRODUCT", "spreadBps")]
    assert problems(spread_bp=300) == []


def test_inv_39_authority_bears_the_case_and_all_that_the_customer_owes() -> None:
    def within(amount: str, owed: str) -> bool:
        return is_within(fen("300000"), fen("300000"), amount=fen(amount), exposure=fen(owed))

    assert within("300000", "0")
    assert not within("300000.01", "0")
    assert within("120000", "180000")
    assert not within("120000", "180000.01")
    assert not is_within(Fen(0), Fen(0), amount=Fen(1), exposure=Fen(0))


def test_what_is_sent_is_read_over_what_stands() -> None:
    asked = read_asked(
        {
            "amount": "100000.00",
            "methods": ["EPI"],
            "reasons": {"AMOUNT": {"code": "RISK_HIGHER", "text": "茶价下跌"}},
        },
        TERMS,
    )

    assert asked.terms == replace(TERMS, amount_fen=fen("100000"), methods=(RepaymentMethod.EPI,))
    assert asked.reasons[AdjustedField.AMOUNT].text == "茶价下跌"
    assert read_asked(None, TERMS).terms == TERMS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 120000.5),
        ("amount", "many"),
        ("termMonths", "36"),
        ("termMonths", True),
        ("methods", ["MAGIC"]),
        ("conditions", "one text"),
        ("conditions", [""]),
        ("reasons", {"AMOUNT": {"code": "WHIM", "text": "x"}}),
        ("defects", [{"module": "M15"}]),
        ("rejectCode", "MOOD"),
    ],
)
def test_what_cannot_be_read_is_refused_in_its_place(field: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        read_asked({field: value}, TERMS)

    assert [cause.path for cause in refused.value.refusals] == [("terms", field)]


def test_the_strongest_guarantee_decides_route_and_authority() -> None:
    assert strongest(["NATURAL_PERSON", "MORTGAGE"]) is GuaranteeMode.MORTGAGE
    assert strongest(["NATURAL_PERSON", "COMPANY"]) is GuaranteeMode.COMPANY
    assert strongest([]) is GuaranteeMode.CREDIT


def test_an_approval_is_valid_through_its_last_day() -> None:
    assert valid_to(date(2026, 11, 20), 90) == date(2027, 2, 18)
