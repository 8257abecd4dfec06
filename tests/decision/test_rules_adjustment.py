"""Departing from a proposal: allowed, counted, and never without a reason."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.capabilities.decision.rules import (
    AdjustedField,
    Adjustment,
    AdjustmentReason,
    DecisionResult,
    ExplainedAdjustment,
    Reason,
    Terms,
    adjustment_percent,
    explain_adjustments,
    required_adjustments,
)
from backend.kit.money import fen
from backend.kit.refusal import Refused

PROPOSAL = Terms(DecisionResult.APPROVE, fen("120000"), 36, 220)
OPINION = replace(PROPOSAL, amount_fen=fen("130000"))
RENT = Reason(AdjustmentReason.EXTRA_INCOME, "保证人另有租金收入")


def test_inv_25_agreeing_needs_no_reason() -> None:
    assert required_adjustments(PROPOSAL, PROPOSAL) == ()
    assert explain_adjustments(PROPOSAL, PROPOSAL, {}) == ()


def test_inv_25_the_journeys_opinion_is_one_adjustment_with_its_reason() -> None:
    raised = Adjustment(AdjustedField.AMOUNT, "120000.00", "130000.00")

    explained = explain_adjustments(PROPOSAL, OPINION, {AdjustedField.AMOUNT: RENT})

    assert explained == (ExplainedAdjustment(raised, RENT),)


def test_inv_25_every_difference_is_listed_down_to_a_fen_a_month_and_a_basis_point() -> None:
    wanted = Terms(DecisionResult.APPROVE, fen("119999.99"), 35, 221)

    assert [
        (a.field, a.from_value, a.to_value) for a in required_adjustments(PROPOSAL, wanted)
    ] == [
        (AdjustedField.AMOUNT, "120000.00", "119999.99"),
        (AdjustedField.TERM_MONTHS, "36", "35"),
        (AdjustedField.SPREAD_BP, "220", "221"),
    ]


@pytest.mark.parametrize(
    "reasons",
    [{}, {AdjustedField.AMOUNT: Reason(AdjustmentReason.POLICY, "  ")}],
)
def test_inv_25_a_difference_without_a_reason_is_refused(
    reasons: dict[AdjustedField, Reason],
) -> None:
    with pytest.raises(Refused) as refused:
        explain_adjustments(PROPOSAL, OPINION, reasons)

    assert [(r.code, r.path, r.message) for r in refused.value.refusals] == [
        (
            "ADJUSTMENT_REASON_MISSING",
            ("adjustments", "AMOUNT"),
            "“金额”由 120000.00 调整为 130000.00,请填写调整原因",
        )
    ]


def test_all_missing_reasons_and_idle_ones_are_told_at_once() -> None:
    wanted = replace(OPINION, spread_bp=200)

    with pytest.raises(Refused) as refused:
        explain_adjustments(PROPOSAL, wanted, {AdjustedField.TERM_MONTHS: RENT})

    assert [(r.code, r.path[-1]) for r in refused.value.refusals] == [
        ("ADJUSTMENT_REASON_MISSING", "AMOUNT"),
        ("ADJUSTMENT_REASON_MISSING", "SPREAD_BP"),
        ("ADJUSTMENT_NOT_NEEDED", "TERM_MONTHS"),
    ]


@pytest.mark.parametrize(
    ("proposed", "wanted", "fields"),
    [
        (DecisionResult.REJECT, DecisionResult.APPROVE, [AdjustedField.RESULT]),
        (DecisionResult.APPROVE, DecisionResult.REJECT, [AdjustedField.RESULT]),
        (DecisionResult.REFER, DecisionResult.APPROVE, []),
        (DecisionResult.REFER, DecisionResult.REJECT, []),
    ],
)
def test_turning_a_result_around_is_an_adjustment_and_settling_a_referral_is_not(
    proposed: DecisionResult, wanted: DecisionResult, fields: list[AdjustedField]
) -> None:
    found = required_adjustments(
        replace(PROPOSAL, result=proposed), replace(PROPOSAL, result=wanted)
    )

    assert [adjustment.field for adjustment in found] == fields


def test_who_declines_has_no_terms_to_explain() -> None:
    declined = Terms(DecisionResult.REJECT, fen("0"), 0, 0)

    assert [a.field for a in required_adjustments(PROPOSAL, declined)] == [AdjustedField.RESULT]


@pytest.mark.parametrize(
    ("proposed", "wanted", "percent"),
    [
        ("120000", "120000", "0.00"),
        ("120000", "130000", "8.33"),
        ("120000", "96000", "20.00"),
        ("120000", "95999.99", "20.00"),
        ("120000", "144006", "20.01"),
        ("0", "50000", "100.00"),
        ("0", "0", "0.00"),
    ],
)
def test_an_adjustment_is_measured_in_percent(proposed: str, wanted: str, percent: str) -> None:
    assert adjustment_percent(fen(proposed), fen(wanted)) == Decimal(percent)
