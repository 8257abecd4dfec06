"""The types that a field of a form may have: the house's own, so that no pattern is free.

Numbers with decimals travel as text: a JSON float would lose them.
"""

import re
from datetime import date
from types import MappingProxyType
from typing import Any

from jsonschema import FormatChecker

_POSITIVE = r"(?!0+(\.0{1,2})?$)"


def _text(title: str, length: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": length, "x-problem": title}


def _pattern(problem: str, pattern: str) -> dict[str, Any]:
    # In Python ``$`` also matches before a last line feed.
    whole = f"^{pattern}$(?!\\n)"
    return {"type": "string", "pattern": whole, "maxLength": 40, "x-problem": problem}


FIELD_TYPES: MappingProxyType[str, dict[str, Any]] = MappingProxyType(
    {
        "text": _text("应为 1 至 100 个字的文本", 100),
        "note": _text("应为 1 至 1000 个字的文本", 1_000),
        "name": _text("应为 1 至 50 个字的名称", 50),
        "money": _pattern("应为金额(元,最多两位小数)", r"[0-9]{1,11}(\.[0-9]{1,2})?"),
        "positiveMoney": _pattern(
            "应为大于零的金额(元,最多两位小数)", _POSITIVE + r"[0-9]{1,11}(\.[0-9]{1,2})?"
        ),
        "signedMoney": _pattern(
            "应为金额(元,可为负,最多两位小数)", r"-?[0-9]{1,11}(\.[0-9]{1,2})?"
        ),
        "quantity": _pattern("应为不超过三位小数的数量", r"[0-9]{1,9}(\.[0-9]{1,3})?"),
        "percent": _pattern(
            "应为 0 至 100 的百分比", r"(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)"
        ),
        "ratio": _pattern("应为最多六位小数的比例", r"-?[0-9]{1,6}(\.[0-9]{1,6})?"),
        "count": {
            "type": "integer",
            "minimum": 0,
            "maximum": 100_000,
            "x-problem": "应为 0 至 100000 的整数",
        },
        "rating": {"type": "integer", "minimum": 1, "maximum": 5, "x-problem": "应为 1 至 5 分"},
        "yesNo": {"type": "boolean", "x-problem": "应为是或否"},
        "date": {"type": "string", "format": "date", "x-problem": "应为日期(YYYY-MM-DD)"},
        "phone": _pattern("应为 11 位手机号", r"1[3-9][0-9]{9}"),
        "uscc": _pattern("应为 18 位统一社会信用代码", r"[0-9A-HJ-NPQRTUWXY]{18}"),
        "code": {"type": "string", "minLength": 1, "maxLength": 40, "x-problem": "请从列表中选择"},
        "reference": _pattern("应为有效的编号", r"[0-9A-Za-z-]{1,40}"),
    }
)

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    if isinstance(value, str):
        date.fromisoformat(value)
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) is not None
    return True
