"""The lives of a credit contract and of its limit; what is not listed is refused."""

from enum import StrEnum

from backend.kit.transitions import Machine


class ContractStatus(StrEnum):
    """授信合同状态"""

    DRAFT = "DRAFT"
    GENERATED = "GENERATED"
    IN_REVIEW = "IN_REVIEW"
    REVIEWED = "REVIEWED"
    SIGNING = "SIGNING"
    SIGNED = "SIGNED"
    EFFECTIVE = "EFFECTIVE"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"
    SETTLED = "SETTLED"
    VOID = "VOID"


class LimitStatus(StrEnum):
    """额度状态"""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


class ClosingStatus(StrEnum):
    """额度注销与合同终止申请的状态"""

    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    COMPLETED = "COMPLETED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class ClosingKind(StrEnum):
    """办理种类"""

    LIMIT_CANCELLATION = "LIMIT_CANCELLATION"
    TERMINATION = "TERMINATION"


_C = ContractStatus
_L = LimitStatus
_A = ClosingStatus

CONTRACT_MACHINE: Machine[ContractStatus] = Machine(
    {
        (_C.DRAFT, "freeze"): _C.GENERATED,
        (_C.DRAFT, "void"): _C.VOID,
        (_C.GENERATED, "submit_review"): _C.IN_REVIEW,
        (_C.GENERATED, "void"): _C.VOID,
        (_C.IN_REVIEW, "pass_review"): _C.REVIEWED,
        (_C.IN_REVIEW, "report_defect"): _C.DRAFT,
        (_C.IN_REVIEW, "void"): _C.VOID,
        (_C.REVIEWED, "start_signing"): _C.SIGNING,
        (_C.REVIEWED, "void"): _C.VOID,
        (_C.SIGNING, "complete_signing"): _C.SIGNED,
        (_C.SIGNING, "void"): _C.VOID,
        (_C.SIGNED, "take_effect"): _C.EFFECTIVE,
        (_C.SIGNED, "void_signed"): _C.VOID,
        (_C.EFFECTIVE, "expire"): _C.EXPIRED,
        (_C.EFFECTIVE, "terminate"): _C.TERMINATED,
        (_C.EFFECTIVE, "settle"): _C.SETTLED,
        (_C.EXPIRED, "settle"): _C.SETTLED,
        (_C.EXPIRED, "terminate"): _C.TERMINATED,
    }
)

LIMIT_MACHINE: Machine[LimitStatus] = Machine(
    {
        (_L.ACTIVE, "freeze"): _L.FROZEN,
        (_L.FROZEN, "unfreeze"): _L.ACTIVE,
        (_L.ACTIVE, "expire"): _L.EXPIRED,
        # A frozen limit that runs out must not come back to life by being unfrozen.
        (_L.FROZEN, "expire"): _L.EXPIRED,
        (_L.ACTIVE, "cancel"): _L.CANCELLED,
        (_L.FROZEN, "cancel"): _L.CANCELLED,
        (_L.EXPIRED, "cancel"): _L.CANCELLED,
    }
)

CLOSING_MACHINE: Machine[ClosingStatus] = Machine(
    {
        (_A.IN_REVIEW, "complete"): _A.COMPLETED,
        (_A.IN_REVIEW, "refuse"): _A.REFUSED,
        (_A.IN_REVIEW, "return"): _A.RETURNED,
        (_A.IN_REVIEW, "withdraw"): _A.WITHDRAWN,
        (_A.RETURNED, "resubmit"): _A.IN_REVIEW,
        (_A.RETURNED, "withdraw"): _A.WITHDRAWN,
    }
)
