"""What a person may agree to; pure."""

from collections.abc import Iterable
from enum import StrEnum


class ConsentKind(StrEnum):
    """个人信息同意事项"""

    PRIVACY = "PRIVACY"
    SENSITIVE_BIOMETRIC = "SENSITIVE_BIOMETRIC"
    LOCATION = "LOCATION"
    THIRD_PARTY_PROVIDE = "THIRD_PARTY_PROVIDE"
    MARKETING = "MARKETING"
    AUTOMATED_DECISION = "AUTOMATED_DECISION"


class ConsentChannel(StrEnum):
    """同意的取得方式"""

    PAD = "PAD"
    H5 = "H5"
    PAPER = "PAPER"


# PIPL 14, 23, 24, 29, 31: each of these needs an agreement of its own.
KIND_ZH = {
    ConsentKind.PRIVACY: "个人信息处理",
    ConsentKind.SENSITIVE_BIOMETRIC: "人脸等敏感信息处理",
    ConsentKind.LOCATION: "位置信息采集",
    ConsentKind.THIRD_PARTY_PROVIDE: "向第三方提供",
    ConsentKind.MARKETING: "营销联系",
    ConsentKind.AUTOMATED_DECISION: "自动化决策",
}


def missing_consents(
    given: Iterable[ConsentKind], wanted: Iterable[ConsentKind]
) -> list[ConsentKind]:
    """List what is wanted and not given, in the order wanted."""
    have = frozenset(given)
    return [kind for kind in wanted if kind not in have]
