"""Grade, ceilings, spread and result after the investigation; the journey's numbers."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from backend.capabilities.decision.rules import (
    CapacityMetric,
    CapName,
    Collateral,
    DecisionOutcome,
    DecisionResult,
    Grade,
    GuaranteeMode,
    Guarantor,
    Income,
    InvestigationFacts,
    RuleHit,
    Severity,
    SoftInfo,
    affordable_principal,
    burden_of,
    collateral_capacity,
    decide,
    floor_to_step,
    guarantor_capacity,
    principal_of_instalment,
)
from backend.capabilities.decision.rules.caps import bind, income_cap
from backend.kit.money import Fen, fen, rate
from tests.decision.factories import a_bureau, a_product, investigated, the_engine

MONTHLY = a_product(capacity_metric=CapacityMetric.MONTHLY_DSR)
REFERRED = RuleHit("PR02", Severity.REFER, "", "", "7", "6")


def decided(facts: InvestigationFacts) -> DecisionOutcome:
    return decide(the_engine(), "post_investigation", facts)


def caps_by_name(outcome: DecisionOutcome) -> dict[str, str]:
    return {cap.name.value: f"{cap.amount_fen / 100:.2f}" for cap in outcome.caps}


def test_the_journey_grades_b_and_proposes_120000() -> None:
    outcome = decided(investigated())

    assert (outcome.result, outcome.grade) == (DecisionResult.APPROVE, Grade.B)
    assert outcome.score.total == 66
    assert [(factor.code, factor.points) for factor in outcome.score.factors] == [
        ("HISTORY", 24),
        ("CAPACITY", 6),
        ("STABILITY", 13),
        ("DEBT_RATIO", 11),
        ("SOFT_INFO", 8),
        ("GUARANTEE", 4),
    ]
    assert caps_by_name(outcome) == {
        "REQUESTED": "150000.00",
        "PRODUCT_MAX": "300000.00",
        "INCOME": "154000.00",
        "CAPACITY": "130666.67",
        "GUARANTOR": "124000.00",
    }
    assert [cap.name for cap in outcome.caps if cap.is_binding] == [CapName.GUARANTOR]
    assert outcome.proposed_amount_fen == fen("120000")
    assert outcome.proposed_term_months == 36
    assert (outcome.spread_bp, outcome.proposed_rate) == (220, rate("5.2"))
    assert outcome.coverage == Decimal("0.741819")
    assert outcome.hits == ()


def test_a_guarantor_who_guarantees_40000_elsewhere_lowers_it_to_100000() -> None:
    busy = (Guarantor(fen("72000"), fen("40000")),)

    outcome = decided(investigated(guarantors=busy))

    assert outcome.proposed_amount_fen == fen("100000")
    assert (outcome.grade, outcome.score.total) == (Grade.B, 66)


def test_the_explanation_can_be_read_out() -> None:
    assert decided(investigated()).explanation == (
        "综合评分 66 分(信用记录 24、偿债能力 6、稳定性 13、负债水平 11、软信息 8、担保 4),等级 B",
        (
            "额度测算:申请金额 150,000.00 元、产品上限 300,000.00 元、收入测算 154,000.00 元、"
            "偿债能力 130,666.67 元、保证人代偿能力 124,000.00 元"
        ),
        "取最低的“保证人代偿能力”124,000.00 元,按 10,000.00 元取整,建议金额 120,000.00 元",
        "建议加点 220 基点 = 产品基准 220 + 等级 +0 + 担保 +0",
        "按建议金额测算,年度偿债占净收入比 74.18%",
        "系统建议通过",
    )


@pytest.mark.parametrize(
    ("months", "dsr"),
    [(12, "0.956992"), (24, "0.539610"), (36, "0.400608")],
)
def test_80000_at_800_a_month_of_old_debt_gives_these_ratios(months: int, dsr: str) -> None:
    income = Income(fen("96000"), fen("9600"))

    burden = burden_of(income, MONTHLY, fen("80000"), months, rate("5.2"))

    assert burden.dsr == Decimal(dsr)
    assert burden.by(CapacityMetric.MONTHLY_DSR) == burden.dsr


@pytest.mark.parametrize(
    ("ratio", "metric", "result", "codes"),
    [
        ("0.956992", "MONTHLY_DSR", "REJECT", ["DB02"]),
        ("0.539610", "MONTHLY_DSR", "REFER", ["DR02"]),
        ("0.400608", "MONTHLY_DSR", "APPROVE", []),
        ("0.8", "ANNUAL_COVERAGE", "APPROVE", []),
        ("0.800001", "ANNUAL_COVERAGE", "REFER", ["DR02"]),
        ("1", "ANNUAL_COVERAGE", "REFER", ["DR02"]),
        ("1.000001", "ANNUAL_COVERAGE", "REJECT", ["DB02"]),
    ],
)
def test_the_result_counts_the_ratio_at_the_proposed_amount(
    ratio: str, metric: str, result: str, codes: list[str]
) -> None:
    context: dict[str, Any] = {
        "bureau": {"overdueMonthsMax": 0, "overdueMonthsTotal": 0, "queries3m": 0},
        "capacity": {"metric": metric, "atRequested": 0},
        "stability": {"localYears": 10, "businessYears": 5},
        "debtRatio": 0,
        "softInfo": {"average": 5, "flags": 0},
        "guarantee": {"mode": "CREDIT"},
        "pricing": {"baseSpreadBp": 220, "spreadMinBp": 180, "spreadMaxBp": 300},
        "preAssessment": {"blockHits": 0, "referHits": 0},
        "product": {"amountMin": 20000},
        "proposal": {"measured": True, "amount": 80000, "ratio": Decimal(ratio)},
        "parameters": {},
    }

    answer = the_engine().evaluate("post_investigation", context).result

    assert answer["result"] == result
    assert [hit["ruleCode"] for hit in answer["hits"]] == codes


def test_a_wage_earner_gets_what_half_his_wage_repays() -> None:
    wages = investigated(
        product=MONTHLY,
        income=Income(fen("96000"), fen("9600")),
        guarantee_modes=frozenset({GuaranteeMode.CREDIT}),
        guarantors=(),
        local_years=2,
        debt_ratio=Decimal("0.2"),
    )

    outcome = decided(wages)

    # 220 + 60 for grade C + 40 without security would be 320: the product's range holds it.
    assert (outcome.grade, outcome.score.total, outcome.spread_bp) == (Grade.C, 64, 300)
    assert outcome.result is DecisionResult.REFER
    assert [cap.name for cap in outcome.caps if cap.is_binding] == [CapName.INCOME]
    assert outcome.proposed_amount_fen == fen("70000")


def test_grade_d_is_offered_nothing() -> None:
    hopeless = investigated(
        bureau=a_bureau(overdue_months_24_max=3, overdue_months_24_total=6),
        soft_info=SoftInfo((1,), gambling=True),
        debt_ratio=Decimal("0.9"),
    )

    outcome = decided(hopeless)

    assert (outcome.result, outcome.grade) == (DecisionResult.REJECT, Grade.D)
    assert outcome.proposed_amount_fen == 0
    assert [hit.rule_code for hit in outcome.hits] == ["DB01", "DR04"]


def test_a_referred_pre_assessment_is_not_approved_by_machine() -> None:
    outcome = decided(investigated(pre_assessment_hits=(REFERRED,)))

    assert outcome.result is DecisionResult.REFER
    assert [hit.rule_code for hit in outcome.hits] == ["DR03"]


def test_a_proposal_below_the_products_minimum_goes_to_a_person() -> None:
    poor_guarantor = (Guarantor(fen("5000"), fen("0")),)

    outcome = decided(investigated(guarantors=poor_guarantor))

    assert outcome.proposed_amount_fen == fen("10000")
    assert outcome.result is DecisionResult.REFER
    assert [hit.rule_code for hit in outcome.hits] == ["DR04"]


def test_a_household_without_income_is_rejected() -> None:
    outcome = decided(investigated(income=Income(Fen(0), Fen(0))))

    assert outcome.proposed_amount_fen == 0
    assert outcome.dsr == outcome.coverage == Decimal("999.999999")
    assert outcome.result is DecisionResult.REJECT


def test_what_is_pledged_bounds_a_secured_loan() -> None:
    land = (Collateral(fen("200000"), Decimal("0.5"), pledged_fen=fen("30000")),)
    secured = investigated(
        guarantee_modes=frozenset({GuaranteeMode.MORTGAGE}), collateral=land, guarantors=()
    )

    outcome = decided(secured)

    assert caps_by_name(outcome)["COLLATERAL"] == "70000.00"
    assert "GUARANTOR" not in caps_by_name(outcome)
    assert (outcome.proposed_amount_fen, outcome.spread_bp) == (fen("70000"), 180)


def test_inv_24_the_snapshot_holds_what_only_the_bank_arithmetic_uses() -> None:
    one, other = (
        decided(investigated(guarantors=(Guarantor(fen("72000"), fen(existing)),)))
        for existing in ("20000", "20000.01")
    )

    assert one.snapshot.sha256 != other.snapshot.sha256
    assert one.proposed_amount_fen == other.proposed_amount_fen
    assert one.snapshot == decided(investigated()).snapshot


@pytest.mark.parametrize(
    ("ratings", "flags", "points"),
    [
        ((4, 4, 4), {}, 8),
        ((4, 4, 3, 4), {}, 7),
        ((5, 5), {}, 10),
        ((5, 5), {"drinking": True}, 5),
        ((5, 5), {"drinking": True, "dispute": True}, 0),
        ((1,), {"gambling": True}, 0),
        ((), {}, 0),
    ],
)
def test_soft_information_counts_twice_its_average(
    ratings: tuple[int, ...], flags: dict[str, bool], points: int
) -> None:
    outcome = decided(investigated(soft_info=SoftInfo(ratings, **flags)))

    assert next(f.points for f in outcome.score.factors if f.code == "SOFT_INFO") == points


def test_the_strongest_security_counts() -> None:
    both = frozenset({GuaranteeMode.NATURAL_PERSON, GuaranteeMode.MORTGAGE})

    assert investigated(guarantee_modes=both).strongest_guarantee is GuaranteeMode.MORTGAGE
    assert investigated(guarantee_modes=frozenset()).strongest_guarantee is GuaranteeMode.CREDIT


def test_short_terms_count_as_part_of_a_year_and_long_ones_as_two() -> None:
    net, factor, years = fen("110000"), Decimal("0.7"), Decimal(2)

    assert income_cap(net, factor, 6, years) == fen("38500")
    assert income_cap(net, factor, 24, years) == fen("154000")
    assert income_cap(net, factor, 60, years) == fen("154000")


def test_a_ratio_just_over_a_threshold_is_not_rounded_onto_it() -> None:
    # 0.8000000001 of a large income must not read as 0.800000.
    income = Income(fen("9999999999"), fen("8000000000"))

    assert burden_of(income, a_product(), Fen(0), 12, rate("5")).coverage == Decimal("0.800001")


def test_the_affordable_principal_is_the_largest_that_fits() -> None:
    income, target = Income(fen("96000"), fen("9600")), Decimal("0.5")

    principal = affordable_principal(income, MONTHLY, target, 36, rate("5.2"))

    assert principal == fen("106451.01")
    assert burden_of(income, MONTHLY, principal, 36, rate("5.2")).dsr == target
    dearer = Fen(principal + 10_000)
    assert burden_of(income, MONTHLY, dearer, 36, rate("5.2")).dsr > target


def test_old_debt_beyond_the_target_leaves_nothing_to_lend() -> None:
    for product in (MONTHLY, a_product()):
        assert affordable_principal(
            Income(fen("100"), fen("80")), product, Decimal("0.8"), 12, rate("5")
        ) == Fen(0)


def test_without_interest_the_principal_is_the_sum_of_instalments() -> None:
    assert principal_of_instalment(fen("100"), rate("0"), 12) == fen("1200")


def test_who_guarantees_beyond_his_means_adds_nothing_and_takes_nothing() -> None:
    over, free = Guarantor(fen("10000"), fen("30000")), Guarantor(fen("10000"), fen("5000"))

    assert guarantor_capacity((over, free), Decimal(2)) == fen("15000")
    assert collateral_capacity(
        (
            Collateral(fen("100"), Decimal("0.5"), fen("80")),
            Collateral(fen("100"), Decimal("0.7")),
        )
    ) == fen("70")


@pytest.mark.parametrize(
    ("amount", "floored"),
    [("124000", "120000"), ("120000", "120000"), ("119999.99", "110000"), ("9999", "0")],
)
def test_a_proposal_is_rounded_down_to_its_step(amount: str, floored: str) -> None:
    assert floor_to_step(fen(amount), fen("10000")) == fen(floored)


def test_of_equal_ceilings_the_first_binds() -> None:
    caps = bind([(CapName.REQUESTED, Fen(5)), (CapName.PRODUCT_MAX, Fen(5))])

    assert [cap.is_binding for cap in caps] == [True, False]


def test_a_bank_asks_for_more_room() -> None:
    strict = replace(investigated(), parameters={"coveragePass": Decimal("0.5")})

    outcome = decided(strict)

    assert caps_by_name(outcome)["CAPACITY"] == "75666.67"
    assert outcome.proposed_amount_fen == fen("70000")
