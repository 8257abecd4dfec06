"""What the bureau knows: a clean file, and how each scenario differs from it."""

from enum import StrEnum
from typing import Any

CLEAN: dict[str, Any] = {
    "currentOverdueAmount": "0.00",
    "currentOverdueAccounts": 0,
    "overdueMonths24": {"max": 0, "total": 0},
    "fiveClassAbnormal": False,
    "badDebtFlag": False,
    "openLoanAccounts": 0,
    "openLoanInstitutions": 0,
    "loanBalance": "0.00",
    "monthlyDebtService": "0.00",
    "creditCardLimit": "10000.00",
    "creditCardUsed6mAvg": "1200.00",
    "queriesLoanApproval1m": 0,
    "queriesLoanApproval3m": 0,
    "queriesLoanApproval6m": 1,
    "guaranteedBalanceForOthers": "0.00",
    "guaranteedAbnormal": False,
    "housingLoanCount": 0,
    "firstCreditMonth": "2016-08",
    "publicRecords": {"courtExec": 0, "taxArrears": 0, "adminPenalty": 0},
    "noRecord": False,
}
ONE_LOAN = {
    "openLoanAccounts": 1,
    "openLoanInstitutions": 1,
    "loanBalance": "18000.00",
    "monthlyDebtService": "800.00",
}


class Scenario(StrEnum):
    # what the file says
    CLEAN = "clean"
    NO_RECORD = "no_record"  # 白户
    CURRENT_OVERDUE = "current_overdue"
    THREE_AND_SIX = "three_and_six"  # 连三累六
    MANY_QUERIES = "many_queries"
    ONE_OVERDUE_MONTH = "one_overdue_month"
    GUARANTOR = "guarantor"  # guarantees 20,000 for others
    # how the bureau behaves
    TIMEOUT_SUCCESS = "timeout_success"  # charged and found on enquiry, never answered
    TIMEOUT_FAIL = "timeout_fail"  # never answered, not charged
    ERROR_AFTER_CHARGE = "error_after_charge"
    LATE = "late"  # PENDING first, found on enquiry after a while
    REFUSE = "refuse"
    UNAVAILABLE = "unavailable"


DIFFERENCES: dict[Scenario, dict[str, Any]] = {
    Scenario.NO_RECORD: {
        "creditCardLimit": "0.00",
        "creditCardUsed6mAvg": "0.00",
        "queriesLoanApproval6m": 0,
        "firstCreditMonth": None,
        "noRecord": True,
    },
    Scenario.CURRENT_OVERDUE: {
        **ONE_LOAN,
        "currentOverdueAmount": "3200.00",
        "currentOverdueAccounts": 1,
        "overdueMonths24": {"max": 2, "total": 2},
    },
    Scenario.THREE_AND_SIX: {**ONE_LOAN, "overdueMonths24": {"max": 3, "total": 6}},
    Scenario.MANY_QUERIES: {
        "queriesLoanApproval1m": 3,
        "queriesLoanApproval3m": 8,
        "queriesLoanApproval6m": 11,
    },
    Scenario.ONE_OVERDUE_MONTH: {
        **ONE_LOAN,
        "overdueMonths24": {"max": 1, "total": 1},
        "queriesLoanApproval1m": 1,
        "queriesLoanApproval3m": 2,
        "queriesLoanApproval6m": 2,
    },
    Scenario.GUARANTOR: {"guaranteedBalanceForOthers": "20000.00"},
}

# The fictional people of the demonstration; everybody else has a clean file.
PEOPLE = {
    "429999198503129919": Scenario.ONE_OVERDUE_MONTH,  # 张丰收
    "429999198706209927": Scenario.CLEAN,  # 李谷雨
    "429999197908089930": Scenario.GUARANTOR,  # 王立秋
    "429999199003059971": Scenario.CURRENT_OVERDUE,  # 赵惊蛰
    "429999199209089965": Scenario.MANY_QUERIES,  # 周白露
}


def indicators_of(id_no: str, scenario: Scenario | None) -> dict[str, Any]:
    """Say what the file holds; a scenario about behaviour leaves the person's own file."""
    chosen = scenario if scenario in DIFFERENCES or scenario is Scenario.CLEAN else None
    chosen = chosen or PEOPLE.get(id_no, Scenario.CLEAN)
    return {**CLEAN, **DIFFERENCES.get(chosen, {})}
