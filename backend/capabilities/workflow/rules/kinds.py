"""What kinds of task a route makes."""

from enum import StrEnum


class TaskKind(StrEnum):
    """任务种类"""

    USER = "USER"
    COUNTERSIGN = "COUNTERSIGN"
    VOTE = "VOTE"
    ADD_SIGN = "ADD_SIGN"
