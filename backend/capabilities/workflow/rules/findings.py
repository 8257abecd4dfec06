"""What the publish gate finds, with the node it is about."""

from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    NO_START = "NO_START"
    MULTI_START = "MULTI_START"
    UNREACHABLE = "UNREACHABLE"
    DEAD_END = "DEAD_END"
    GATEWAY_NO_DEFAULT = "GATEWAY_NO_DEFAULT"
    JOIN_MISMATCH = "JOIN_MISMATCH"
    LOOP_WITHOUT_USER_TASK = "LOOP_WITHOUT_USER_TASK"
    NO_CANDIDATE = "NO_CANDIDATE"
    AUTHORITY_GAP = "AUTHORITY_GAP"
    SOD_IMPOSSIBLE = "SOD_IMPOSSIBLE"
    UNKNOWN_VARIABLE = "UNKNOWN_VARIABLE"
    TYPE_ERROR = "TYPE_ERROR"
    EXPRESSION_SYNTAX = "EXPRESSION_SYNTAX"
    OUTSIDE_PROFILE = "OUTSIDE_PROFILE"
    ATTRIBUTE_INVALID = "ATTRIBUTE_INVALID"
    DECISION_UNBOUND = "DECISION_UNBOUND"
    TOO_LARGE = "TOO_LARGE"
    LOCKED_NODE_REMOVED = "LOCKED_NODE_REMOVED"
    LOCKED_NODE_WEAKENED = "LOCKED_NODE_WEAKENED"
    SIGNATURES_LOWERED = "SIGNATURES_LOWERED"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why a route may not be published (校验问题)."""

    code: FindingCode
    node_id: str
    message: str
