"""The terms of a case: proposed, changed, held against the product and the authority."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from backend.capabilities.approval.errors import BeyondRequest
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.product.errors import (
    AmountOffStep,
    AmountOutsideProduct,
    MethodNotOffered,
    TermOutsideProduct,
)
from backend.capabilities.product.rules import ProductInfo, check_price
from backend.kit.money import Fen, Rate, grouped_yuan
from backend.kit.refusal import Refusal

TERMS = "terms"


class TermsSource(StrEnum):
    """条件版本的来源"""

    OPINION = "OPINION"
    CHANGE = "CHANGE"


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """What a loan would be like: amount in fen, months, basis points over the benchmark."""

    amount_fen: Fen
    term_months: int
    limit_term_months: int
    spread_bp: int
    methods: tuple[RepaymentMethod, ...]
    conditions: tuple[str, ...] = ()
    covenants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What terms are held against."""

    info: ProductInfo
    requested_fen: Fen
    benchmark: Rate


def check_terms(terms: CaseTerms, frame: Frame) -> list[Refusal]:
    """List how terms leave the product or exceed what was asked for (INV-40)."""
    found: list[Refusal] = []
    amount, term = frame.info.amount, frame.info.term
    if not amount.min_fen <= terms.amount_fen <= amount.max_fen:
        found.append(
            AmountOutsideProduct(
                path=(TERMS, "amount"),
                minimum=grouped_yuan(amount.min_fen),
                maximum=grouped_yuan(amount.max_fen),
            )
        )
    if terms.amount_fen % amount.step_fen:
        found.append(AmountOffStep(path=(TERMS, "amount"), step=grouped_yuan(amount.step_fen)))
    if terms.amount_fen > frame.requested_fen:
        requested = grouped_yuan(frame.requested_fen)
        found.append(BeyondRequest(path=(TERMS, "amount"), requested=requested))
    if not term.min_months <= terms.term_months <= term.max_months:
        found.append(_term_outside("termMonths", term.min_months, term.max_months))
    longest = max(term.limit_max_months, term.max_months)
    if not terms.term_months <= terms.limit_term_months <= longest:
        found.append(_term_outside("limitTermMonths", terms.term_months, longest))
    if not terms.methods or not set(terms.methods) <= set(frame.info.methods):
        allowed = "、".join(method.value for method in frame.info.methods)
        found.append(MethodNotOffered(path=(TERMS, "methods"), allowed=allowed))
    found += check_price(frame.info.pricing, terms.spread_bp, frame.benchmark)
    return found


def _term_outside(field: str, minimum: int, maximum: int) -> Refusal:
    return TermOutsideProduct(path=(TERMS, field), minimum=minimum, maximum=maximum)


def is_within(single_max: Fen, total_max: Fen, *, amount: Fen, exposure: Fen) -> bool:
    """Tell whether a person may decide so much on top of what the customer owes (INV-39)."""
    return amount <= single_max and exposure + amount <= total_max


def valid_to(approved_on: date, days: int) -> date:
    """The last day on which a contract may be made from an approval."""
    return approved_on + timedelta(days=days)
