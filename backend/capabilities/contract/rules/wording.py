"""How contracts write numbers, dates, rates and their own numbers."""

from datetime import date
from decimal import Decimal

from backend.capabilities.product.rules import Benchmark, CollateralKind

SIGNED_ON = "以电子签名记载的时间为准"
SCOPES = {
    "PRINCIPAL": "主债权本金",
    "PRINCIPAL_INTEREST": "主债权本金及利息、罚息、复利",
    "ALL": "主债权本金、利息、罚息、复利、违约金、损害赔偿金以及实现债权的费用",
}
BENCHMARK_ZH = {Benchmark.LPR_1Y: "一年期", Benchmark.LPR_5Y: "五年期以上"}

COLLATERAL_ZH = {
    CollateralKind.REAL_ESTATE: "不动产",
    CollateralKind.FOREST_RIGHT: "林权",
    CollateralKind.LAND_OPERATION_RIGHT: "土地经营权",
    CollateralKind.VEHICLE: "车辆",
    CollateralKind.MACHINERY: "机器设备",
    CollateralKind.INVENTORY: "存货",
    CollateralKind.BIO_ASSET: "活体畜禽等生物资产",
    CollateralKind.DEPOSIT: "存单",
    CollateralKind.RECEIVABLE: "应收账款",
    CollateralKind.OTHER: "其他财产",
}
# Rights are pledged, things are mortgaged (Civil Code 395, 440).
PLEDGED = frozenset({CollateralKind.DEPOSIT, CollateralKind.RECEIVABLE})


def guarantee_no(display_no: str, number: int) -> str:
    """Number the guarantee contracts below their principal contract, from 01."""
    return f"{display_no}-保{number + 1:02d}"


def security_no(display_no: str, number: int, *, is_pledge: bool) -> str:
    """Number the mortgage and pledge contracts below their principal contract."""
    return f"{display_no}-{'质' if is_pledge else '抵'}{number:02d}"


def display_no(bank_short: str, year: int, sequence: int) -> str:
    """Write a contract's display number; the sequence is gapless per bank and year."""
    return f"{bank_short}农商授字〔{year}〕第{sequence:06d}号"


def zh_date(day: date) -> str:
    """Write a date as contracts do."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def percent_text(value: Decimal) -> str:
    """Write a rate with at least two decimals and no needless zeros: 5.2 is "5.20"."""
    text = f"{value.quantize(Decimal('0.000001')):f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def raised(rate: Decimal, markup_pct: int) -> Decimal:
    """Raise a rate by so many percent of itself."""
    return rate * (100 + markup_pct) / 100


def spread_zh(basis_points: int) -> str:
    """Say how far the rate lies from its benchmark."""
    if basis_points == 0:
        return "不加减点"
    verb = "加" if basis_points > 0 else "减"
    return f"{verb} {abs(basis_points)} 个基点(1 个基点为 0.01 个百分点)"
