"""Time the calculator: medians of one run and their ratios.

Run it as ``python -m dev.bench.calculator``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median
from time import process_time_ns

from backend.capabilities.calculator.rules import (
    DueDayRule,
    Fee,
    LoanTerms,
    RepaymentMethod,
    build_schedule,
    calculate,
    check_terms,
    disclose_cost,
    schedule_sha256,
)
from backend.kit.money import Fen, Rate
from backend.kit.refusal import Refused

ROUNDS = 50
YEAR = LoanTerms(
    amount=Fen(100_000_000),
    annual_rate=Rate(Decimal("5.2")),
    term_months=12,
    method=RepaymentMethod.EPI,
    start_date=date(2026, 3, 15),
)
DECADES = replace(YEAR, term_months=360)
ODD_DAYS = replace(DECADES, due_day_rule=DueDayRule.FIXED_DAY, due_day=21)
FEES = tuple(Fee(f"费用{number}", "示例机构", Fen(10_000)) for number in range(5))
ABSURD = replace(YEAR, term_months=100_000, amount=Fen(10**15), step=0)


def median_ms(work: Callable[[], object]) -> float:
    """Measure CPU time, so that neighbours on the machine count less."""
    work()
    times = []
    for _ in range(ROUNDS):
        before = process_time_ns()
        work()
        times.append(process_time_ns() - before)
    return median(times) / 1e6


def refuse() -> None:
    """Meet nonsense with an answer."""
    try:
        check_terms(ABSURD)
    except Refused:
        return
    raise AssertionError


def main() -> None:
    """Print one line per case: milliseconds of CPU and the ratio to the shortest loan."""
    rows, priced = build_schedule(DECADES), calculate(replace(ODD_DAYS, fees=FEES))
    cases: dict[str, Callable[[], object]] = {
        "calculate, 12 rows": lambda: calculate(YEAR),
        "calculate, 360 rows, level periods": lambda: calculate(DECADES),
        "calculate, 360 rows, odd days": lambda: calculate(ODD_DAYS),
        "schedule alone, 360 rows": lambda: build_schedule(DECADES),
        "disclosure of 5 fees, 360 rows": lambda: disclose_cost(priced, lender="示例银行"),
        "hash, 360 rows": lambda: schedule_sha256(rows),
        "refuse nonsense": refuse,
    }
    times = {name: median_ms(work) for name, work in cases.items()}
    shortest = times["calculate, 12 rows"]
    for name, taken in times.items():
        print(f"{name:<36} {taken:9.3f} ms {taken / shortest:7.2f} x")


if __name__ == "__main__":
    main()
