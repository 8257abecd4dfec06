"""A strategy (决策策略) as a file: the graph that people edit, and the cases it must pass."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.capabilities.decision.errors import StrategyUnreadable


@dataclass(frozen=True, slots=True)
class StrategyCase:
    """One attached test case (测试用例): an input and what the result must contain."""

    name: str
    input: Mapping[str, Any]
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Strategy:
    """One version of a strategy, as it is edited, checked and published."""

    key: str
    name: str
    graph: Mapping[str, Any]
    cases: tuple[StrategyCase, ...]


def read_strategy(text: str) -> Strategy:
    """Read a strategy file.

    It has a ``base`` input, and each case names only in what it differs (``patch``).

    Raises:
        StrategyUnreadable: not JSON, or a part is missing.
    """
    try:
        graph = json.loads(text)["graph"]
        # The cases are exact numbers; the graph itself holds expressions as text.
        data = json.loads(text, parse_float=Decimal)
        base = data["base"]
        cases = tuple(
            StrategyCase(case["name"], patched(base, case["patch"]), case["expect"])
            for case in data["cases"]
        )
        return Strategy(key=data["key"], name=data["name"], graph=graph, cases=cases)
    except KeyError as missing:
        raise StrategyUnreadable(f"缺少 {missing.args[0]}") from missing
    except (ValueError, TypeError) as broken:
        raise StrategyUnreadable("不是有效的策略文件") from broken


def patched(base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a patch over an input, object by object."""
    merged = dict(base)
    for name, value in patch.items():
        before = merged.get(name)
        both = isinstance(value, Mapping) and isinstance(before, Mapping)
        merged[name] = patched(before, value) if both else value  # type: ignore[arg-type]  # both says so
    return merged
