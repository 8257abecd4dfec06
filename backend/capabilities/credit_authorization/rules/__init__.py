"""Who may be asked about, why, for how long, and what the bureau's answer says."""

from backend.capabilities.credit_authorization.rules.authorization import (
    AUTHORIZATION,
    REASON_ZH,
    REASONS_OF_ROLE,
    ROLE_ZH,
    Authorization,
    AuthorizationState,
    QueryReason,
    SignMode,
    SubjectRole,
)
from backend.capabilities.credit_authorization.rules.indicators import (
    BureauIndicators,
    PublicRecords,
    read_indicators,
    write_indicators,
)
from backend.capabilities.credit_authorization.rules.pages import with_watermark
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

# As those above call it.
PartyRole = SubjectRole

__all__ = [
    "AUTHORIZATION",
    "QUERY",
    "REASONS_OF_ROLE",
    "REASON_ZH",
    "REPORT_REUSE_DAYS",
    "ROLE_ZH",
    "Authorization",
    "AuthorizationState",
    "BureauIndicators",
    "PartyRole",
    "PublicRecords",
    "QueryReason",
    "QueryRequest",
    "QueryState",
    "Report",
    "SignMode",
    "SubjectRole",
    "check_may_query",
    "check_may_send",
    "check_nothing_unresolved",
    "is_reusable",
    "read_indicators",
    "with_watermark",
    "write_indicators",
]
