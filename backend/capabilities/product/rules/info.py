"""What a product allows: amounts, terms, price, guarantee, people."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from backend.capabilities.calculator.rules import DueDayRule, RepaymentMethod
from backend.capabilities.product.rules.words import (
    Benchmark,
    CapacityMetric,
    Channel,
    CollateralKind,
    GuaranteeMode,
    LimitType,
    ProductCategory,
    RateType,
    RegionRule,
    RiskGrade,
)
from backend.kit.money import Fen, Rate


@dataclass(frozen=True, slots=True)
class AmountRule:
    """The amount of one application; the system's proposals are floored to a coarser step."""

    min_fen: Fen
    max_fen: Fen
    step_fen: Fen
    proposal_step_fen: Fen


@dataclass(frozen=True, slots=True)
class TermRule:
    """Months of one loan note, of the limit above it, and of a grace period."""

    min_months: int
    max_months: int
    limit_max_months: int
    grace_max_months: int = 0


@dataclass(frozen=True, slots=True)
class PricingRule:
    """Benchmark plus spread, in basis points, between a floor and a ceiling."""

    rate_type: RateType
    benchmark: Benchmark
    spread_min_bps: int
    spread_max_bps: int
    base_spread_bps: int
    rate_floor: Rate
    rate_ceiling: Rate
    penalty_markup_pct: int
    misuse_markup_pct: int
    subsidy_max_bps: int = 0


@dataclass(frozen=True, slots=True)
class AgeRule:
    """Full years: when applying, and on the day the loan matures."""

    min_years: int
    max_years: int
    at_maturity_max_years: int


@dataclass(frozen=True, slots=True)
class MethodLimit:
    """A repayment method that is for short loans only."""

    method: RepaymentMethod
    max_months: int


@dataclass(frozen=True, slots=True)
class GuaranteeNeed:
    """So many of one guarantee mode; a mortgage may name the kinds of collateral."""

    mode: GuaranteeMode
    min_count: int = 1
    collateral_kinds: tuple[CollateralKind, ...] = ()


@dataclass(frozen=True, slots=True)
class GuaranteeSet:
    """Needs that must all be met; a product offers several sets, any one suffices."""

    needs: tuple[GuaranteeNeed, ...]


@dataclass(frozen=True, slots=True)
class LoanToValue:
    """How much of a collateral's value may be lent; use tells a dwelling from a shop."""

    collateral_kind: CollateralKind
    use: str
    max_pct: int


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A joint-liability group (联保小组): its members guarantee one another."""

    min_members: int
    max_members: int


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """Renewal without repaying principal (无还本续贷): what the old note must be like."""

    max_days_to_maturity: int
    five_classes: tuple[str, ...]
    max_overdue_days_12m: int
    spread_delta_bps: int


@dataclass(frozen=True, slots=True)
class SigningRule:
    """Up to which amount signing and visiting may be done at a distance."""

    remote_max_fen: Fen
    onsite_waiver_max_fen: Fen
    min_investigators: int


@dataclass(frozen=True, slots=True)
class PaymentRule:
    """When the money must go to the counterparty instead of the borrower (受托支付)."""

    entrusted_above_fen: Fen
    splitting_window_days: int
    always_entrusted: bool = False
    payee_zh: str = ""


@dataclass(frozen=True, slots=True)
class CapacityRule:
    """How repayment capacity is measured; the factor estimates a year's service per yuan."""

    metric: CapacityMetric
    annual_service_factor: Decimal


@dataclass(frozen=True, slots=True)
class ProductInfo:
    """Product information (产品信息): everything an application is held against."""

    code: str
    name_zh: str
    name_en: str
    category: ProductCategory
    description_zh: str
    currency: str
    channels: tuple[Channel, ...]
    target_customers: tuple[str, ...]
    amount: AmountRule
    term: TermRule
    limit_type: LimitType
    pricing: PricingRule
    methods: tuple[RepaymentMethod, ...]
    due_day_rules: tuple[DueDayRule, ...]
    guarantee_sets: tuple[GuaranteeSet, ...]
    age: AgeRule
    region_rule: RegionRule
    purposes: tuple[str, ...]
    prohibited_purposes: tuple[str, ...]
    signing: SigningRule
    payment: PaymentRule
    capacity: CapacityRule
    authority_category: str
    approval_validity_days: int
    method_limits: tuple[MethodLimit, ...] = ()
    loan_to_value: tuple[LoanToValue, ...] = ()
    min_grade: RiskGrade | None = None
    group: GroupRule | None = None
    renewal: RenewalRule | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether one organisation offers the product, and its own parameters."""

    open: bool
    parameters: Mapping[str, str]
