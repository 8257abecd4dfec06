"""Every rule of the pre-assessment on both sides of its edge, from typed facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.capabilities.decision.errors import DecisionDataUnavailable, DecisionInputInvalid
from backend.capabilities.decision.rules import (
    PRE_ASSESSMENT,
    BlacklistLevel,
    CapacityMetric,
    NetworkCheck,
    PreAssessmentInput,
    PreAssessmentOutcome,
    PreAssessmentState,
    RuleHit,
    Severity,
    pre_assess,
)
from backend.kit.money import fen, rate
from backend.kit.refusal import IllegalTransition
from tests.decision.factories import (
    a_product,
    a_standing,
    an_application,
    the_engine,
)

FEE = replace(a_standing(current_overdue_fen=fen("100")), overdue_fee_explained=True)
OVER_FEE = replace(a_standing(current_overdue_fen=fen("100.01")), overdue_fee_explained=True)
DISHONEST = replace(a_standing(), is_dishonest_executee=True)


def assessed(case: PreAssessmentInput) -> PreAssessmentOutcome:
    return pre_assess(the_engine(), "pre_assessment", case)


@pytest.mark.parametrize(
    ("code", "just_over", "just_under"),
    [
        ("PB01", {"id_valid_to": date(2026, 11, 15)}, {"id_valid_to": date(2026, 11, 16)}),
        ("PB01", {"network_check": NetworkCheck.MISMATCH}, {"id_valid_to": None}),
        ("PB01", {"network_check": NetworkCheck.NOT_FOUND}, {}),
        ("PB02", {"birth_date": date(2008, 11, 17)}, {"birth_date": date(2008, 11, 16)}),
        ("PB03", {"blacklist": BlacklistLevel.BLOCK}, {"blacklist": BlacklistLevel.WARN}),
        ("PB04", {"standing": a_standing(current_overdue_fen=fen("0.01"))}, {}),
        ("PB04", {"standing": OVER_FEE}, {"standing": FEE}),
        ("PB05", {"standing": a_standing(bad_debt=True)}, {}),
        ("PB05", {"standing": a_standing(five_class_abnormal=True)}, {}),
        ("PB06", {"standing": DISHONEST}, {}),
        ("PB07", {"is_in_bank_area": False}, {}),
        ("PB08", {"purpose_code": "RELENDING"}, {"purpose_code": "SHOP_STOCK"}),
        (
            "PB08",
            {"purpose_code": "X", "product": a_product(prohibited_purposes=frozenset({"X"}))},
            {"purpose_code": "X"},
        ),
        ("PB09", {"open_applications": 1}, {}),
        ("PB10", {"amount_fen": fen("19999.99")}, {"amount_fen": fen("20000")}),
        ("PB10", {"amount_fen": fen("300000.01")}, {"amount_fen": fen("300000")}),
        ("PB10", {"term_months": 2}, {"term_months": 3}),
        ("PB10", {"term_months": 37}, {"term_months": 36}),
        ("PB11", {"authorizations_valid": False}, {}),
    ],
)
def test_a_blocking_rule_rejects_on_one_side_of_its_edge_only(
    code: str, just_over: dict[str, Any], just_under: dict[str, Any]
) -> None:
    rejected = assessed(an_application(**just_over))
    passed = assessed(an_application(**just_under))

    assert rejected.result is PreAssessmentState.REJECT
    assert [(hit.rule_code, hit.severity) for hit in rejected.hits] == [(code, Severity.BLOCK)]
    assert rejected.indicative_amount_fen == 0
    assert (passed.result, passed.hits) == (PreAssessmentState.PASS, ())


def spouse(**bureau: Any) -> dict[str, Any]:
    return {"spouse": a_standing(**bureau)}


def own(**bureau: Any) -> dict[str, Any]:
    return {"standing": a_standing(**bureau)}


@pytest.mark.parametrize(
    ("code", "just_over", "just_under"),
    [
        (
            "PR01",
            own(overdue_months_24_max=3, overdue_months_24_total=3),
            own(overdue_months_24_max=2, overdue_months_24_total=5),
        ),
        ("PR01", own(overdue_months_24_total=6), own(overdue_months_24_total=5)),
        ("PR02", own(queries_3m=7), own(queries_3m=6)),
        ("PR03", own(open_loan_institutions=6), own(open_loan_institutions=5)),
        (
            "PR04",
            own(guaranteed_balance_fen=fen("220000.01")),
            own(guaranteed_balance_fen=fen("220000")),
        ),
        (
            "PR04",
            own(guaranteed_balance_fen=fen("500000.01"))
            | {"declared_net_annual_fen": fen("900000")},
            own(guaranteed_balance_fen=fen("500000")) | {"declared_net_annual_fen": fen("900000")},
        ),
        # 36 months later he is exactly 65, and one day short of it.
        ("PR05", {"birth_date": date(1964, 11, 16)}, {"birth_date": date(1964, 11, 17)}),
        ("PR06", own(no_record=True), {}),
        ("PR07", {"contact_sharing_applicants": 3}, {"contact_sharing_applicants": 2}),
        ("PR08", {"capture_distance_m": 30_001}, {"capture_distance_m": 30_000}),
        ("PR08", {"capture_distance_m": None}, {"capture_distance_m": 0}),
        ("PR09", spouse(current_overdue_fen=fen("0.01")), {"spouse": FEE}),
        ("PR09", spouse(bad_debt=True), {"spouse": None}),
        ("PR09", spouse(five_class_abnormal=True), {}),
        ("PR09", {"spouse": DISHONEST}, {}),
        (
            "PR10",
            own(credit_card_limit_fen=fen("10000"), credit_card_used_6m_avg_fen=fen("8000.01")),
            own(credit_card_limit_fen=fen("10000"), credit_card_used_6m_avg_fen=fen("8000")),
        ),
        # Used without a limit cannot be a good sign.
        ("PR10", own(credit_card_used_6m_avg_fen=fen("1")), {}),
    ],
)
def test_a_referring_rule_refers_on_one_side_of_its_edge_only(
    code: str, just_over: dict[str, Any], just_under: dict[str, Any]
) -> None:
    referred = assessed(an_application(**just_over))
    passed = assessed(an_application(**just_under))

    assert referred.result is PreAssessmentState.REFER
    assert {(hit.rule_code, hit.severity) for hit in referred.hits} == {(code, Severity.REFER)}
    assert (passed.result, passed.hits) == (PreAssessmentState.PASS, ())


def test_at_seventy_a_person_judges_and_a_month_later_nobody_does() -> None:
    at_70 = assessed(an_application(birth_date=date(1959, 11, 16)))
    beyond = assessed(an_application(birth_date=date(1959, 10, 16)))

    assert [hit.rule_code for hit in at_70.hits] == ["PR05"]
    assert [hit.rule_code for hit in beyond.hits] == ["PB02"]


def test_a_hit_keeps_the_value_and_the_threshold() -> None:
    outcome = assessed(an_application(standing=a_standing(current_overdue_fen=fen("3200"))))

    assert outcome.hits == (
        RuleHit(
            rule_code="PB04",
            severity=Severity.BLOCK,
            message="存在当前逾期 3200 元",
            field="bureau.currentOverdue",
            value="3200",
            threshold="0",
        ),
    )
    assert outcome.explanation == ("存在当前逾期 3200 元",)


def test_all_hits_are_told_and_a_rejection_outweighs_a_referral() -> None:
    case = an_application(standing=a_standing(bad_debt=True, queries_3m=8), open_applications=2)

    outcome = assessed(case)

    assert outcome.result is PreAssessmentState.REJECT
    assert [hit.rule_code for hit in outcome.hits] == ["PB05", "PB09", "PR02"]


def test_a_bank_sets_its_own_threshold() -> None:
    strict = an_application(parameters={"queries3mMax": 1})

    outcome = assessed(strict)

    assert [(hit.rule_code, hit.value, hit.threshold) for hit in outcome.hits] == [
        ("PR02", "2", "1")
    ]


def test_a_threshold_that_is_not_set_has_its_default() -> None:
    seven = an_application(standing=a_standing(queries_3m=7), parameters={"queries3mMax": None})

    assert [hit.threshold for hit in assessed(seven).hits] == ["6"]


@pytest.mark.parametrize("parameters", [{"queries3mMaxx": 1}, {"queries3mMax": "1"}])
def test_a_misspelt_or_mistyped_threshold_is_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(DecisionInputInvalid):
        assessed(an_application(parameters=parameters))


@pytest.mark.parametrize(
    ("missing", "sources"),
    [
        ({"network_check": NetworkCheck.UNAVAILABLE}, "联网核查"),
        ({"standing": replace(a_standing(), bureau=None)}, "征信报告"),
        ({"standing": replace(a_standing(), is_dishonest_executee=None)}, "失信被执行人查询"),
        ({"spouse": replace(a_standing(), bureau=None)}, "配偶征信报告"),
    ],
)
def test_an_unavailable_source_never_passes(missing: dict[str, Any], sources: str) -> None:
    with pytest.raises(DecisionDataUnavailable) as refused:
        assessed(an_application(**missing))

    assert refused.value.facts == {"sources": sources}


def test_the_tea_grower_passes_with_indicative_terms() -> None:
    outcome = assessed(an_application())

    assert outcome.result is PreAssessmentState.PASS
    # (0.8 x 110,000 - 9,600) / 0.6 = 130,666.67, in steps of 10,000.
    assert outcome.indicative_amount_fen == fen("130000")
    assert (outcome.spread_bps_min, outcome.spread_bps_max) == (180, 300)
    assert (outcome.rate_min, outcome.rate_max) == (rate("4.8"), rate("6.0"))
    assert outcome.explanation == ("预评估通过",)


def test_a_wage_earner_is_measured_by_the_month() -> None:
    wages = an_application(
        product=a_product(capacity_metric=CapacityMetric.MONTHLY_DSR),
        declared_net_annual_fen=fen("48000"),
        parameters={"dsrPass": Decimal("0.4")},
    )

    # 0.4 x 4,000 - 800 = 800 a month repays 26,612.75 in 36 months at 5.2 %.
    assert assessed(wages).indicative_amount_fen == fen("20000")


def test_inv_24_the_same_facts_have_the_same_hash_and_others_another() -> None:
    first, again = assessed(an_application()), assessed(an_application())
    other = assessed(an_application(amount_fen=fen("150000.01")))

    assert first.snapshot == again.snapshot
    assert first.snapshot.sha256 != other.snapshot.sha256
    assert '"amount_fen":15000000' in first.snapshot.text


def test_a_run_that_failed_may_be_repeated_and_a_concluded_one_not() -> None:
    state = PRE_ASSESSMENT.next(PreAssessmentState.RUNNING, "fail")

    assert PRE_ASSESSMENT.next(state, "retry") is PreAssessmentState.RUNNING
    with pytest.raises(IllegalTransition):
        PRE_ASSESSMENT.next(PreAssessmentState.PASS, "retry")
    with pytest.raises(IllegalTransition):
        PRE_ASSESSMENT.next(PreAssessmentState.ERROR, "conclude", PreAssessmentState.PASS)
