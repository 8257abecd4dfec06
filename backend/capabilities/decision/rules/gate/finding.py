"""One thing that keeps a strategy from being published, and where it is."""

from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    MALFORMED = "MALFORMED"
    TOO_LARGE = "TOO_LARGE"
    NODE_KIND = "NODE_KIND"
    INPUT_COUNT = "INPUT_COUNT"
    OUTPUT_COUNT = "OUTPUT_COUNT"
    DUPLICATE_ID = "DUPLICATE_ID"
    BROKEN_EDGE = "BROKEN_EDGE"
    CYCLE = "CYCLE"
    UNREACHABLE = "UNREACHABLE"
    DEAD_END = "DEAD_END"
    NO_INPUT_SCHEMA = "NO_INPUT_SCHEMA"
    BAD_INPUT_SCHEMA = "BAD_INPUT_SCHEMA"
    EMPTY_TABLE = "EMPTY_TABLE"
    HIT_POLICY = "HIT_POLICY"
    NO_CATCH_ALL = "NO_CATCH_ALL"
    ROW_AFTER_CATCH_ALL = "ROW_AFTER_CATCH_ALL"
    UNKNOWN_CELL = "UNKNOWN_CELL"
    MISSING_OUTPUT = "MISSING_OUTPUT"
    EMPTY_EXPRESSION = "EMPTY_EXPRESSION"
    BAD_EXPRESSION = "BAD_EXPRESSION"
    EXPRESSION_TOO_LONG = "EXPRESSION_TOO_LONG"
    RANGE = "RANGE"
    NO_CASES = "NO_CASES"
    CASE_FAILED = "CASE_FAILED"
    UNTESTED_ROW = "UNTESTED_ROW"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding (检查发现): the node and, in a table, the row it is about."""

    code: FindingCode
    message: str
    node_id: str = ""
    row_id: str = ""

    @property
    def text(self) -> str:
        """Say the finding with its place."""
        place = "/".join(part for part in (self.node_id, self.row_id) if part)
        return f"{place}: {self.message}" if place else self.message
