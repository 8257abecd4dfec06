"""What somebody says with a decision, read from the terms that the client sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from backend.capabilities.approval.rules.terms import TERMS, CaseTerms
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.decision.rules import AdjustedField, AdjustmentReason, Reason
from backend.kit.money import fen
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all

LINES_MAX, LINE_MAX = 20, 400


class RejectCode(StrEnum):
    """拒绝原因,数据字典 rejectReason"""

    CREDIT_HISTORY = "CREDIT_HISTORY"
    INSUFFICIENT_CAPACITY = "INSUFFICIENT_CAPACITY"
    FALSE_MATERIAL = "FALSE_MATERIAL"
    PURPOSE_UNACCEPTABLE = "PURPOSE_UNACCEPTABLE"
    GUARANTEE_INSUFFICIENT = "GUARANTEE_INSUFFICIENT"
    OVER_INDEBTED = "OVER_INDEBTED"
    POLICY = "POLICY"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms wanted, the reasons for departing, defects found or why it is rejected."""

    terms: CaseTerms
    reasons: dict[AdjustedField, Reason] = field(default_factory=dict)
    defects: tuple[dict[str, str], ...] = ()
    reject_code: RejectCode | None = None


def read_asked(given: Mapping[str, Any] | None, standing: CaseTerms) -> Asked:
    """Read what was sent; what it does not mention stays as it stands.

    Raises:
        Refused: everything that cannot be read.
    """
    values = dict(given or {})
    reader = _Reader(values)
    terms = replace(
        standing,
        amount_fen=reader.read("amount", standing.amount_fen, fen),
        term_months=reader.read("termMonths", standing.term_months, _whole),
        limit_term_months=reader.read("limitTermMonths", standing.limit_term_months, _whole),
        spread_bp=reader.read("spreadBp", standing.spread_bp, _whole),
        methods=reader.read("methods", standing.methods, _methods),
        conditions=reader.read("conditions", standing.conditions, _lines),
        covenants=reader.read("covenants", standing.covenants, _lines),
    )
    asked = Asked(
        terms=terms,
        reasons=reader.read("reasons", {}, _reasons),
        defects=reader.read("defects", (), _defects),
        reject_code=reader.read("rejectCode", None, RejectCode),
    )
    refuse_all(reader.wrong)
    return asked


class _Reader:
    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.wrong: list[Refusal] = []

    def read(self, name: str, default: Any, how: Any) -> Any:
        if self.values.get(name) is None:
            return default
        try:
            return how(self.values[name])
        except (ValueError, TypeError, KeyError, AttributeError):
            self.wrong.append(ValidationFailed("填写的内容不能识别", TERMS, name))
            return default


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _methods(value: Any) -> tuple[RepaymentMethod, ...]:
    return tuple(dict.fromkeys(RepaymentMethod(one) for one in value))


def _lines(value: Any) -> tuple[str, ...]:
    lines = tuple(str(one).strip() for one in value)
    if isinstance(value, str) or len(lines) > LINES_MAX:
        raise ValueError
    if any(not 1 <= len(line) <= LINE_MAX for line in lines):
        raise ValueError
    return lines


def _reasons(value: Any) -> dict[AdjustedField, Reason]:
    return {
        AdjustedField(name): Reason(AdjustmentReason(one["code"]), str(one["text"])[:LINE_MAX])
        for name, one in value.items()
    }


def _defects(value: Any) -> tuple[dict[str, str], ...]:
    found = tuple(
        {"module": str(one["module"])[:40], "comment": str(one["comment"]).strip()} for one in value
    )
    if any(not 2 <= len(one["comment"]) <= LINE_MAX for one in found):
        raise ValueError
    return found
