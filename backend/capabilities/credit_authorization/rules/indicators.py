"""What a bureau report (征信报告) says, as numbers that rules can compare."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from backend.capabilities.credit_authorization.errors import IndicatorsUnreadable
from backend.kit.money import Fen, fen, yuan

MONTHS_BACK = 24
NOTHING = Fen(0)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class PublicRecords:
    """Counts of public records (公共记录)."""

    court_exec: int = 0
    tax_arrears: int = 0
    admin_penalty: int = 0


@dataclass(frozen=True, slots=True)
class BureauIndicators:
    """Typed bureau indicators (征信指标) of one person or firm.

    Overdue months look back 24 months: ``max`` is the longest run, ``total`` the sum.
    ``five_class_abnormal`` means substandard, doubtful or loss; ``no_record`` is 白户.
    """

    current_overdue_fen: Fen = NOTHING
    current_overdue_accounts: int = 0
    overdue_months_24_max: int = 0
    overdue_months_24_total: int = 0
    five_class_abnormal: bool = False
    bad_debt: bool = False
    open_loan_accounts: int = 0
    open_loan_institutions: int = 0
    loan_balance_fen: Fen = NOTHING
    monthly_debt_service_fen: Fen = NOTHING
    credit_card_limit_fen: Fen = NOTHING
    credit_card_used_6m_avg_fen: Fen = NOTHING
    queries_1m: int = 0
    queries_3m: int = 0
    queries_6m: int = 0
    guaranteed_balance_fen: Fen = NOTHING
    guaranteed_abnormal: bool = False
    housing_loans: int = 0
    first_credit_month: str | None = None
    public_records: PublicRecords = PublicRecords()
    no_record: bool = False


def _amount(value: object) -> Fen:
    amount = fen(value) if isinstance(value, str) else Fen(-1)
    return Fen(_count(amount))


def _count(value: object) -> int:
    # True is an int to Python and a lie as a count.
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError(value)
    return value


def _month(value: object) -> str | None:
    if value is not None and not (isinstance(value, str) and _MONTH.fullmatch(value)):
        raise ValueError(value)
    return value


class Field(NamedTuple):
    """Where an indicator stands in the JSON, how it is read and written."""

    path: str
    read: Callable[[object], Any]
    write: Callable[[Any], object] = lambda value: value


_FIELDS = {
    "current_overdue_fen": Field("currentOverdueAmount", _amount, yuan),
    "current_overdue_accounts": Field("currentOverdueAccounts", _count),
    "overdue_months_24_max": Field("overdueMonths24.max", _count),
    "overdue_months_24_total": Field("overdueMonths24.total", _count),
    "five_class_abnormal": Field("fiveClassAbnormal", _flag),
    "bad_debt": Field("badDebtFlag", _flag),
    "open_loan_accounts": Field("openLoanAccounts", _count),
    "open_loan_institutions": Field("openLoanInstitutions", _count),
    "loan_balance_fen": Field("loanBalance", _amount, yuan),
    "monthly_debt_service_fen": Field("monthlyDebtService", _amount, yuan),
    "credit_card_limit_fen": Field("creditCardLimit", _amount, yuan),
    "credit_card_used_6m_avg_fen": Field("creditCardUsed6mAvg", _amount, yuan),
    "queries_1m": Field("queriesLoanApproval1m", _count),
    "queries_3m": Field("queriesLoanApproval3m", _count),
    "queries_6m": Field("queriesLoanApproval6m", _count),
    "guaranteed_balance_fen": Field("guaranteedBalanceForOthers", _amount, yuan),
    "guaranteed_abnormal": Field("guaranteedAbnormal", _flag),
    "housing_loans": Field("housingLoanCount", _count),
    "first_credit_month": Field("firstCreditMonth", _month),
    "no_record": Field("noRecord", _flag),
}
_PUBLIC = {
    "court_exec": Field("publicRecords.courtExec", _count),
    "tax_arrears": Field("publicRecords.taxArrears", _count),
    "admin_penalty": Field("publicRecords.adminPenalty", _count),
}


def read_indicators(text: str) -> BureauIndicators:
    """Read indicators from JSON text; amounts are yuan as decimal text.

    A missing indicator is not a good one: nothing is filled in.

    Raises:
        IndicatorsUnreadable: all that is missing, unknown, of a wrong type, or contradictory.
    """
    flat = _flatten(_parse(text))
    problems = [f"{path} 未知" for path in flat if path not in _known_paths()]
    own = _read(_FIELDS, flat, problems)
    public = _read(_PUBLIC, flat, problems)
    if problems:
        raise IndicatorsUnreadable(problems)
    indicators = BureauIndicators(public_records=PublicRecords(**public), **own)
    _refuse_contradictions(indicators)
    return indicators


def write_indicators(indicators: BureauIndicators) -> str:
    """Write indicators as the JSON text that ``read_indicators`` reads."""
    tree: dict[str, Any] = {}
    for source, fields in ((indicators, _FIELDS), (indicators.public_records, _PUBLIC)):
        for name, field in fields.items():
            head, _, tail = field.path.partition(".")
            value = field.write(getattr(source, name))
            if tail:
                tree.setdefault(head, {})[tail] = value
            else:
                tree[head] = value
    return json.dumps(tree, ensure_ascii=False)


def _parse(text: str) -> Mapping[str, object]:
    try:
        tree = json.loads(text)
    except ValueError as broken:
        raise IndicatorsUnreadable(["不是 JSON"]) from broken
    if not isinstance(tree, dict):
        raise IndicatorsUnreadable(["不是 JSON 对象"])
    return tree


def _flatten(tree: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": leaf for inner, leaf in value.items()}
        else:
            flat[name] = value
    return flat


def _known_paths() -> set[str]:
    return {field.path for field in (*_FIELDS.values(), *_PUBLIC.values())}


def _read(
    fields: Mapping[str, Field], flat: Mapping[str, object], problems: list[str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if field.path not in flat:
            problems.append(f"{field.path} 缺失")
            continue
        try:
            values[name] = field.read(flat[field.path])
        except ValueError:
            problems.append(f"{field.path} 格式不正确")
    return values


def _refuse_contradictions(indicators: BureauIndicators) -> None:
    problems = []
    if not (indicators.overdue_months_24_max <= indicators.overdue_months_24_total <= MONTHS_BACK):
        problems.append("overdueMonths24 的最长与累计互相矛盾")
    if not indicators.queries_1m <= indicators.queries_3m <= indicators.queries_6m:
        problems.append("查询次数随期间变长而变少")
    if indicators.no_record and indicators.open_loan_accounts:
        problems.append("无信贷记录却有未结清贷款")
    if problems:
        raise IndicatorsUnreadable(problems)
