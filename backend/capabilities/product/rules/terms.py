"""What a product says about a signed loan: how to sign, how to pay out, at what price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from backend.capabilities.product.errors import RateOutsideProduct, SpreadOutsideProduct
from backend.capabilities.product.rules.info import PaymentRule, PricingRule, SigningRule
from backend.kit.money import RATE_STEP, Fen, Rate, percent
from backend.kit.refusal import Refusal

BPS_PER_PERCENT = 100


class SigningMode(StrEnum):
    REMOTE_H5 = "REMOTE_H5"
    FACE_TO_FACE = "FACE_TO_FACE"


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment to one payee, made or asked for."""

    payee_account: str
    amount_fen: Fen
    paid_on: date


@dataclass(frozen=True, slots=True)
class OldSpread:
    """The spread of a renewed note and how far a new one may be from it."""

    spread_bps: int
    delta_bps: int


def signing_modes(rule: SigningRule, contract_amount_fen: Fen) -> tuple[SigningMode, ...]:
    """List the ways in which a contract may be signed (INV-51).

    Signing at a distance is for small loans, and never for housing, whose product
    sets the maximum to zero (Personal Loan Measures 2024).
    """
    if contract_amount_fen <= rule.remote_max_fen:
        return SigningMode.REMOTE_H5, SigningMode.FACE_TO_FACE
    return (SigningMode.FACE_TO_FACE,)


def needs_entrusted_payment(
    rule: PaymentRule, wanted: Sequence[Payment], earlier: Sequence[Payment]
) -> bool:
    """Tell whether the bank must pay the counterparty itself (INV-36).

    That is so above the threshold, where payments to the same payee within the
    window before are added up, lest a large sum be split (化整为零); or always.
    """
    if rule.always_entrusted or sum(one.amount_fen for one in wanted) > rule.entrusted_above_fen:
        return True
    return any(_summed(rule, one, [*wanted, *earlier]) > rule.entrusted_above_fen for one in wanted)


def _summed(rule: PaymentRule, one: Payment, payments: Sequence[Payment]) -> int:
    window = timedelta(days=rule.splitting_window_days)
    return sum(
        other.amount_fen
        for other in payments
        if other.payee_account == one.payee_account
        and one.paid_on - window <= other.paid_on <= one.paid_on
    )


def rate_of(benchmark_rate: Rate, spread_bps: int) -> Rate:
    """Add a spread to the benchmark: 3 % and 220 basis points are 5.2 %."""
    return Rate((benchmark_rate + Decimal(spread_bps) / BPS_PER_PERCENT).quantize(RATE_STEP))


def check_price(
    rule: PricingRule, spread_bps: int, benchmark_rate: Rate, old_spread: OldSpread | None = None
) -> list[Refusal]:
    """List what is wrong with a proposed spread and the rate it gives.

    A renewal stays within so many basis points of the old note's spread as well.
    """
    lowest, highest = rule.spread_min_bps, rule.spread_max_bps
    if old_spread is not None:
        lowest = max(lowest, old_spread.spread_bps - old_spread.delta_bps)
        highest = min(highest, old_spread.spread_bps + old_spread.delta_bps)
    refusals: list[Refusal] = []
    if not lowest <= spread_bps <= highest:
        refusals.append(SpreadOutsideProduct(path=("spreadBps",), minimum=lowest, maximum=highest))
    final = rate_of(benchmark_rate, spread_bps)
    if not rule.rate_floor <= final <= rule.rate_ceiling:
        floor, ceiling = percent(rule.rate_floor), percent(rule.rate_ceiling)
        refusals.append(
            RateOutsideProduct(
                path=("spreadBps",), rate=percent(final), minimum=floor, maximum=ceiling
            )
        )
    return refusals
