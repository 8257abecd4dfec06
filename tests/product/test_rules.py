"""The demo's catalogue, held against the rules of the product centre."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.product.queries import library_from
from backend.capabilities.product.rules import (
    ApplicationRequest,
    GuaranteeMode,
    GuaranteeOffer,
    Level,
    ProductContent,
    application_form,
    check_application,
    check_open,
    check_publisher,
    completeness,
    flatten,
    investigation_form,
    publishable,
    read,
    validate_form,
)
from backend.kit.money import fen
from backend.kit.refusal import MakerChecker, ValidationFailed
from dev.demo.seed_products import library_content, product_documents

LIBRARY = library_from(library_content())
DOCUMENTS = product_documents()
TODAY = date(2026, 11, 16)


def product(code: str) -> ProductContent:
    """One product of the catalogue."""
    return read(ProductContent, DOCUMENTS[code])


# A tea grower's request that A02 grants.
REQUEST = ApplicationRequest(
    amount_fen=fen("150000"),
    term_months=36,
    method=RepaymentMethod.EPI,
    purpose="PLANTING",
    born_on=date(1985, 3, 12),
    customer_types=frozenset({"FARMER"}),
    guarantees=(GuaranteeOffer(GuaranteeMode.NATURAL_PERSON),),
)


def codes(**changes: Any) -> list[str]:
    """Why A02 refuses a changed request."""
    return [
        refusal.code
        for refusal in check_application(product("A02").info, replace(REQUEST, **changes), TODAY)
    ]


def test_the_catalogue_has_seventeen_products_in_four_categories() -> None:
    assert sorted(DOCUMENTS) == [
        *(f"A0{n}" for n in range(1, 6)),
        *(f"B0{n}" for n in range(1, 6)),
        *(f"C0{n}" for n in range(1, 5)),
        *(f"D0{n}" for n in range(1, 4)),
    ]


@pytest.mark.parametrize("code", sorted(DOCUMENTS))
def test_every_product_may_be_published(code: str) -> None:
    assert [finding.message for finding in publishable(product(code), LIBRARY)] == []


@pytest.mark.parametrize("code", sorted(DOCUMENTS))
def test_every_product_has_the_modules_and_papers_that_all_share(code: str) -> None:
    content = product(code)

    assert {"M01", "M12", "M13", "M14", "M17", "M19", "M25"} <= set(content.modules)
    assert {"F01", "F02", "F19", "F20", "F21", "F23"} <= set(content.documents)


def test_the_planting_loan_combines_its_own_modules() -> None:
    own = {"M02", "M04", "M05", "M07", "M08", "M09", "M11", "M15", "M20"}

    assert own <= set(product("A02").modules)
    assert "M06" not in product("A02").modules


def test_inv_15_a_request_within_the_product_passes() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("_case", "changes", "refused"),
    [
        ("the least amount", {"amount_fen": fen("20000")}, []),
        ("a step below it", {"amount_fen": fen("19000")}, ["AMOUNT_OUTSIDE_PRODUCT"]),
        ("the greatest amount", {"amount_fen": fen("300000")}, []),
        ("a step above it", {"amount_fen": fen("301000")}, ["AMOUNT_OUTSIDE_PRODUCT"]),
        ("between two steps", {"amount_fen": fen("150500")}, ["AMOUNT_OFF_STEP"]),
        ("the shortest term", {"term_months": 3}, []),
        ("shorter", {"term_months": 2}, ["TERM_OUTSIDE_PRODUCT"]),
        ("longer", {"term_months": 37}, ["TERM_OUTSIDE_PRODUCT"]),
        ("another method", {"method": RepaymentMethod.FLAT}, ["METHOD_NOT_OFFERED"]),
        ("no surety", {"guarantees": ()}, ["GUARANTEE_UNSATISFIED"]),
        ("another purpose", {"purpose": "CONSUMPTION"}, ["PURPOSE_NOT_ALLOWED"]),
        ("no farmer", {"customer_types": frozenset({"EMPLOYEE"})}, ["CUSTOMER_NOT_SERVED"]),
    ],
)
def test_inv_15_each_limit_on_both_sides(
    _case: str, changes: dict[str, Any], refused: list[str]
) -> None:
    assert codes(**changes) == refused


def test_all_broken_limits_are_named_at_once() -> None:
    refused = codes(amount_fen=fen("999"), term_months=99, guarantees=())

    assert (
        refused
        == [
            "AMOUNT_OUTSIDE_PRODUCT",
            "AMOUNT_OFF_STEP",
            "TERM_OUTSIDE_PRODUCT",
            "GUARANTEE_UNSATISFIED",
            "TOO_OLD_AT_MATURITY",
        ][: len(refused)]
    )
    assert len(refused) >= 4


def test_the_second_bank_does_not_offer_two_of_the_products() -> None:
    closed = [code for code in DOCUMENTS if check_open(product(code), "429902", TODAY)]

    assert sorted(closed) == ["A05", "B05"]


def test_a_form_names_every_missing_field_of_intake_and_none_of_the_investigation() -> None:
    form = application_form(product("A02"), LIBRARY)

    problems = validate_form(form, {}, Level.INTAKE)

    assert ("S02", "annualIncome") in {problem.path for problem in problems}
    assert ("S01", "localYears") not in {problem.path for problem in problems}


@pytest.mark.parametrize(
    ("_case", "data"),
    [
        ("an unknown field", {"S01": {"shoeSize": 44}}),
        ("an unknown section", {"S99": {}}),
        ("money as a number", {"S02": {"annualIncome": 96000}}),
        ("a control character", {"S06": {"purposeText": "买\x00茶"}}),
        ("no object", []),
    ],
)
def test_a_form_refuses_what_it_does_not_know_even_in_a_draft(_case: str, data: object) -> None:
    form = application_form(product("A02"), LIBRARY)

    assert validate_form(form, data, Level.DRAFT)


def test_an_empty_investigation_is_not_complete() -> None:
    form = investigation_form(product("A02"), LIBRARY)

    assert completeness(form, {}).percent == 0


def test_inv_37_an_author_does_not_publish() -> None:
    with pytest.raises(MakerChecker):
        check_publisher("somebody", "somebody")


def test_layers_append_in_order_and_a_shared_base_is_laid_once() -> None:
    bases = {
        "common": {"items": ["a"]},
        "left": {"extends": ["common"], "+items": ["b"]},
        "right": {"extends": ["common"], "+items": ["c"]},
    }

    assert flatten({"extends": ["left", "right"], "+items": ["d"]}, bases) == {
        "items": ["a", "b", "c", "d"]
    }


def test_layers_that_go_in_circles_are_refused() -> None:
    bases = {"one": {"extends": ["two"]}, "two": {"extends": ["one"]}}

    with pytest.raises(ValidationFailed):
        flatten({"extends": ["one"]}, bases)
