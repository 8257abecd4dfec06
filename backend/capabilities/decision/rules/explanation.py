"""The words of a decision (决策说明): what a manager reads out to a customer."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from backend.capabilities.decision.rules.caps import CAP_ZH, Cap
from backend.capabilities.decision.rules.hits import RuleHit
from backend.capabilities.decision.rules.outcome import Grade, Score, Spread
from backend.capabilities.decision.rules.product import CapacityMetric
from backend.kit.money import Fen, grouped_yuan

METRIC_ZH = {
    CapacityMetric.MONTHLY_DSR: "月收入负债比",
    CapacityMetric.ANNUAL_COVERAGE: "年度偿债占净收入比",
}


def explain_score(score: Score, grade: Grade) -> str:
    """Tell the score factor by factor."""
    parts = "、".join(f"{factor.name} {factor.points}" for factor in score.factors)
    return f"综合评分 {score.total} 分({parts}),等级 {grade}"


def explain_amount(caps: Sequence[Cap], proposed: Fen, step: Fen) -> tuple[str, ...]:
    """Tell all ceilings, which one binds, and how the amount was rounded down."""
    listed = "、".join(f"{CAP_ZH[cap.name]} {grouped_yuan(cap.amount_fen)} 元" for cap in caps)
    binding = next(cap for cap in caps if cap.is_binding)
    chosen = (
        f"取最低的“{CAP_ZH[binding.name]}”{grouped_yuan(binding.amount_fen)} 元,"
        f"按 {grouped_yuan(step)} 元取整,建议金额 {grouped_yuan(proposed)} 元"
    )
    return f"额度测算:{listed}", chosen


def explain_spread(spread: Spread) -> str:
    """Tell what the spread is made of, and whether the product's range held it."""
    plain = spread.base_bps + spread.grade_bps + spread.guarantee_bps
    held = f",按产品范围调整为 {spread.bps} 基点" if plain != spread.bps else ""
    return (
        f"建议加点 {plain} 基点 = 产品基准 {spread.base_bps} + 等级 {spread.grade_bps:+d}"
        f" + 担保 {spread.guarantee_bps:+d}{held}"
    )


def explain_ratio(metric: CapacityMetric, ratio: Decimal) -> str:
    """Tell the ratio that the product counts, at the proposed amount."""
    return f"按建议金额测算,{METRIC_ZH[metric]} {percent_text(ratio)}"


def explain_hits(hits: Sequence[RuleHit], conclusion: str) -> tuple[str, ...]:
    """Tell the rules that were hit, then the conclusion."""
    return (*(f"{hit.rule_code} {hit.message}" for hit in hits), conclusion)


def percent_text(ratio: Decimal) -> str:
    """Write a ratio as a percentage with two decimals."""
    return f"{(ratio * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
