"""States of a signing task and of a signer, and the arrows between them."""

from enum import StrEnum

from backend.kit.transitions import Machine


class SigningKind(StrEnum):
    AUTHORIZATION = "AUTHORIZATION"
    CREDIT_CONTRACT = "CREDIT_CONTRACT"
    LOAN_NOTE = "LOAN_NOTE"
    CHANGE = "CHANGE"
    REPORT = "REPORT"


class SigningOrder(StrEnum):
    ANY = "ANY"
    SEQUENTIAL = "SEQUENTIAL"


class TaskStatus(StrEnum):
    DRAFT = "DRAFT"
    SENT = "SENT"
    PARTIALLY_SIGNED = "PARTIALLY_SIGNED"
    COMPLETED = "COMPLETED"
    SEALED = "SEALED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    VOIDED = "VOIDED"


class SignerStatus(StrEnum):
    WAITING = "WAITING"
    NOTIFIED = "NOTIFIED"
    LOGGED_IN = "LOGGED_IN"
    FACE_PASSED = "FACE_PASSED"
    READ = "READ"
    DISCLOSURE_CONFIRMED = "DISCLOSURE_CONFIRMED"
    SMS_PASSED = "SMS_PASSED"
    SIGNED = "SIGNED"
    DECLINED = "DECLINED"
    LOCKED = "LOCKED"
    ENDED = "ENDED"


class SigningOutcome(StrEnum):
    """How a task ends that does not succeed."""

    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    VOIDED = "VOIDED"


KIND_ZH = {
    SigningKind.AUTHORIZATION: "征信查询授权",
    SigningKind.CREDIT_CONTRACT: "授信合同",
    SigningKind.LOAN_NOTE: "借款合同和借据",
    SigningKind.CHANGE: "变更协议",
    SigningKind.REPORT: "调查报告",
}
OUTCOME_ZH = {
    SigningOutcome.DECLINED: "已被拒签",
    SigningOutcome.EXPIRED: "已超过签署期限",
    SigningOutcome.VOIDED: "已作废",
}
_T, _S = TaskStatus, SignerStatus
OPEN_TASK = (TaskStatus.SENT, TaskStatus.PARTIALLY_SIGNED)
# Whoever has identified himself may step out and come back without doing it all again.
_UNSIGNED = (
    _S.WAITING,
    _S.NOTIFIED,
    _S.LOGGED_IN,
    _S.FACE_PASSED,
    _S.READ,
    _S.DISCLOSURE_CONFIRMED,
)
_OPEN = (*_UNSIGNED, _S.SMS_PASSED, _S.LOCKED)
OPEN_SIGNER = frozenset(_OPEN)

TASK_MACHINE: Machine[TaskStatus] = Machine(
    {
        (_T.DRAFT, "send"): _T.SENT,
        (_T.SENT, "sign"): (_T.PARTIALLY_SIGNED, _T.COMPLETED),
        (_T.PARTIALLY_SIGNED, "sign"): (_T.PARTIALLY_SIGNED, _T.COMPLETED),
        (_T.COMPLETED, "seal"): _T.SEALED,
        **{(state, "decline"): _T.DECLINED for state in OPEN_TASK},
        **{(state, "expire"): _T.EXPIRED for state in OPEN_TASK},
        **{(state, "void"): _T.VOIDED for state in (_T.DRAFT, *OPEN_TASK)},
    }
)
SIGNER_MACHINE: Machine[SignerStatus] = Machine(
    {
        (_S.WAITING, "notify"): _S.NOTIFIED,
        (_S.NOTIFIED, "log_in"): _S.LOGGED_IN,
        (_S.LOGGED_IN, "pass_face"): _S.FACE_PASSED,
        (_S.LOGGED_IN, "lock"): _S.LOCKED,
        # Three failed faces: the manager sits down with the signer instead.
        (_S.LOCKED, "assist"): _S.FACE_PASSED,
        **{(state, "assist"): _S.FACE_PASSED for state in (_S.WAITING, _S.NOTIFIED, _S.LOGGED_IN)},
        (_S.FACE_PASSED, "read"): _S.READ,
        (_S.READ, "confirm_disclosure"): _S.DISCLOSURE_CONFIRMED,
        (_S.READ, "consent"): _S.SMS_PASSED,
        (_S.DISCLOSURE_CONFIRMED, "consent"): _S.SMS_PASSED,
        (_S.SMS_PASSED, "sign"): _S.SIGNED,
        # A code that was given is a consent; it is not taken back by the one who gave it.
        **{(state, "decline"): _S.DECLINED for state in (*_UNSIGNED, _S.LOCKED)},
        **{(state, "end"): _S.ENDED for state in _OPEN},
    }
)
