"""Verbs of credit authorization."""

from backend.capabilities.credit_authorization.service.authorizations import (
    CreateCreditAuthorization,
    RevokeCreditAuthorization,
    VoidCreditAuthorization,
    create_credit_authorization,
    expire_authorizations,
    revoke_credit_authorization,
    void_credit_authorization,
)
from backend.capabilities.credit_authorization.service.bureau_users import (
    AssignBureauUser,
    CloseBureauUser,
    assign_bureau_user,
    close_bureau_user,
)
from backend.capabilities.credit_authorization.service.requesting import (
    ApproveCreditQuery,
    RequestCreditQuery,
    approve_credit_query,
    request_credit_query,
    request_query,
)
from backend.capabilities.credit_authorization.service.sending import (
    EnquireCreditQuery,
    enquire_credit_query,
    enquire_query,
    send_query,
)
from backend.capabilities.credit_authorization.service.signing import (
    SUBJECT,
    SendCreditAuthorization,
    end_unsigned,
    seal,
    send_credit_authorization,
)
from backend.capabilities.credit_authorization.service.viewing import (
    SeenReport,
    ViewCreditReport,
    view_credit_report,
)

__all__ = [
    "SUBJECT",
    "ApproveCreditQuery",
    "AssignBureauUser",
    "CloseBureauUser",
    "CreateCreditAuthorization",
    "EnquireCreditQuery",
    "RequestCreditQuery",
    "RevokeCreditAuthorization",
    "SeenReport",
    "SendCreditAuthorization",
    "ViewCreditReport",
    "VoidCreditAuthorization",
    "approve_credit_query",
    "assign_bureau_user",
    "close_bureau_user",
    "create_credit_authorization",
    "end_unsigned",
    "enquire_credit_query",
    "enquire_query",
    "expire_authorizations",
    "request_credit_query",
    "request_query",
    "revoke_credit_authorization",
    "seal",
    "send_credit_authorization",
    "send_query",
    "view_credit_report",
    "void_credit_authorization",
]
