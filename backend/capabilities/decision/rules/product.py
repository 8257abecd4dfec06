"""What a decision needs to know of the product."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from backend.capabilities.product.rules import Library, ProductContent
from backend.kit.money import Fen, Rate, yuan


class CapacityMetric(StrEnum):
    """How repayment capacity is measured (偿债能力口径).

    Wages come monthly, harvests once a year: monthly debt service against monthly
    income, or a year's service against a year's income.
    """

    MONTHLY_DSR = "MONTHLY_DSR"
    ANNUAL_COVERAGE = "ANNUAL_COVERAGE"


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """The terms of a product version that bound a proposal.

    ``annual_service_factor``: which part of the principal falls due within a year.
    """

    amount_min_fen: Fen
    amount_max_fen: Fen
    term_months_min: int
    term_months_max: int
    proposal_step_fen: Fen
    base_spread_bps: int
    spread_bps_min: int
    spread_bps_max: int
    capacity_metric: CapacityMetric
    annual_service_factor: Decimal
    prohibited_purposes: frozenset[str] = frozenset()


def yuan_number(amount: Fen) -> Decimal:
    """Write fen for a decision graph: an exact decimal number of yuan."""
    return Decimal(yuan(amount))


def rate_with_spread(benchmark: Rate, spread_bps: int) -> Rate:
    """Add a spread in basis points to a benchmark rate."""
    return Rate(benchmark + Decimal(spread_bps) / 100)


def product_terms(content: ProductContent, library: Library) -> ProductTerms:
    """Read from a product version what bounds a proposal; prohibited groups name all below."""
    info = content.info
    purposes = library.dictionaries.get("purpose")
    items = purposes.items if purposes else ()
    prohibited = set(info.prohibited_purposes)
    return ProductTerms(
        amount_min_fen=info.amount.min_fen,
        amount_max_fen=info.amount.max_fen,
        term_months_min=info.term.min_months,
        term_months_max=info.term.max_months,
        proposal_step_fen=info.amount.proposal_step_fen,
        base_spread_bps=info.pricing.base_spread_bps,
        spread_bps_min=info.pricing.spread_min_bps,
        spread_bps_max=info.pricing.spread_max_bps,
        capacity_metric=CapacityMetric(info.capacity.metric.value),
        annual_service_factor=info.capacity.annual_service_factor,
        prohibited_purposes=frozenset(
            prohibited | {item.code for item in items if item.parent in prohibited}
        ),
    )
