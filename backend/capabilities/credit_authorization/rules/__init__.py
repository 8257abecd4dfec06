"""Who may be asked about, why, for how long, and what the bureau's answer says."""

from backend.capabilities.credit_authorization.rules.authorization import (
    AUTHORIZATION,
    Authorization,
    AuthorizationState,
    PartyRole,
    QueryReason,
)
from backend.capabilities.credit_authorization.rules.indicators import (
    BureauIndicators,
    PublicRecords,
    read_indicators,
    write_indicators,
)
from backend.capabilities.credit_authorization.rules.query import (
    QUERY,
    REPORT_REUSE_DAYS,
    QueryRequest,
    QueryState,
    Report,
    check_may_query,
    check_may_send,
    check_nothing_unresolved,
    is_reusable,
)

__all__ = [
    "AUTHORIZATION",
    "QUERY",
    "REPORT_REUSE_DAYS",
    "Authorization",
    "AuthorizationState",
    "BureauIndicators",
    "PartyRole",
    "PublicRecords",
    "QueryReason",
    "QueryRequest",
    "QueryState",
    "Report",
    "check_may_query",
    "check_may_send",
    "check_nothing_unresolved",
    "is_reusable",
    "read_indicators",
    "write_indicators",
]
