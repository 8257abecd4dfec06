"""The loan calculator for everybody: no session, nothing stored, the engine of real schedules."""

from dataclasses import dataclass
from datetime import date

import strawberry

from backend.capabilities.calculator import rules
from backend.capabilities.calculator.rules import DueDayRule, FirstPeriodMode, RepaymentMethod
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.graphql import PUBLIC, Door, Payload
from backend.kit.money import Fen, Rate

door = Door()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPrincipal:
    """计划还本的一期"""

    no: int = about("第几期,从 1 开始")
    amount: Fen = about("还本金额(元)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanFee:
    """借款人承担的费用"""

    name: str = about("名称")
    collector: str = about("收取方")
    amount: Fen = about("金额(元)")
    paid_on: date | None = about("支付日期,空为放款日", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculateLoan:
    """贷款试算的要素"""

    amount: Fen = about("贷款金额(元)")
    annual_rate: Rate = about("年利率(%)")
    term_months: int = about("期限(月)")
    method: RepaymentMethod = about("还款方式")
    start_date: date = about("起息日")
    due_day_rule: DueDayRule = about("还款日规则", DueDayRule.SAME_DAY)
    due_day: int | None = about("固定还款日,1 到 28", None)
    step: int | None = about("每期月数", None)
    day_basis: int = about("计息基础天数,360 或 365", 360)
    first_mode: FirstPeriodMode = about("首期计息方式", FirstPeriodMode.STANDARD_PRINCIPAL)
    grace_months: int | None = about("宽限期(月)", None)
    amortisation_months: int | None = about("摊还期(月),气球贷用", None)
    principal_plan: list[PlannedPrincipal] | None = about("还本计划", None)
    fees: list[LoanFee] | None = about("费用", None)


@strawberry.type(description="还款计划的一期")
class Instalment:
    no: int = strawberry.field(description="期次")
    start_date: date = strawberry.field(description="起始日")
    due_date: date = strawberry.field(description="应还日")
    days: int = strawberry.field(description="天数")
    principal: Fen = strawberry.field(description="本金(元)")
    interest: Fen = strawberry.field(description="利息(元)")
    total: Fen = strawberry.field(description="合计(元)")
    balance: Fen = strawberry.field(description="剩余本金(元)")


@strawberry.type(description="试算结果")
class LoanCalculation:
    engine_version: str = strawberry.field(description="计算引擎版本")
    instalments: list[Instalment] = strawberry.field(description="还款计划")
    total_interest: Fen = strawberry.field(description="利息合计(元)")
    total_payment: Fen = strawberry.field(description="还款合计(元),不含费用")
    annual_cost_compound: Rate = strawberry.field(description="年化综合融资成本(复利,%)")
    annual_cost_simple: Rate = strawberry.field(description="年化综合融资成本(单利,%)")


@strawberry.type(description="贷款试算的回答")
class CalculateLoanPayload(Payload):
    calculation: LoanCalculation | None = strawberry.field(default=None, description="试算结果")


def terms_of(asked: CalculateLoan) -> rules.LoanTerms:
    """Turn what was asked into the engine's terms."""
    return rules.LoanTerms(
        amount=asked.amount,
        annual_rate=asked.annual_rate,
        term_months=asked.term_months,
        method=asked.method,
        start_date=asked.start_date,
        due_day_rule=asked.due_day_rule,
        due_day=asked.due_day,
        step=asked.step,
        day_basis=asked.day_basis,
        first_mode=asked.first_mode,
        grace_months=asked.grace_months,
        amortisation_months=asked.amortisation_months,
        principal_plan=tuple(
            rules.PlannedPrincipal(part.no, part.amount) for part in asked.principal_plan or ()
        ),
        fees=tuple(
            rules.Fee(fee.name, fee.collector, fee.amount, fee.paid_on) for fee in asked.fees or ()
        ),
    )


async def calculate_loan(actor: Actor, command: CalculateLoan) -> CalculateLoanPayload:
    """Calculate one loan.

    Raises:
        Refused: everything that is wrong with the input, at once.
    """
    _ = actor
    found = rules.calculate(terms_of(command))
    instalments = [
        Instalment(
            no=row.no,
            start_date=row.start_date,
            due_date=row.due_date,
            days=row.days,
            principal=row.principal,
            interest=row.interest,
            total=row.total,
            balance=row.balance,
        )
        for row in found.instalments
    ]
    return CalculateLoanPayload(
        calculation=LoanCalculation(
            engine_version=found.engine_version,
            instalments=instalments,
            total_interest=found.total_interest,
            total_payment=found.total_payment,
            annual_cost_compound=found.annual_cost_compound,
            annual_cost_simple=found.annual_cost_simple,
        )
    )


door.ask(calculate_loan, gives=CalculateLoanPayload, allow=PUBLIC, description="贷款试算,无需登录")
