"""Departing from the proposal (人工调整): allowed, counted, and never without a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from backend.capabilities.decision.errors import AdjustmentNotNeeded, AdjustmentReasonMissing
from backend.capabilities.decision.rules.outcome import DecisionResult
from backend.kit.money import Fen, yuan
from backend.kit.refusal import Refusal, refuse_all

PERCENT_STEP = Decimal("0.01")
ALL = Decimal(100)


class AdjustedField(StrEnum):
    AMOUNT = "AMOUNT"
    TERM_MONTHS = "TERM_MONTHS"
    SPREAD_BP = "SPREAD_BP"
    RESULT = "RESULT"


FIELD_ZH = {
    AdjustedField.AMOUNT: "金额",
    AdjustedField.TERM_MONTHS: "期限",
    AdjustedField.SPREAD_BP: "加点",
    AdjustedField.RESULT: "结论",
}


class AdjustmentReason(StrEnum):
    """Why a person departs from a proposal (调整原因)."""

    NEW_EVIDENCE = "NEW_EVIDENCE"
    EXTRA_INCOME = "EXTRA_INCOME"
    STRONGER_GUARANTEE = "STRONGER_GUARANTEE"
    RISK_HIGHER = "RISK_HIGHER"
    CUSTOMER_REQUEST = "CUSTOMER_REQUEST"
    POLICY = "POLICY"
    SYSTEM_DATA_WRONG = "SYSTEM_DATA_WRONG"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is proposed, or what a person wants instead."""

    result: DecisionResult
    amount_fen: Fen
    term_months: int
    spread_bp: int


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One difference, as text that is stored and printed."""

    field: AdjustedField
    from_value: str
    to_value: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of the dictionary and the person's own words."""

    code: AdjustmentReason
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedAdjustment:
    """A difference with its reason: the only form in which one is stored (INV-25)."""

    adjustment: Adjustment
    reason: Reason


def required_adjustments(proposal: Terms, wanted: Terms) -> tuple[Adjustment, ...]:
    """List every difference between the proposal and what a person wants (INV-25).

    A referred case proposes no result: the person's own is no departure. Who declines
    has no terms, so only the result is compared.
    """
    pairs: list[tuple[AdjustedField, str, str]] = []
    if proposal.result is not DecisionResult.REFER:
        pairs.append((AdjustedField.RESULT, proposal.result.value, wanted.result.value))
    if wanted.result is not DecisionResult.REJECT:
        pairs += [
            (AdjustedField.AMOUNT, yuan(proposal.amount_fen), yuan(wanted.amount_fen)),
            (AdjustedField.TERM_MONTHS, str(proposal.term_months), str(wanted.term_months)),
            (AdjustedField.SPREAD_BP, str(proposal.spread_bp), str(wanted.spread_bp)),
        ]
    return tuple(Adjustment(*pair) for pair in pairs if pair[1] != pair[2])


def explain_adjustments(
    proposal: Terms, wanted: Terms, reasons: Mapping[AdjustedField, Reason]
) -> tuple[ExplainedAdjustment, ...]:
    """Pair every difference with its reason.

    Raises:
        Refused: a difference without a reason or without words to it
            (AdjustmentReasonMissing), or a reason without a difference
            (AdjustmentNotNeeded).
    """
    needed = required_adjustments(proposal, wanted)
    causes: list[Refusal] = []
    for change in needed:
        reason = reasons.get(change.field)
        if reason is None or not reason.text.strip():
            causes.append(
                AdjustmentReasonMissing(
                    FIELD_ZH[change.field],
                    change.from_value,
                    change.to_value,
                    "adjustments",
                    change.field.value,
                )
            )
    changed = {change.field for change in needed}
    causes += [
        AdjustmentNotNeeded(FIELD_ZH[name], "adjustments", name.value)
        for name in reasons
        if name not in changed
    ]
    refuse_all(causes)
    return tuple(ExplainedAdjustment(change, reasons[change.field]) for change in needed)


def adjustment_percent(proposed: Fen, wanted: Fen) -> Decimal:
    """Measure how far an amount departs from the proposal, in percent, two decimals.

    From nothing to something is 100 %: there is no proposal to divide by.
    """
    if proposed == wanted:
        return Decimal("0.00")
    if proposed == 0:
        return ALL.quantize(PERCENT_STEP)
    share = Decimal(abs(wanted - proposed)) * 100 / proposed
    return share.quantize(PERCENT_STEP, ROUND_HALF_UP)
