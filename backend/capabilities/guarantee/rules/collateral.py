"""What a collateral carries and when it may be relied on (INV-57)."""

from collections.abc import Iterable
from datetime import date

from backend.capabilities.guarantee.rules.words import CollateralStatus
from backend.capabilities.product.rules import CollateralKind, LoanToValue
from backend.kit.money import Fen

APPRAISAL_MONTHS = 12
DEFAULT_LTV_PCT = 50

# Rights that arise by registration only (Civil Code 402, 445); rights to land and forest
# are registered with real estate, and the bank lends on nothing less.
CONSTITUTIVE = frozenset(
    {
        CollateralKind.REAL_ESTATE,
        CollateralKind.FOREST_RIGHT,
        CollateralKind.LAND_OPERATION_RIGHT,
        CollateralKind.RECEIVABLE,
    }
)


def appraisal_expiry(appraised_on: date) -> date:
    """An appraisal is good for twelve months; this is its last day."""
    year, month = appraised_on.year + 1, appraised_on.month
    day = 28 if (month, appraised_on.day) == (2, 29) else appraised_on.day
    return date(year, month, day)


def ltv_cap(lines: Iterable[LoanToValue], kind: CollateralKind, use: str) -> int:
    """Find how many percent of the value the product lends; a line of the same use goes first."""
    fitting = [line for line in lines if line.collateral_kind is kind]
    for line in fitting:
        if line.use == use:
            return line.max_pct
    return min((line.max_pct for line in fitting), default=DEFAULT_LTV_PCT)


def carries(value_fen: Fen, ltv_pct: int, pledged_fen: Fen) -> Fen:
    """What a collateral can still carry beside what is pledged."""
    return Fen(max(0, value_fen * ltv_pct // 100 - pledged_fen))


def unmet_by(
    kind: CollateralKind, status: CollateralStatus, expires_on: date | None, today: date
) -> str:
    """Say in Chinese why a collateral cannot be relied on yet; empty when it can."""
    if status is CollateralStatus.RELEASED:
        return "押品已解除"
    if status in (CollateralStatus.DRAFT, CollateralStatus.APPRAISED):
        return "抵质押合同未签订"
    if kind in CONSTITUTIVE and status is not CollateralStatus.REGISTERED:
        return "押品未办妥登记"
    if expires_on is not None and today > expires_on:
        return f"押品评估已于 {expires_on} 到期,须重新评估"
    return ""
