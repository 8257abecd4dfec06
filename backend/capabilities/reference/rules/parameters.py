"""The parameters (系统参数) that a bank may set: their types, defaults and who must agree.

Money is yuan as decimal text, a rate is percent as decimal text.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from backend.capabilities.reference.errors import ParameterUnfit, ParameterUnknown
from backend.kit.refusal import Refusal
from backend.kit.transitions import Machine


class ParameterKind(StrEnum):
    """参数类型"""

    INTEGER = "INTEGER"
    MONEY = "MONEY"
    RATE = "RATE"
    DECIMAL = "DECIMAL"
    FLAG = "FLAG"


class ParameterStatus(StrEnum):
    """参数状态"""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    REFUSED = "REFUSED"


PARAMETER_MACHINE: Machine[ParameterStatus] = Machine(
    {
        (ParameterStatus.PROPOSED, "approve"): ParameterStatus.ACTIVE,
        (ParameterStatus.PROPOSED, "refuse"): ParameterStatus.REFUSED,
    }
)


@dataclass(frozen=True, slots=True)
class Known:
    """One parameter: its type, what holds until a bank sets it, and what it means."""

    kind: ParameterKind
    default: object
    description: str


_INT, _MONEY, _FLAG = ParameterKind.INTEGER, ParameterKind.MONEY, ParameterKind.FLAG
_DECIMAL_KIND = ParameterKind.DECIMAL

PARAMETERS: dict[str, Known] = {
    "bank.centreLatitude": Known(_DECIMAL_KIND, "30.100000", "受理区域中心的纬度"),
    "bank.centreLongitude": Known(_DECIMAL_KIND, "109.490000", "受理区域中心的经度"),
    "credit.reportReuseDays": Known(_INT, 30, "征信报告可复用天数"),
    "credit.queryNeedsApproval": Known(_FLAG, default=False, description="征信查询是否须审批"),
    "exposure.customerCap": Known(_MONEY, "5000000.00", "单一客户授信上限(元)"),
    "exposure.netCapital": Known(_MONEY, "1000000000.00", "资本净额(元),集中度按 10% 计算"),
    "investigation.samePlaceMeters": Known(_INT, 200, "双人调查签到最大间距(米)"),
    "investigation.sameTimeMinutes": Known(_INT, 120, "双人调查签到最大间隔(分钟)"),
    "investigation.addressMeters": Known(_INT, 3000, "签到地点与登记地址最大距离(米)"),
    "approval.reconsiderDays": Known(_INT, 30, "否决后可申请复议的天数"),
    "signing.linkHours": Known(_INT, 72, "签约链接有效小时数"),
    "signing.minReadSeconds": Known(_INT, 10, "融资成本明示最短阅读秒数"),
    "guarantee.incomeMultiple": Known(_INT, 2, "自然人保证能力:年净收入倍数"),
    "collateral.appraisalMonths": Known(_INT, 12, "押品评估有效月数"),
    "limit.expiryNoticeDays": Known(_INT, 30, "额度到期提醒提前天数"),
    "lead.firstContactHours": Known(_INT, 24, "线索首次联系时限(小时)"),
}
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)


def check_value(key: str, value: object) -> list[Refusal]:
    """List what is wrong with a value: an unknown parameter, or not of its type."""
    known = PARAMETERS.get(key)
    if known is None:
        return [ParameterUnknown(path=("key",), key=key)]
    fits = {
        _INT: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9,
        _FLAG: isinstance(value, bool),
    }.get(known.kind, isinstance(value, str) and _DECIMAL.fullmatch(value) is not None)
    return [] if fits else [ParameterUnfit(path=("value",), key=key, kind=known.kind.value)]
