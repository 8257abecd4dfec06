"""A rule that has been hit: what it is called, how grave, what it saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """BLOCK ends in a rejection, REFER in a person's judgement."""

    BLOCK = "BLOCK"
    REFER = "REFER"


@dataclass(frozen=True, slots=True)
class RuleHit:
    """One rule hit (命中规则), with the value seen and the threshold it met, as text."""

    rule_code: str
    severity: Severity
    message: str
    field: str
    value: str
    threshold: str


def read_hits(rows: Sequence[Mapping[str, Any]]) -> tuple[RuleHit, ...]:
    """Read the rows of a collecting table, in the order of their rule codes."""
    hits = [
        RuleHit(
            rule_code=row["ruleCode"],
            severity=Severity(row["severity"]),
            message=row["message"],
            field=row["field"],
            value=str(row["value"]),
            threshold=str(row["threshold"]),
        )
        for row in rows
    ]
    return tuple(sorted(hits, key=lambda hit: hit.rule_code))
