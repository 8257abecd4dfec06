"""Forms are composed, checked with all errors at once, measured and computed."""

from dataclasses import replace
from typing import Any

import pytest

from backend.capabilities.product.queries import library_from
from backend.capabilities.product.rules import (
    EvidenceKind,
    Form,
    GivenEvidence,
    Level,
    ProductContent,
    application_form,
    completeness,
    fill_computed,
    investigation_form,
    missing_evidence,
    read,
    validate_form,
)
from dev.demo.seed_products import library_content, product_documents

LIBRARY = library_from(library_content())
A02 = read(ProductContent, product_documents()["A02"])
APPLICATION = application_form(A02, LIBRARY)
INVESTIGATION = investigation_form(A02, LIBRARY)

INTAKE: dict[str, Any] = {
    "S01": {"householdSize": 4},
    "S02": {"occupation": "5", "annualIncome": "156000.00"},
    "S03": {"plants": True, "breeds": True},
    "S05": {"totalAssets": "480000", "totalDebts": "60000"},
    "S06": {"purposeText": "购茶叶加工机和茶苗", "repaySource": "HARVEST"},
}

# The tea grower's year: crops, pigs and a wage, less what the family lives on.
INCOME: dict[str, Any] = {
    "M04": {
        "items": [
            {"crop": "TEA", "mu": "30", "yieldPerMu": "65", "price": "120", "costPerMu": "3600"}
        ]
    },
    "M05": {
        "items": [
            {
                "species": "PIG",
                "stock": 24,
                "cyclesPerYear": "1",
                "outputPerCycle": "24",
                "price": "2200",
                "unitCost": "1700",
            }
        ]
    },
    "M07": {"items": [{"name": "李谷雨", "monthsPerYear": 12, "monthlyNet": "1500"}]},
    "M08": {"items": []},
    "M09": {
        "livingCost": "36000",
        "educationCost": "10000",
        "medicalCost": "0",
        "existingDebtServiceAnnual": "9600",
        "plannedDebtServiceAnnual": "90000",
    },
}


def problems(form: Form, data: object, level: Level) -> dict[str, str]:
    return {".".join(one.path): one.message for one in validate_form(form, data, level)}


def test_an_empty_application_names_every_field_that_intake_needs() -> None:
    assert problems(APPLICATION, {}, Level.INTAKE) == {
        "S01.householdSize": "请填写“家庭人口”",
        "S02.occupation": "请填写“职业”",
        "S02.annualIncome": "请填写“家庭年收入”",
        "S03.plants": "请填写“是否种植”",
        "S03.breeds": "请填写“是否养殖”",
        "S05.totalAssets": "请填写“家庭总资产”",
        "S05.totalDebts": "请填写“家庭总负债”",
        "S06.purposeText": "请填写“用途说明”",
        "S06.repaySource": "请填写“第一还款来源”",
    }


def test_intake_is_enough_to_submit_and_not_enough_to_decide() -> None:
    assert problems(APPLICATION, INTAKE, Level.INTAKE) == {}

    missing = problems(APPLICATION, INTAKE, Level.FULL)
    assert missing["S03.crops"] == "请填写“种植情况”"
    assert missing["S07.contacts"] == "请填写“紧急联系人”"


def test_a_draft_may_lack_everything() -> None:
    assert problems(APPLICATION, {}, Level.DRAFT) == {}
    assert problems(APPLICATION, {"S07": {"contacts": []}}, Level.DRAFT) == {}


def test_every_kind_of_error_is_said_in_chinese_at_its_place() -> None:
    data = {
        "S01": {"householdSize": -1, "residenceType": "CASTLE", "shoeSize": 44},
        "S02": {"annualIncome": "1.234", "occupation": "5"},
        "S03": {"plants": "yes", "breeds": False, "livestock": [{"species": "PIG"}]},
        "S07": {"contacts": [{"name": "王立秋", "relation": "FRIEND", "phone": "12345"}]},
        "S99": {},
    }

    assert problems(APPLICATION, data, Level.DRAFT) == {
        "S01.householdSize": "应为 0 至 100000 的整数",
        "S01.residenceType": "请从列表中选择",
        "S01.shoeSize": "未知字段",
        "S02.annualIncome": "应为金额(元,最多两位小数)",
        "S03.livestock": "此项不适用,请删除",
        "S03.plants": "应为是或否",
        "S07.contacts.0.phone": "应为 11 位手机号",
        "S99": "未知字段",
    }


@pytest.mark.parametrize(
    ("amount", "is_money"),
    [
        ("0", True),
        ("0.01", True),
        ("99999999999.99", True),
        ("100000000000", False),
        ("1.001", False),
        ("-1", False),
        ("1e5", False),
        ("１２", False),
        ("12\n", False),
        ("", False),
        (12, False),
    ],
)
def test_money_is_plain_yuan_text(amount: object, is_money: bool) -> None:
    found = problems(APPLICATION, {"S02": {"annualIncome": amount}}, Level.DRAFT)

    assert (found == {}) is is_money


