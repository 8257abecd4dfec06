"""The authorization (征信授权书): its states, and for whom and what it speaks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from backend.kit.transitions import Machine


class AuthorizationState(StrEnum):
    DRAFT = "DRAFT"
    PENDING_SIGN = "PENDING_SIGN"
    SIGNED = "SIGNED"
    VALID = "VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    VOID = "VOID"


A = AuthorizationState

# Revoking forbids new queries; the ones already made stay lawful, so they have no arrow.
AUTHORIZATION: Machine[AuthorizationState] = Machine(
    {
        (A.DRAFT, "send"): A.PENDING_SIGN,
        (A.DRAFT, "expire"): A.EXPIRED,
        (A.PENDING_SIGN, "sign"): A.SIGNED,
        (A.PENDING_SIGN, "void"): A.VOID,
        (A.PENDING_SIGN, "expire"): A.EXPIRED,
        (A.SIGNED, "seal"): A.VALID,
        (A.VALID, "expire"): A.EXPIRED,
        (A.VALID, "revoke"): A.REVOKED,
    }
)


class SubjectRole(StrEnum):
    BORROWER = "BORROWER"
    SPOUSE = "SPOUSE"
    CO_BORROWER = "CO_BORROWER"
    GUARANTOR = "GUARANTOR"
    LEGAL_REP = "LEGAL_REP"
    COMPANY = "COMPANY"


class SignMode(StrEnum):
    """签署方式"""

    PAD_HANDWRITTEN = "PAD_HANDWRITTEN"
    H5_REMOTE = "H5_REMOTE"
    PAPER_SCAN = "PAPER_SCAN"


class QueryReason(StrEnum):
    """Why the bureau is asked; also the purposes that a person agrees to."""

    LOAN_APPROVAL = "LOAN_APPROVAL"
    GUARANTOR_QUALIFICATION = "GUARANTOR_QUALIFICATION"


REASON_ZH = {
    QueryReason.LOAN_APPROVAL: "贷款审批",
    QueryReason.GUARANTOR_QUALIFICATION: "担保资格审查",
}
ROLE_ZH = {
    SubjectRole.BORROWER: "借款人",
    SubjectRole.SPOUSE: "配偶",
    SubjectRole.CO_BORROWER: "共同借款人",
    SubjectRole.GUARANTOR: "保证人",
    SubjectRole.LEGAL_REP: "法定代表人",
    SubjectRole.COMPANY: "企业",
}

# A firm and its representative borrow in one case and guarantee in another.
REASONS_OF_ROLE: dict[SubjectRole, frozenset[QueryReason]] = {
    SubjectRole.BORROWER: frozenset({QueryReason.LOAN_APPROVAL}),
    SubjectRole.SPOUSE: frozenset({QueryReason.LOAN_APPROVAL, QueryReason.GUARANTOR_QUALIFICATION}),
    SubjectRole.CO_BORROWER: frozenset({QueryReason.LOAN_APPROVAL}),
    SubjectRole.GUARANTOR: frozenset({QueryReason.GUARANTOR_QUALIFICATION}),
    SubjectRole.LEGAL_REP: frozenset(QueryReason),
    SubjectRole.COMPANY: frozenset(QueryReason),
}


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a signed permission says; both of its days count."""

    subject_customer_id: UUID
    role: SubjectRole
    purposes: frozenset[QueryReason]
    state: AuthorizationState
    valid_from: date
    valid_to: date
