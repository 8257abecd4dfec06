"""What two people must do together, and what their sections say to the strategy."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from backend.capabilities.decision.rules import GuaranteeMode, decide, product_terms
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    Asked,
    Closeness,
    InvestigationStatus,
    Presence,
    are_together,
    check_in_problems,
    facts_of,
    filled,
)
from backend.capabilities.investigation.rules.report import (
    comparison,
    evidence_rows,
    section_rows,
)
from backend.capabilities.product.rules import Level, validate_form
from backend.kit.money import fen, rate
from backend.kit.places import Position, distance_m
from backend.kit.refusal import IllegalTransition
from storage.documents.fill import fill
from storage.documents.html import to_html
from storage.documents.template import read_template
from tests.decision.factories import a_bureau, investigated, the_engine
from tests.investigation.factories import (
    A02,
    APPLICATION_FORM,
    FORM,
    LIBRARY,
    PHOTOS,
    SECTIONS,
    sections,
)

RULE = Closeness()
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
HOME = Position(Decimal("30.1200"), Decimal("109.4800"))
BRANCH = Position(Decimal("30.1000"), Decimal("109.4900"))
NEAR = Position(Decimal("30.1217"), Decimal("109.4800"))
FAR = Position(Decimal("30.1219"), Decimal("109.4800"))
ELSEWHERE = Position(Decimal("31.0"), Decimal("112.0"))
BUREAU = ("R1", a_bureau(loan_balance_fen=fen("18000"), open_loan_accounts=1))
T12 = json.loads(
    (Path(__file__).parents[2] / "dev/demo/templates/T12.json").read_text(encoding="utf-8")
)


def asked() -> Asked:
    return Asked(
        amount_fen=fen("150000"),
        term_months=36,
        guarantee_modes=frozenset({GuaranteeMode.NATURAL_PERSON}),
        product=product_terms(A02, LIBRARY),
        benchmark_rate=rate("3.0"),
        form_data=APPLICATION_FORM,
    )


def test_a_distance_is_measured_over_the_ground() -> None:
    assert distance_m(HOME, HOME) == 0
    assert distance_m(HOME, NEAR) == 189
    assert distance_m(HOME, FAR) == 211
    assert distance_m(HOME, BRANCH) == 2423


@pytest.mark.parametrize(
    ("place", "minutes", "together"),
    [(NEAR, 0, True), (NEAR, 120, True), (NEAR, 121, False), (FAR, 0, False)],
)
def test_inv_20_both_were_in_one_place_within_two_hours(
    place: Position, minutes: int, together: bool
) -> None:
    one, other = Presence(HOME, NOW), Presence(place, NOW + timedelta(minutes=minutes))

    assert are_together(one, other, RULE) is are_together(other, one, RULE) is together
    assert not are_together(one, None, RULE)


@pytest.mark.parametrize(
    ("place", "accuracy", "mocked", "codes"),
    [
        (NEAR, 200, False, []),
        (FAR, 20, False, ["FAR_FROM_PARTNER"]),
        (NEAR, 201, False, ["POSITION_UNRELIABLE"]),
        (NEAR, 20, True, ["POSITION_UNRELIABLE"]),
        (ELSEWHERE, 20, False, ["FAR_FROM_SITE", "FAR_FROM_PARTNER"]),
        (Position(Decimal(91), Decimal(0)), 20, False, ["POSITION_UNRELIABLE"]),
    ],
)
def test_inv_20_a_wrong_place_is_refused_with_the_distance(
    place: Position, accuracy: int, mocked: bool, codes: list[str]
) -> None:
    found = check_in_problems(
        Presence(place, NOW),
        Presence(HOME, NOW),
        HOME,
        accuracy_m=accuracy,
        is_mocked=mocked,
        rule=RULE,
    )

    assert [one.code for one in found] == codes


def test_who_came_in_the_morning_does_not_bind_who_comes_in_the_evening() -> None:
    found = check_in_problems(
        Presence(FAR, NOW + timedelta(hours=5)),
        Presence(HOME, NOW),
        None,
        accuracy_m=20,
        is_mocked=False,
        rule=RULE,
    )

    assert found == []


def test_a_place_is_shown_to_a_kilometre() -> None:
    assert HOME.rounded == "30.12, 109.48"


def test_the_journeys_sections_are_complete_and_take_18_photos() -> None:
    whole = filled(FORM, sections(), BUREAU)

    assert validate_form(FORM, whole, Level.FULL) == []
    assert sum(PHOTOS.values()) == 18
    assert whole["M09"]["netAnnual"] == "110000.00"
    assert whole["M11"]["debtRatio"] == "0.4200"
    assert whole["M15"]["capacityTotal"] == "124000.00"


def test_what_the_bureau_says_is_not_typed() -> None:
    forged = sections(
        M12={"reportNo": "FORGED", "queries3m": 0, "overdueMonths24": 0, "hasAbnormal": False},
        M11=SECTIONS["M11"] | {"bureauBalance": "1"},
    )

    whole = filled(FORM, forged, BUREAU)

    assert whole["M11"]["bureauBalance"] == "18000.00"
    assert (whole["M12"]["reportNo"], whole["M12"]["queries3m"]) == ("R1", 2)
    assert "reportNo" not in filled(FORM, forged, None)["M12"]


def test_inv_24_the_journeys_sections_give_the_facts_of_the_decision() -> None:
    facts = facts_of(asked(), filled(FORM, sections(), BUREAU), BUREAU[1], ())

    assert facts == replace(
        investigated(bureau=BUREAU[1]), product=facts.product, soft_info=facts.soft_info
    )
    outcome = decide(the_engine(), "post_investigation", facts)
    assert (outcome.grade.value, outcome.score.total) == ("B", 66)
    assert (outcome.proposed_amount_fen, outcome.spread_bp) == (fen("120000"), 220)
    assert outcome.coverage == Decimal("0.741819")
    assert [(cap.name.value, cap.amount_fen) for cap in outcome.caps if cap.is_binding] == [
        ("GUARANTOR", fen("124000"))
    ]


def test_debts_that_the_bureau_knows_are_not_declared_away() -> None:
    poor = sections(
        M09=SECTIONS["M09"] | {"existingDebtServiceAnnual": "0"},
        M11=SECTIONS["M11"]
        | {"privateLoans": [{"creditor": "张三", "balance": "24000", "annualService": "1000"}]},
    )

    facts = facts_of(asked(), filled(FORM, poor, BUREAU), BUREAU[1], ())

    assert facts.income.existing_annual_service_fen == fen("10600")


def test_a_guarantor_who_is_not_willing_guarantees_nothing() -> None:
    item = SECTIONS["M15"]["items"][0] | {"willing": False}

    facts = facts_of(asked(), filled(FORM, sections(M15={"items": [item]}), BUREAU), BUREAU[1], ())

    assert facts.guarantors == ()


@pytest.mark.parametrize(
    ("known", "counted"), [("0", "20000"), ("20000", "20000"), ("40000", "40000")]
)
def test_what_is_known_of_a_guarantor_counts_if_he_says_less(known: str, counted: str) -> None:
    case = replace(asked(), known_guarantees={"王立秋": fen(known), "他人": fen("99999")})

    facts = facts_of(case, filled(FORM, sections(), BUREAU), BUREAU[1], ())

    assert [one.existing_guaranteed_fen for one in facts.guarantors] == [fen(counted)]


def test_what_lies_with_those_who_check_is_not_written_on() -> None:
    for action in ("fill", "reopen", "opine", "report"):
        with pytest.raises(IllegalTransition):
            INVESTIGATION_MACHINE.next(InvestigationStatus.SUBMITTED, action)


def test_the_report_shows_system_human_and_reason_side_by_side() -> None:
    proposal = {"RESULT": "APPROVE", "AMOUNT": "120000.00", "TERM_MONTHS": "36", "SPREAD_BP": "220"}

    rows = comparison(
        proposal, proposal | {"AMOUNT": "130000.00"}, {"AMOUNT": "保证人另有租金收入"}
    )

    assert rows[1] == {
        "field": "金额",
        "system": "120,000.00 元",
        "human": "130,000.00 元",
        "reason": "保证人另有租金收入",
    }
    assert [row["reason"] for row in rows] == ["—", "保证人另有租金收入", "—", "—"]


def test_the_report_prints_sections_in_words_and_hides_phones() -> None:
    whole = filled(FORM, sections(), BUREAU)

    basics = {
        row["label"]: row["value"] for row in section_rows(FORM, LIBRARY, "M01", whole["M01"])
    }
    crops = section_rows(FORM, LIBRARY, "M04", whole["M04"])

    assert basics["身份信息已核对"] == "是"
    assert basics["联系人手机"] == "140****0003"
    assert "面积 30 亩" in crops[0]["value"]
    assert crops[-1] == {"label": "年净收入", "value": "126,000.00 元"}


def test_the_template_takes_exactly_these_values() -> None:
    whole = filled(FORM, sections(), BUREAU)
    values = {
        "report_no": "DC1",
        "bank": {"name": "清江农村商业银行", "branch": "茶山支行"},
        "application": {
            "no": "SQ1",
            "product": "农户种养殖贷",
            "amount": "150,000.00",
            "months": "36",
            "purpose": "茶叶加工机",
        },
        "applicant": {"name": "张丰收", "id_no": "429999********9919"},
        "mode": "现场调查",
        "lead": "林主办",
        "co": "何协办",
        "visits": [
            {
                "who": "林主办",
                "at": "2026-11-18 10:00",
                "place": "30.12, 109.48",
                "distance": "3 米",
            }
        ],
        "sections": [
            {"title": code, "rows": section_rows(FORM, LIBRARY, code, whole[code])}
            for code in whole
        ],
        "evidence": evidence_rows(FORM, [("M04.FIELD_PHOTO", "2026-11-18 10:05", "ab" * 32)]),
        "decision": {"grade": "B", "score": "66", "lines": [{"text": "系统建议通过"}]},
        "opinions": [
            {
                "who": "主办 林主办",
                "reasons": "保证人另有租金收入",
                "rows": [{"field": "金额", "system": "1", "human": "2", "reason": "租金"}],
                "conditions": [{"text": "保证合同已签署"}],
            }
        ],
        "snapshot": "0" * 64,
        "printed_at": "2026-11-18 16:00",
    }

    html = to_html(fill(read_template(T12), values))

    assert "种植业·地块照片" in html
    assert "年净收入" in html
    assert "系统建议" in html
