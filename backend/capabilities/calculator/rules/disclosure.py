"""The cost disclosure (综合融资成本明示): every item, who charges it, what it adds per year."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.kit.money import Fen, Rate

from .calculation import LoanCalculation
from .cost import AnnualCost, annual_cost
from .overdue import MISUSE_MARKUP, PENALTY_MARKUP, penalty_rate
from .terms import METHOD_NAMES_ZH, Fee, LoanTerms

MIN_READ_SECONDS_DEFAULT = 10
NOTHING_ELSE_ZH = "除上述已明示的息费外,不再收取其他与贷款相关的息费"


class DefaultCase(StrEnum):
    """What a borrower pays only when the contract is broken (违约情形)."""

    PENALTY = "PENALTY"
    MISUSE = "MISUSE"
    COMPOUND_INTEREST = "COMPOUND_INTEREST"
    LITIGATION = "LITIGATION"


@dataclass(frozen=True, slots=True)
class CostItem:
    """One cost of a loan that is kept as agreed (息费项目).

    ``annual_contribution`` in points: for a fee, the cost with it less the cost without it;
    for interest, the cost of the loan without any fee.
    """

    name: str
    collector: str
    charging_zh: str
    amount: Fen
    annual_contribution: Rate


@dataclass(frozen=True, slots=True)
class DefaultCaseItem:
    """One cost of a broken contract; ``annual_rate`` in percent where there is one."""

    case: DefaultCase
    name: str
    annual_rate: Rate | None
    statement_zh: str


@dataclass(frozen=True, slots=True)
class CostDisclosure:
    """All that a borrower must read before signing (综合融资成本明示表)."""

    engine_version: str
    principal: Fen
    term_months: int
    items: tuple[CostItem, ...]
    total_cost: Fen
    annual_cost: AnnualCost
    default_case: tuple[DefaultCaseItem, ...]
    statement_zh: str
    min_read_seconds: int


def disclose_cost(
    calculation: LoanCalculation,
    *,
    lender: str,
    penalty_markup: Rate = PENALTY_MARKUP,
    misuse_markup: Rate = MISUSE_MARKUP,
    min_read_seconds: int = MIN_READ_SECONDS_DEFAULT,
) -> CostDisclosure:
    """Itemise the all-in cost of a loan and what breaking its contract would cost.

    Source: 个人贷款业务明示综合融资成本规定(金规〔2026〕2号); 中国人民银行公告〔2021〕第3号.

    Raises:
        AnnualCostUndefined: the fees eat the loan.
    """
    terms = calculation.terms
    fees = [_fee_item(calculation, number) for number in range(len(terms.fees))]
    items = (_interest_item(calculation, lender), *fees)
    return CostDisclosure(
        engine_version=calculation.engine_version,
        principal=terms.amount,
        term_months=terms.term_months,
        items=items,
        total_cost=Fen(sum(item.amount for item in items)),
        annual_cost=calculation.annual_cost,
        default_case=default_case_items(terms, penalty_markup, misuse_markup),
        statement_zh=NOTHING_ELSE_ZH,
        min_read_seconds=min_read_seconds,
    )


def default_case_items(
    terms: LoanTerms, penalty_markup: Rate, misuse_markup: Rate
) -> tuple[DefaultCaseItem, ...]:
    """List what is charged in case of default only.

    Source: 银发〔2003〕251号.
    """
    penalty = penalty_rate(terms.annual_rate, penalty_markup)
    misuse = penalty_rate(terms.annual_rate, misuse_markup)
    raised = f"按合同利率加收{penalty_markup.normalize():f}%"
    misused = f"按合同利率加收{misuse_markup.normalize():f}%"
    return (
        DefaultCaseItem(DefaultCase.PENALTY, "逾期罚息", penalty, f"对逾期本金{raised}按日计收"),
        DefaultCaseItem(DefaultCase.MISUSE, "挪用罚息", misuse, f"对挪用本金{misused}按日计收"),
        DefaultCaseItem(
            DefaultCase.COMPOUND_INTEREST, "复利", penalty, "对不能按时支付的利息按罚息利率计收"
        ),
        DefaultCaseItem(
            DefaultCase.LITIGATION,
            "实现债权的费用",
            None,
            "因违约发生诉讼或仲裁的,诉讼费、律师费等按法律规定和合同约定承担",
        ),
    )


def _interest_item(calculation: LoanCalculation, lender: str) -> CostItem:
    terms = calculation.terms
    return CostItem(
        name="贷款利息",
        collector=lender,
        charging_zh=METHOD_NAMES_ZH[terms.method],
        amount=calculation.total_interest,
        annual_contribution=_compound(calculation, ()),
    )


def _fee_item(calculation: LoanCalculation, number: int) -> CostItem:
    fees = calculation.terms.fees
    fee = fees[number]
    rest = _compound(calculation, fees[:number] + fees[number + 1 :])
    return CostItem(
        name=fee.name,
        collector=fee.collector,
        charging_zh=_charging(fee),
        amount=fee.amount,
        annual_contribution=Rate(calculation.annual_cost.compound - rest),
    )


def _compound(calculation: LoanCalculation, fees: Sequence[Fee]) -> Rate:
    # On the basis of the whole: a fee between two due dates must not change it for the others.
    rows, basis = calculation.instalments, calculation.annual_cost.basis
    return annual_cost(calculation.terms, rows, fees, basis).compound


def _charging(fee: Fee) -> str:
    return f"{fee.paid_on.isoformat()}一次性收取" if fee.paid_on else "放款时一次性收取"
