"""The demo catalogue holds what the bank decided, product by product."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.product.queries import library_from
from backend.capabilities.product.rules import (
    ApplicationRequest,
    CollateralKind,
    GuaranteeMode,
    GuaranteeOffer,
    ProcessType,
    ProductContent,
    RenewedNote,
    RiskGrade,
    RouteCase,
    application_form,
    check_application,
    check_open,
    choose_workflow,
    investigation_form,
    publishable,
    read,
)
from backend.kit.money import Fen, fen
from dev.demo.seed_products import library_content, product_documents

LIBRARY = library_from(library_content())
PRODUCTS = {code: read(ProductContent, given) for code, given in product_documents().items()}
TODAY = date(2026, 11, 16)
CORE_MODULES = {"M01", "M12", "M13", "M14", "M17", "M19", "M25"}
CORE_DOCUMENTS = {"F01", "F02", "F19", "F20", "F21", "F23"}

# code: amount in thousands, months, spread, methods, documents, modules, signers
CATALOGUE = {
    "A01": (5, 100, 1, 12, 180, 320, "IO_Q BULLET REVOLVING", "F03", "02 03 04 05 09", "S"),
    "A02": (
        *(20, 300, 3, 36, 180, 300, "EPI EP IO_Q PLAN", "F03 F06 F12 F13"),
        *("02 04 05 07 08 09 11 15 20", "SG"),
    ),
    "A03": (10, 100, 3, 12, 220, 300, "IO_Q EP", "F03 F12", "02 09 15 24", "SG"),
    "A04": (50, 1000, 6, 60, 140, 240, "EP IO_H PLAN", "F06 F11 F18", "04 10 16 20", "SO"),
    "A05": (20, 200, 12, 60, 200, 300, "EPI EP", "F03 F09", "02 03 07 09 15", "SG"),
    "B01": (10, 200, 1, 12, 200, 360, "IO_M REVOLVING EPI", "F05 F07", "06 09 11", "S"),
    "B02": (*(30, 500, 3, 36, 180, 320, "EPI EP IO_Q", "F05 F07 F12 F13", "06 09 10 11 15", "SG"),),
    "B03": (
        *(100, 3000, 6, 120, 80, 200, "IO_M EPI EP", "F05 F07 F10 F11", "06 10 11 16 24", "SO"),
    ),
    "B04": (50, 2000, 6, 36, 120, 220, "IO_Q EPI", "F05 F07 F16", "06 09 24", "SL"),
    "B05": (
        *(50, 1000, 6, 36, 160, 280, "EPI EP IO_Q", "F05 F14 F15 F16", "06 09 10 11 24", "SLG"),
    ),
    "C01": (10, 200, 3, 36, 150, 300, "EPI IO_M REVOLVING", "F08 F07", "07 09 23", "S"),
    "C02": (20, 300, 12, 60, 180, 300, "EPI EP", "F09 F10", "03 07 23", "SG"),
    "C03": (5, 100, 3, 36, 200, 320, "EPI", "F08", "03 07 23", "S"),
    "C04": (5, 80, 12, 60, 100, 180, "GRACE_EPI EPI", "F09", "02 09 23", "SC"),
    "D01": (10, 300, 12, 36, 50, 150, "IO_Q EP", "F17 F05", "06 22", "SG"),
    "D02": (20, 500, 3, 24, 140, 260, "BULLET IO_Q PLAN", "F09 F15 F16", "04 18 20", "SL"),
    "D03": (
        *(1, 3000, 6, 36, 50, 360, "EPI EP IO_M IO_Q IO_H BULLET PLAN", "F07", "21 09", "SGO"),
    ),
}


def a_request(content: ProductContent) -> ApplicationRequest:
    """Ask for the least that the product gives, with all that it wants."""
    info = content.info
    needs = info.guarantee_sets[0].needs
    return ApplicationRequest(
        amount_fen=info.amount.min_fen,
        term_months=info.term.min_months,
        method=info.methods[0],
        purpose=info.purposes[0],
        born_on=date(1985, 3, 12),
        customer_types=frozenset(info.target_customers[:1]),
        guarantees=tuple(
            GuaranteeOffer(need.mode, need.collateral_kinds[0] if need.collateral_kinds else None)
            for need in needs
            for _ in range(need.min_count)
        ),
        group_members=info.group.min_members if info.group else 0,
        renewed_note=RenewedNote(info.amount.max_fen, TODAY, "NORMAL", 0, 220)
        if info.renewal
        else None,
    )


def codes(content: ProductContent, request: ApplicationRequest) -> list[str]:
    return [refusal.code for refusal in check_application(content.info, request, TODAY)]


each_product = pytest.mark.parametrize("code", list(CATALOGUE))


def test_there_are_seventeen_products_in_four_categories() -> None:
    assert sorted(PRODUCTS) == list(CATALOGUE)
    assert len({content.info.category for content in PRODUCTS.values()}) == 4


@each_product
def test_a_product_is_publishable(code: str) -> None:
    assert publishable(PRODUCTS[code], LIBRARY) == []


@each_product
def test_a_product_says_what_the_catalogue_says(code: str) -> None:
    content, row = PRODUCTS[code], CATALOGUE[code]
    info = content.info

    assert (info.amount.min_fen, info.amount.max_fen) == (row[0] * 100_000, row[1] * 100_000)
    assert (info.term.min_months, info.term.max_months) == (row[2], row[3])
    assert (info.pricing.spread_min_bps, info.pricing.spread_max_bps) == (row[4], row[5])
    assert set(info.methods) == set(row[6].split())
    added = {"F04"} | ({"F24"} if "O" in row[9] and code != "D03" else set())
    assert set(content.documents) == CORE_DOCUMENTS | set(row[7].split()) | added
    assert set(content.modules) == CORE_MODULES | {f"M{number}" for number in row[8].split()}
    assert "".join(content.sign_policy) == row[9]


@each_product
def test_inv_15_both_ends_of_every_range_are_allowed_and_nothing_beyond(code: str) -> None:
    content = PRODUCTS[code]
    amount, term = content.info.amount, content.info.term
    least = replace(a_request(content), born_on=date(1990, 1, 1))
    longest_method = replace(
        least,
        method=next(m for m in content.info.methods if m is not RepaymentMethod.BULLET),
    )

    assert codes(content, least) == []
    assert codes(content, replace(least, amount_fen=amount.max_fen)) == []
    assert codes(content, replace(longest_method, term_months=term.max_months)) == []
    below = replace(least, amount_fen=Fen(amount.min_fen - amount.step_fen))
    assert codes(content, below) == ["AMOUNT_OUTSIDE_PRODUCT"]
    above = replace(least, amount_fen=Fen(amount.max_fen + amount.step_fen))
    assert codes(content, above)[0] == "AMOUNT_OUTSIDE_PRODUCT"
    off = replace(least, amount_fen=Fen(amount.min_fen + 1))
    assert codes(content, off) == ["AMOUNT_OFF_STEP"]
    shorter = replace(longest_method, term_months=term.min_months - 1)
    assert codes(content, shorter) == ["TERM_OUTSIDE_PRODUCT"]
    longer = replace(longest_method, term_months=term.max_months + 1)
    assert codes(content, longer) == ["TERM_OUTSIDE_PRODUCT"]
    method = next(m for m in RepaymentMethod if m not in content.info.methods)
    assert codes(content, replace(least, method=method)) == ["METHOD_NOT_OFFERED"]


@pytest.mark.parametrize(
    ("_case", "code", "offers", "expected"),
    [
        ("credit needs nobody", "A01", [], []),
        ("credit takes no surety", "A01", ["NATURAL_PERSON"], ["GUARANTEE_UNSATISFIED"]),
        ("a surety is missing", "A02", [], ["GUARANTEE_UNSATISFIED"]),
        ("one surety suffices", "A02", ["NATURAL_PERSON"], []),
        ("one member is too few", "A03", ["NATURAL_PERSON"], ["GUARANTEE_UNSATISFIED"]),
        ("two members suffice", "A03", ["NATURAL_PERSON"] * 2, []),
        ("either: a person", "B02", ["NATURAL_PERSON"], []),
        ("either: a company", "B02", ["COMPANY"], []),
        ("both: only the company", "B05", ["COMPANY"], ["GUARANTEE_UNSATISFIED"]),
        ("both: company and person", "B05", ["COMPANY", "NATURAL_PERSON"], []),
        ("credit or person: nobody", "C02", [], []),
        ("credit or person: a person", "C02", ["NATURAL_PERSON"], []),
    ],
)
def test_any_one_guarantee_set_suffices(
    _case: str, code: str, offers: list[str], expected: list[str]
) -> None:
    guarantees = tuple(GuaranteeOffer(GuaranteeMode(mode)) for mode in offers)

    request = replace(a_request(PRODUCTS[code]), guarantees=guarantees)

    assert codes(PRODUCTS[code], request) == expected


def test_a_mortgage_must_be_of_the_right_kind() -> None:
    house = GuaranteeOffer(GuaranteeMode.MORTGAGE, CollateralKind.REAL_ESTATE)
    land = GuaranteeOffer(GuaranteeMode.MORTGAGE, CollateralKind.LAND_OPERATION_RIGHT)
    request = a_request(PRODUCTS["A04"])

    assert codes(PRODUCTS["A04"], replace(request, guarantees=(land,))) == []
    assert codes(PRODUCTS["A04"], replace(request, guarantees=(house,))) == [
        "GUARANTEE_UNSATISFIED"
    ]


def test_bullet_of_a_supply_chain_loan_ends_within_a_year() -> None:
    request = replace(a_request(PRODUCTS["D02"]), method=RepaymentMethod.BULLET)

    assert codes(PRODUCTS["D02"], replace(request, term_months=12)) == []
    refusals = check_application(PRODUCTS["D02"].info, replace(request, term_months=13), TODAY)
    assert [(one.code, one.path) for one in refusals] == [
        ("TERM_TOO_LONG_FOR_METHOD", ("termMonths",))
    ]
    assert refusals[0].message == "还款方式“一次性还本付息”的期限不能超过 12 个月"


@pytest.mark.parametrize(
    ("code", "born_on", "term", "expected"),
    [
        # Matures on 2027-11-16: the 66th birthday is the day after, then on the day.
        ("A02", date(1961, 11, 17), 12, []),
        ("A02", date(1961, 11, 16), 12, ["TOO_OLD_AT_MATURITY"]),
        ("C01", date(1966, 11, 17), 12, []),
        ("C01", date(1966, 11, 16), 12, ["TOO_OLD_AT_MATURITY"]),
        ("A02", date(2008, 11, 16), 12, []),
        ("A02", date(2008, 11, 17), 12, ["AGE_OUTSIDE_PRODUCT"]),
    ],
)
def test_age_counts_on_the_first_and_on_the_last_day(
    code: str, born_on: date, term: int, expected: list[str]
) -> None:
    request = replace(a_request(PRODUCTS[code]), born_on=born_on, term_months=term)

    assert codes(PRODUCTS[code], request) == expected


def test_a_joint_liability_group_has_three_to_five_members() -> None:
    request = a_request(PRODUCTS["A03"])
    sizes = {
        size: codes(PRODUCTS["A03"], replace(request, group_members=size)) for size in range(2, 7)
    }

    assert sizes == {2: ["GROUP_SIZE_WRONG"], 3: [], 4: [], 5: [], 6: ["GROUP_SIZE_WRONG"]}


def test_all_that_is_wrong_comes_at_once_with_what_is_allowed() -> None:
    request = ApplicationRequest(
        amount_fen=fen("400500"),
        term_months=40,
        method=RepaymentMethod.BULLET,
        purpose="PROHIBITED.SECURITIES",
        born_on=date(1950, 1, 1),
        customer_types=frozenset({"EMPLOYEE"}),
        limit_term_months=37,
    )
    labels = {item.code: item.label_zh for item in LIBRARY.dictionaries["purpose"].items}

    refusals = check_application(PRODUCTS["A02"].info, request, TODAY, labels)

    assert [(one.code, one.path[0]) for one in refusals] == [
        ("AMOUNT_OUTSIDE_PRODUCT", "amount"),
        ("AMOUNT_OFF_STEP", "amount"),
        ("TERM_OUTSIDE_PRODUCT", "termMonths"),
        ("TERM_OUTSIDE_PRODUCT", "limitTermMonths"),
        ("METHOD_NOT_OFFERED", "repaymentMethod"),
        ("TERM_TOO_LONG_FOR_METHOD", "termMonths"),
        ("GUARANTEE_UNSATISFIED", "guaranteeModes"),
        ("PURPOSE_NOT_ALLOWED", "purposeCode"),
        ("CUSTOMER_NOT_SERVED", "applicantId"),
        ("AGE_OUTSIDE_PRODUCT", "applicantId"),
        ("TOO_OLD_AT_MATURITY", "termMonths"),
    ]
    assert refusals[0].message == "申请金额须在 20,000.00 元至 300,000.00 元之间"
    assert refusals[6].message == "担保不符合产品要求,须为:自然人保证不少于 1 个"
    assert refusals[7].message == "贷款用途不在本产品范围内,可选:种植、养殖、经营"


def test_a_renewal_looks_at_the_old_note() -> None:
    content = PRODUCTS["D03"]
    good = RenewedNote(fen("80000"), date(2026, 12, 16), "NORMAL", 30, 220)
    request = replace(a_request(content), amount_fen=fen("80000"), renewed_note=good)
    early = replace(good, matures_on=date(2026, 12, 17))
    bad = RenewedNote(fen("79000"), date(2026, 11, 15), "SPECIAL_MENTION", 31, 220)

    assert codes(content, request) == []
    assert codes(content, replace(request, renewed_note=early)) == ["RENEWAL_NOT_ALLOWED"]
    assert codes(content, replace(request, renewed_note=bad)) == ["RENEWAL_NOT_ALLOWED"] * 4
    assert codes(content, replace(request, renewed_note=None)) == ["RENEWAL_NOT_ALLOWED"]


@each_product
def test_the_second_bank_closes_two_products(code: str) -> None:
    first = check_open(PRODUCTS[code], "429901", TODAY)
    second = check_open(PRODUCTS[code], "429902", TODAY)

    assert first == []
    closed = code in ("A05", "B05")
    assert [one.code for one in second] == (["PRODUCT_NOT_OPEN"] if closed else [])
    assert [one.code for one in check_open(PRODUCTS[code], "429903", TODAY)] == ["PRODUCT_NOT_OPEN"]


def test_the_first_and_last_day_of_a_product_count() -> None:
    content = replace(PRODUCTS["A01"], effective_from=TODAY, effective_to=TODAY)

    assert check_open(content, "429901", TODAY) == []
    assert check_open(content, "429901", date(2026, 11, 15)) != []
    assert check_open(content, "429901", date(2026, 11, 17)) != []


@pytest.mark.parametrize(
    ("code", "org", "amount", "grade", "adjusted", "expected"),
    [
        ("A01", "429901", "50000", "B", "0", "RT1"),
        ("A01", "429901", "50000.01", "B", "0", "RT2"),
        ("A01", "429902", "30000", "A", "0", "RT1"),
        ("A01", "429902", "30000.01", "A", "0", "RT2"),
        ("A01", "429901", "50000", "B", "-0.5", "RT2"),
        ("A01", "429901", "5000", "C", "0", "RT3"),
        ("A02", "429901", "120000", "B", "0", "RT2"),
        ("A02", "429901", "20000", "A", "0", "RT2"),
        ("A02", "429901", "120000", "B", "20", "RT2"),
        ("A02", "429901", "120000", "B", "20.01", "RT3"),
        ("B04", "429901", "300000", "A", "0", "RT2"),
        ("B04", "429901", "300000.01", "A", "0", "RT3"),
        ("A04", "429901", "50000", "A", "0", "RT4"),
        ("B03", "429902", "3000000", "C", "0", "RT4"),
        ("B05", "429901", "50000", "A", "0", "RT3"),
        ("C03", "429901", "100000", "B", "0", "RT1"),
        ("C04", "429901", "80000", "B", "0", "RT1"),
        ("C04", "429902", "80000", "B", "0", "RT2"),
    ],
)
def test_amount_grade_and_deviation_choose_the_route(
    code: str, org: str, amount: str, grade: str, adjusted: str, expected: str
) -> None:
    case = RouteCase(
        org_code=org,
        org_level="COUNTY_BANK",
        amount_fen=fen(amount),
        term_months=12,
        grade=RiskGrade(grade),
        adjustment_pct=Decimal(adjusted),
        guarantee_mode=GuaranteeMode.CREDIT,
    )

    assert choose_workflow(PRODUCTS[code], ProcessType.APPLICATION, case) == expected
    assert choose_workflow(PRODUCTS[code], ProcessType.DISBURSEMENT, case) == "D1"


@each_product
def test_forms_are_composed_from_the_products_own_parts(code: str) -> None:
    content = PRODUCTS[code]

    application = application_form(content, LIBRARY)
    investigation = investigation_form(content, LIBRARY)

    assert [part.code for part in application.parts] == sorted(content.sections)
    assert list(investigation.schema["properties"]) == sorted(content.modules)


def test_an_adjustment_upwards_and_downwards_counts_alike() -> None:
    case = RouteCase(
        org_code="429901",
        org_level="COUNTY_BANK",
        amount_fen=fen("120000"),
        term_months=12,
        grade=RiskGrade.B,
        adjustment_pct=Decimal("-20.01"),
        guarantee_mode=GuaranteeMode.NATURAL_PERSON,
    )

    assert choose_workflow(PRODUCTS["A02"], ProcessType.APPLICATION, case) == "RT3"