@pytest.mark.parametrize(
    ("_case", "data", "path", "message"),
    [
        ("NUL", {"S06": {"purposeText": "茶\0"}}, "S06.purposeText", "含有不可用的字符"),
        ("half a pair", {"S06": {"purposeText": "\ud83d"}}, "S06.purposeText", "含有不可用的字符"),
        ("a float", {"S02": {"annualIncome": 1.5}}, "S02.annualIncome", "小数应写成文本"),
        (
            "too long",
            {"S06": {"purposeText": "茶" * 200_001}},
            "S06.purposeText",
            "内容过多,请删减",
        ),
        ("no object", [], "", "应为对象"),
    ],
)
def test_what_no_form_may_carry_is_refused_before_any_schema(
    _case: str, data: object, path: str, message: str
) -> None:
    assert problems(APPLICATION, data, Level.DRAFT) == {path: message}


def test_a_bottomless_document_is_refused_quickly() -> None:
    data: dict[str, Any] = {}
    inner = data
    for _ in range(10_000):
        inner["S01"] = {}
        inner = inner["S01"]

    assert list(problems(APPLICATION, data, Level.DRAFT).values()) == ["内容过多,请删减"]


def test_a_single_section_can_be_checked_alone() -> None:
    part = INVESTIGATION.part("M09")

    assert problems(part, {"M09": {"livingCost": "1"}}, Level.DRAFT) == {}
    assert problems(part, {"M04": {}}, Level.DRAFT) == {"M04": "未知字段"}


def test_completeness_counts_fields_and_rows_and_forgets_what_does_not_apply() -> None:
    empty = completeness(APPLICATION, {}, Level.INTAKE)
    partly = completeness(APPLICATION, {**INTAKE, "S06": {}}, Level.INTAKE)
    whole = completeness(APPLICATION, INTAKE, Level.INTAKE)
    renting = completeness(APPLICATION.part("S01"), {"S01": {"residenceType": "RENT"}})
    owning = completeness(APPLICATION.part("S01"), {"S01": {"residenceType": "OWN"}})

    assert (empty.filled, empty.required, empty.percent) == (0, 9, 0)
    assert (partly.percent, partly.missing) == (
        77,
        (("S06", "purposeText"), ("S06", "repaySource")),
    )
    assert (whole.percent, whole.missing) == (100, ())
    assert (renting.required, owning.required) == (5, 4)


def test_what_completeness_misses_is_what_validation_asks_for() -> None:
    for form, data in ((APPLICATION, INTAKE), (INVESTIGATION, {})):
        for level in (Level.INTAKE, Level.FULL):
            asked = {tuple(path.split(".")) for path in problems(form, data, level)}

            assert set(completeness(form, data, level).missing) == asked


def test_the_journeys_household_has_110000_a_year() -> None:
    filled = fill_computed(INVESTIGATION, INCOME)

    assert filled["M04"]["items"][0]["net"] == "126000.00"
    assert [filled["M04"][name] for name in ("revenue", "cost")] == ["234000.00", "108000.00"]
    assert filled["M05"]["annualNet"] == "12000.00"
    assert filled["M07"]["annualNet"] == "18000.00"
    assert filled["M08"]["annualNet"] == "0.00"
    assert filled["M09"]["netAnnual"] == "110000.00"
    # (9,600 + 0.6 x 150,000) / 110,000
    assert filled["M09"]["coverage"] == "0.9055"


def test_what_a_client_sends_in_a_computed_field_is_dropped() -> None:
    forged = {**INCOME, "M09": {**INCOME["M09"], "netAnnual": "9999999.00"}}
    forged["M04"] = {"items": [{"crop": "TEA", "mu": "30", "net": "9999999"}], "annualNet": "1"}

    filled = fill_computed(INVESTIGATION, forged)

    assert filled["M04"] == {
        "items": [{"crop": "TEA", "mu": "30"}],
        "revenue": "0.00",
        "cost": "0.00",
        "annualNet": "0.00",
    }
    assert filled["M09"]["netAnnual"] == "-16000.00"
    assert "coverage" not in filled["M09"]


def test_computing_survives_whatever_a_draft_holds() -> None:
    odd = {code: {"items": ["x", {"mu": []}], "months": 5} for code in ("M04", "M09", "M14", "M13")}

    filled = fill_computed(INVESTIGATION, {**odd, "M05": "x", "M07": {"items": None}})

    assert filled["M04"]["annualNet"] == "0.00"
    assert filled["M05"] == "x"


