"""How much debt an income carries: two ratios, and the principal that each allows."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal, localcontext

from backend.capabilities.calculator.rules import level_payment
from backend.capabilities.decision.rules.product import CapacityMetric, ProductTerms
from backend.kit.money import Fen, Rate

MONTHS_OF_YEAR = 12
RATIO_STEP = Decimal("0.000001")
# Without income any debt is too much; the graphs need a number to compare.
RATIO_MAX = Decimal("999.999999")


@dataclass(frozen=True, slots=True)
class Income:
    """What a household earns and already owes in a year."""

    net_annual_fen: Fen
    existing_annual_service_fen: Fen


def debt_service_ratio(income: Income, instalment_fen: Fen) -> Decimal:
    """Divide monthly debt service by monthly net income (DSR)."""
    yearly = income.existing_annual_service_fen + instalment_fen * MONTHS_OF_YEAR
    return _ratio(Decimal(yearly), income)


def annual_coverage(income: Income, service_12m_fen: Fen | Decimal) -> Decimal:
    """Divide what falls due in the next twelve months by annual net income."""
    return _ratio(income.existing_annual_service_fen + Decimal(service_12m_fen), income)


def _ratio(burden: Decimal, income: Income) -> Decimal:
    if income.net_annual_fen <= 0:
        return RATIO_MAX
    # Rounded up: six decimals must never carry a ratio down onto a threshold.
    ratio = (burden / income.net_annual_fen).quantize(RATIO_STEP, ROUND_UP)
    return min(ratio, RATIO_MAX)


@dataclass(frozen=True, slots=True)
class Burden:
    """Both ratios of one loan amount; the product says which of them counts."""

    dsr: Decimal
    coverage: Decimal

    def by(self, metric: CapacityMetric) -> Decimal:
        """Give the ratio that the product counts."""
        return self.dsr if metric is CapacityMetric.MONTHLY_DSR else self.coverage


def burden_of(
    income: Income, product: ProductTerms, amount: Fen, months: int, annual_rate: Rate
) -> Burden:
    """Measure a loan that does not exist yet.

    Its monthly service is the level instalment; its service of a year is the product's
    share of the principal.
    """
    instalment = level_payment(amount, annual_rate, 1, months) if amount else Fen(0)
    return Burden(
        dsr=debt_service_ratio(income, instalment),
        coverage=annual_coverage(income, amount * product.annual_service_factor),
    )


def principal_of_instalment(instalment: Fen, annual_rate: Rate, months: int) -> Fen:
    """Find the principal that a level instalment repays: A ((1+i)^n - 1) / (i (1+i)^n)."""
    with localcontext() as exact:
        exact.prec = 60
        monthly = annual_rate / 100 / MONTHS_OF_YEAR
        if monthly == 0:
            return Fen(instalment * months)
        grown = (1 + monthly) ** months
        principal = instalment * (grown - 1) / (monthly * grown)
        return Fen(int(principal.to_integral_value(ROUND_HALF_UP)))


def affordable_principal(
    income: Income, product: ProductTerms, target: Decimal, months: int, annual_rate: Rate
) -> Fen:
    """Find the principal at which the product's ratio just meets the target; at least 0."""
    budget = target * income.net_annual_fen - income.existing_annual_service_fen
    if budget <= 0:
        return Fen(0)
    if product.capacity_metric is CapacityMetric.ANNUAL_COVERAGE:
        return half_up(budget / product.annual_service_factor)
    instalment = Fen(int(budget / MONTHS_OF_YEAR))
    return principal_of_instalment(instalment, annual_rate, months)


def half_up(value: Decimal) -> Fen:
    """Round to the nearest fen, half up."""
    return Fen(int(value.to_integral_value(ROUND_HALF_UP)))
