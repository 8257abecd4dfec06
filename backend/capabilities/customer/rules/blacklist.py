"""The list of those with whom the bank does not, or not lightly, do business."""

from collections.abc import Iterable
from enum import StrEnum


class BlacklistKind(StrEnum):
    """黑名单对象"""

    ID = "ID"
    PHONE = "PHONE"
    USCC = "USCC"
    ADDRESS = "ADDRESS"
    DEVICE = "DEVICE"


class BlacklistSource(StrEnum):
    """黑名单来源"""

    INTERNAL = "INTERNAL"
    COURT = "COURT"
    FRAUD = "FRAUD"
    UNION = "UNION"


class BlacklistLevel(StrEnum):
    """黑名单级别:禁止、提示"""

    BLOCK = "BLOCK"
    WARN = "WARN"


def worst(levels: Iterable[BlacklistLevel]) -> BlacklistLevel | None:
    """Name the heaviest level, if there is any."""
    found = set(levels)
    return next((level for level in BlacklistLevel if level in found), None)
