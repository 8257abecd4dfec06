"""The publish gate (发布检查): what the engine would swallow is refused here.

The engine takes a broken cell for "no match" and a broken graph for a valid one, so a
strategy that says nothing wrong may simply say nothing. Hence every cell is compiled,
every node must be reached, and every row must be hit by a test case.
"""

from backend.capabilities.decision.errors import StrategyNotPublishable
from backend.capabilities.decision.rules.gate.cases import check_cases
from backend.capabilities.decision.rules.gate.expressions import check_expressions
from backend.capabilities.decision.rules.gate.finding import Finding, FindingCode
from backend.capabilities.decision.rules.gate.input_schema import check_input_schema
from backend.capabilities.decision.rules.gate.structure import check_structure
from backend.capabilities.decision.rules.gate.tables import check_tables
from backend.capabilities.decision.rules.strategy import Strategy

__all__ = ["Finding", "FindingCode", "findings_of", "refuse_unpublishable"]


def findings_of(strategy: Strategy) -> tuple[Finding, ...]:
    """List all that keeps a strategy from being published; none means publishable.

    The test cases run only on a graph that is sound: a draft must not be able to hang
    the process.
    """
    found = check_structure(strategy.graph)
    if not found:
        found = [
            *check_input_schema(strategy.graph),
            *check_tables(strategy.graph),
            *check_expressions(strategy.graph),
        ]
    if not found:
        found = check_cases(strategy)
    return tuple(found)


def refuse_unpublishable(strategy: Strategy) -> None:
    """Refuse to publish a strategy that has findings.

    Raises:
        StrategyNotPublishable: carries all findings as text.
    """
    found = findings_of(strategy)
    if found:
        raise StrategyNotPublishable([finding.text for finding in found])
