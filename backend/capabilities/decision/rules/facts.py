"""What the investigation (贷款调查) hands to the decision: locked facts, nothing derived."""

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any

from backend.capabilities.credit_authorization.rules import BureauIndicators
from backend.capabilities.decision.rules.capacity import Income
from backend.capabilities.decision.rules.caps import NOTHING, Collateral, Guarantor
from backend.capabilities.decision.rules.hits import RuleHit, Severity
from backend.capabilities.decision.rules.product import ProductTerms, yuan_number
from backend.kit.money import Fen, Rate


class GuaranteeMode(StrEnum):
    """How a loan is secured (担保方式)."""

    CREDIT = "CREDIT"
    NATURAL_PERSON = "NATURAL_PERSON"
    COMPANY = "COMPANY"
    GUARANTEE_COMPANY = "GUARANTEE_COMPANY"
    MORTGAGE = "MORTGAGE"
    PLEDGE = "PLEDGE"


SURETIES = {
    GuaranteeMode.NATURAL_PERSON,
    GuaranteeMode.COMPANY,
    GuaranteeMode.GUARANTEE_COMPANY,
}
# Strongest first: of several securities the score counts the best one.
STRENGTH = (
    GuaranteeMode.MORTGAGE,
    GuaranteeMode.PLEDGE,
    GuaranteeMode.GUARANTEE_COMPANY,
    GuaranteeMode.COMPANY,
    GuaranteeMode.NATURAL_PERSON,
    GuaranteeMode.CREDIT,
)


@dataclass(frozen=True, slots=True)
class SoftInfo:
    """What neighbours say (软信息): ratings of 1 to 5, and habits that frighten lenders."""

    ratings: tuple[int, ...]
    gambling: bool = False
    drinking: bool = False
    dispute: bool = False

    @property
    def flags(self) -> int:
        """Count the warning flags."""
        return self.gambling + self.drinking + self.dispute

    @property
    def average(self) -> Decimal:
        """Average the ratings; nobody asked is a zero."""
        if not self.ratings:
            return Decimal(0)
        mean = Decimal(sum(self.ratings)) / len(self.ratings)
        return mean.quantize(Decimal("0.000001"), ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class InvestigationFacts:
    """The locked section data of one investigation, as the strategy needs it (INV-24).

    ``company_guarantee_fen`` is what firms and guarantee companies may still guarantee.
    """

    amount_fen: Fen
    term_months: int
    product: ProductTerms
    benchmark_rate: Rate
    income: Income
    bureau: BureauIndicators
    local_years: int
    business_years: int
    debt_ratio: Decimal
    soft_info: SoftInfo
    guarantee_modes: frozenset[GuaranteeMode]
    guarantors: tuple[Guarantor, ...] = ()
    company_guarantee_fen: Fen = NOTHING
    collateral: tuple[Collateral, ...] = ()
    pre_assessment_hits: tuple[RuleHit, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def strongest_guarantee(self) -> GuaranteeMode:
        """Give the security that the score counts."""
        return next((m for m in STRENGTH if m in self.guarantee_modes), GuaranteeMode.CREDIT)


def context_of_facts(facts: InvestigationFacts, ratio_at_requested: Decimal) -> dict[str, Any]:
    """Lay out the facts as the strategy's input schema names them; money in yuan."""
    hits = facts.pre_assessment_hits
    return {
        "bureau": {
            "overdueMonthsMax": facts.bureau.overdue_months_24_max,
            "overdueMonthsTotal": facts.bureau.overdue_months_24_total,
            "queries3m": facts.bureau.queries_3m,
        },
        "capacity": {
            "metric": facts.product.capacity_metric,
            "atRequested": ratio_at_requested,
        },
        "stability": {"localYears": facts.local_years, "businessYears": facts.business_years},
        "debtRatio": facts.debt_ratio,
        "softInfo": {"average": facts.soft_info.average, "flags": facts.soft_info.flags},
        "guarantee": {"mode": facts.strongest_guarantee},
        "pricing": {
            "baseSpreadBp": facts.product.base_spread_bps,
            "spreadMinBp": facts.product.spread_bps_min,
            "spreadMaxBp": facts.product.spread_bps_max,
        },
        "preAssessment": {
            "blockHits": sum(hit.severity is Severity.BLOCK for hit in hits),
            "referHits": sum(hit.severity is Severity.REFER for hit in hits),
        },
        "product": {"amountMin": yuan_number(facts.product.amount_min_fen)},
        "proposal": {"measured": False, "amount": 0, "ratio": 0},
        "parameters": facts.parameters,
    }
