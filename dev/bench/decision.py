"""Time the decisions: medians and the slowest percent, each over one run.

Run it as ``python -m dev.bench.decision``.
"""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter_ns

from backend.capabilities.decision.rules import (
    DecisionEngine,
    findings_of,
    read_strategy,
    take_snapshot,
)

ROUNDS = 2000
DECISIONS = Path(__file__).parents[1] / "demo" / "decisions"
KEYS = ("pre_assessment", "post_investigation", "disbursement")


def time_us(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Measure a piece of work: median and 99th percentile in microseconds."""
    taken = []
    for _ in range(rounds):
        start = perf_counter_ns()
        work()
        taken.append((perf_counter_ns() - start) / 1000)
    cuts = quantiles(taken, n=100)
    return cuts[49], cuts[98]


def report(name: str, work: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Print one line of the table."""
    median_us, slow_us = time_us(work, rounds)
    print(f"{name:42} {median_us:10.0f} us {slow_us:10.0f} us p99")


def main() -> None:
    """Time one evaluation with trace, its snapshot, and the publish gate of each strategy."""
    strategies = [read_strategy((DECISIONS / f"{key}.json").read_text("utf-8")) for key in KEYS]
    engine = DecisionEngine({strategy.key: strategy.graph for strategy in strategies})
    for strategy in strategies:
        key, case = strategy.key, strategy.cases[0].input
        size = len(json.dumps(engine.evaluate(key, case).trace))
        report(f"{key}: evaluate, trace {size} bytes", lambda: engine.evaluate(key, case))  # noqa: B023  # called at once
        report(f"{key}: snapshot", lambda: take_snapshot(case))  # noqa: B023  # called at once
        report(f"{key}: publish gate", lambda: findings_of(strategy), 20)  # noqa: B023  # called at once


if __name__ == "__main__":
    main()