def module(product: str, code: str, data: dict[str, Any]) -> dict[str, Any]:
    form = investigation_form(read(ProductContent, product_documents()[product]), LIBRARY)
    filled: dict[str, Any] = fill_computed(form, {code: data})[code]
    return filled


def test_a_shop_is_judged_by_its_lowest_source() -> None:
    filled = module(
        "B01",
        "M06",
        {
            "salesBooks": "50000",
            "salesFlow": "40000",
            "salesBank": "45000.50",
            "grossMarginPct": "30",
            "monthlyFixedCost": "4000",
        },
    )

    assert filled["monthlySales"] == "40000.00"
    assert filled["annualSales"] == "480000.00"
    assert filled["variancePct"] == "20.00"
    assert filled["annualNet"] == "96000.00"


def test_totals_of_the_other_modules() -> None:
    guarantor = {"netAnnual": "72000", "existingGuarantees": "20000"}
    land = {"value": "400000", "ltvCapPct": "50", "earlierClaims": "30000"}
    budget = {"items": [{"amount": "100000"}, {"amount": "50000"}], "ownFunds": "45000"}
    talks = {"interviews": [{"rating": 4}, {"rating": 5}, {"rating": 4}], "drinking": True}
    flow = {"months": [{"month": m, "inflow": "0", "outflow": "100"} for m in (2, 1)]}
    flow["months"].append({"month": 3, "inflow": "500", "outflow": "0"})
    debts = {"bureauBalance": "42000", "privateLoans": [], "declaredAssets": "100000"}

    assert module("A02", "M15", {"items": [guarantor]})["capacityTotal"] == "124000.00"
    assert module("A04", "M16", {"items": [land]})["lendableTotal"] == "170000.00"
    assert module("A02", "M13", budget)["ownFundsPct"] == "30.00"
    assert module("A02", "M17", talks)["averageRating"] == "4.33"
    assert module("A02", "M17", talks)["adverseFlags"] == 1
    assert module("A02", "M14", flow)["lowestBalance"] == "-200.00"
    assert module("A02", "M11", debts)["debtRatio"] == "0.4200"


def test_own_funds_below_the_products_minimum_block_completion() -> None:
    strict = replace(A02, component_parameters={"M13": {"ownFundsMinPct": 30}})
    form = investigation_form(strict, LIBRARY).part("M13")
    budget = {"purpose": "PLANTING.TEA", "hasContract": False}
    budget["items"] = [{"name": "茶叶加工机", "amount": "100"}]

    enough = fill_computed(form, {"M13": {**budget, "ownFunds": "30"}})
    short = fill_computed(form, {"M13": {**budget, "ownFunds": "29.99"}})

    assert problems(form, enough, Level.FULL) == {}
    assert problems(form, short, Level.FULL) == {"M13.ownFundsEnough": "自有资金比例低于产品要求"}


def test_a_product_may_sharpen_a_field_and_add_one() -> None:
    extra = {"workYears": {"x-level": "INTAKE"}, "licence": {"$ref": "#/$defs/text", "title": "证"}}
    form = application_form(replace(A02, data_schema={"S02": extra}), LIBRARY).part("S02")

    found = problems(form, {"S02": {"licence": "种植证", "occupation": "5"}}, Level.INTAKE)

    assert set(found) == {"S02.annualIncome", "S02.workYears"}


def shots(form: Form, *, from_camera: bool) -> list[GivenEvidence]:
    return [
        GivenEvidence(part.code, slot.code, slot.kind, from_camera)
        for part in form.parts
        for slot in part.evidence
        for _ in range(slot.min_count)
    ]


def test_the_journeys_product_wants_eighteen_photos_and_misses_each() -> None:
    photos = shots(INVESTIGATION, from_camera=True)

    assert len(photos) == 18
    assert {photo.kind for photo in photos} == {EvidenceKind.PHOTO}
    assert missing_evidence(INVESTIGATION, photos) == []
    for at in range(18):
        assert len(missing_evidence(INVESTIGATION, photos[:at] + photos[at + 1 :])) == 1


def test_inv_21_the_album_cannot_stand_in_for_the_camera() -> None:
    missing = missing_evidence(INVESTIGATION, shots(INVESTIGATION, from_camera=False))

    assert [(one.module, one.slot, one.lacking) for one in missing] == [
        ("M01", "GROUP_PHOTO", 1),
        ("M04", "FIELD_PHOTO", 2),
        ("M05", "PEN_PHOTO", 2),
        ("M15", "GUARANTOR_PHOTO", 1),
        ("M19", "SITE_PHOTO", 5),
    ]


def test_a_product_may_ask_for_more_photos() -> None:
    more = replace(A02, component_parameters={"M19": {"minPhotos": 8}})

    missing = missing_evidence(investigation_form(more, LIBRARY).part("M19"), [])

    assert [(one.slot, one.lacking) for one in missing] == [("SITE_PHOTO", 8)]
