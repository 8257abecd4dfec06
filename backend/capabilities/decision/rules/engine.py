"""The decision engine: a published graph, exact input, result and trace."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import zen

from backend.capabilities.decision.errors import (
    DecisionFailed,
    DecisionInputInvalid,
    StrategyUnknown,
)
from backend.capabilities.decision.rules.snapshot import Snapshot, take_snapshot

ERROR_LENGTH_MAX = 300

Graph = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run of a graph: what it saw, what it said, and node by node why."""

    strategy_key: str
    input: Snapshot
    result: dict[str, Any]
    trace: dict[str, Any]


class DecisionEngine:
    """Evaluates published decision graphs by key.

    A key names one version for ever ("pre_assessment@3"), for a case keeps the version it
    started with. Safe to share between requests; ``publish`` replaces the engine as a whole.
    """

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        """Compile the published graphs once."""
        self._graphs = dict(graphs)
        self._engine = _compiled(self._graphs)

    def publish(self, graphs: Mapping[str, Graph]) -> None:
        """Add versions; requests under way finish on the engine that they started with."""
        merged = {**self._graphs, **graphs}
        self._engine = _compiled(merged)
        self._graphs = merged

    def knows(self, key: str) -> bool:
        """Tell whether this version has been loaded."""
        return key in self._graphs

    def evaluate(self, key: str, context: Mapping[str, Any]) -> Evaluation:
        """Run a graph over a context of exact numbers and keep its trace.

        Raises:
            StrategyUnknown: no such version is loaded.
            DecisionInputInvalid: the context does not satisfy the graph's input schema.
            DecisionFailed: a node could not be computed.
        """
        if key not in self._graphs:
            raise StrategyUnknown(key)
        seen = take_snapshot(context)
        try:
            # JSON text keeps decimals exact; Python numbers would pass as binary floats.
            answer = self._engine.evaluate(key, seen.text, {"trace": True})
        except RuntimeError as error:
            raise self._refusal(key, str(error)) from None
        # The engine shares objects between result and trace: whoever changes the one
        # must not rewrite the other.
        return Evaluation(
            strategy_key=key,
            input=seen,
            result=copy.deepcopy(answer["result"]),
            trace=answer["trace"],
        )

    def _refusal(self, key: str, text: str) -> DecisionInputInvalid | DecisionFailed:
        node, problem = read_error(text)
        kinds = {item["id"]: item["type"] for item in self._graphs[key]["nodes"]}
        if kinds.get(node) == "inputNode":
            return DecisionInputInvalid(problem)
        return DecisionFailed(node, problem)


def _compiled(graphs: Mapping[str, Graph]) -> Any:
    options: Any = {"loader": {"type": "static", "content": dict(graphs)}}
    return zen.ZenEngine(options)


def read_error(text: str) -> tuple[str, str]:
    """Cut the engine's error to its node and cause; the rest is a native stack trace."""
    first = text.partition("\n")[0]
    try:
        report = json.loads(first)
    except ValueError:
        return "", first[:ERROR_LENGTH_MAX]
    cause = report.get("source") or report.get("type") or ""
    return str(report.get("nodeId", "")), str(cause)[:ERROR_LENGTH_MAX]
