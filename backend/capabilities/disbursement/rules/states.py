"""The lives of a disbursement and of its loan note; what is not listed is refused."""

from enum import StrEnum

from backend.kit.transitions import Machine


class DisbursementStatus(StrEnum):
    """放款状态"""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    NOTE_SIGNING = "NOTE_SIGNING"
    NOTE_SIGNED = "NOTE_SIGNED"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    SENDING = "SENDING"
    UNKNOWN = "UNKNOWN"
    FAILED = "FAILED"
    DISBURSED = "DISBURSED"
    CANCELLED = "CANCELLED"


class NoteStatus(StrEnum):
    """借据状态"""

    ACTIVE = "ACTIVE"
    OVERDUE = "OVERDUE"
    EXTENDED = "EXTENDED"
    SETTLED = "SETTLED"
    WRITTEN_OFF = "WRITTEN_OFF"


class PaymentMode(StrEnum):
    """支付方式"""

    SELF = "SELF"
    ENTRUSTED = "ENTRUSTED"


class NewsKind(StrEnum):
    """核心通知种类"""

    PAYOUT_POSTED = "PAYOUT_POSTED"
    PAYOUT_DECLINED = "PAYOUT_DECLINED"
    REPAID = "REPAID"
    FELL_OVERDUE = "FELL_OVERDUE"
    SETTLED = "SETTLED"


class FiveClass(StrEnum):
    """五级分类"""

    NORMAL = "NORMAL"
    SPECIAL_MENTION = "SPECIAL_MENTION"
    SUBSTANDARD = "SUBSTANDARD"
    DOUBTFUL = "DOUBTFUL"
    LOSS = "LOSS"


_D = DisbursementStatus
_N = NoteStatus

# Nothing has been sent in these: whoever asked may take it back.
CANCELLABLE = (
    _D.DRAFT,
    _D.SUBMITTED,
    _D.NOTE_SIGNING,
    _D.NOTE_SIGNED,
    _D.IN_REVIEW,
    _D.RETURNED,
    _D.APPROVED,
    _D.FAILED,
)
# The amount is set aside in these.
RESERVING = frozenset(_D) - {_D.DRAFT, _D.RETURNED, _D.DISBURSED, _D.CANCELLED}
# The core has been asked and we do not know the outcome.
OPEN_AT_CORE = frozenset({_D.SENDING, _D.UNKNOWN})

_ARROWS: dict[tuple[_D, str], _D | tuple[_D, ...]] = {
    (_D.DRAFT, "submit"): _D.SUBMITTED,
    (_D.SUBMITTED, "open_signing"): _D.NOTE_SIGNING,
    (_D.NOTE_SIGNING, "complete_signing"): _D.NOTE_SIGNED,
    (_D.NOTE_SIGNED, "start_review"): _D.IN_REVIEW,
    (_D.IN_REVIEW, "return"): _D.RETURNED,
    (_D.RETURNED, "redraft"): _D.DRAFT,
    (_D.IN_REVIEW, "approve"): _D.APPROVED,
    (_D.APPROVED, "send"): _D.SENDING,
    (_D.SENDING, "answer"): (_D.DISBURSED, _D.UNKNOWN, _D.FAILED),
    (_D.UNKNOWN, "resolve"): (_D.DISBURSED, _D.FAILED),
    (_D.FAILED, "retry"): _D.APPROVED,
}

DISBURSEMENT_MACHINE: Machine[DisbursementStatus] = Machine(
    _ARROWS | {(state, "cancel"): _D.CANCELLED for state in CANCELLABLE}
)

NOTE_MACHINE: Machine[NoteStatus] = Machine(
    {
        (_N.ACTIVE, "fall_overdue"): _N.OVERDUE,
        (_N.EXTENDED, "fall_overdue"): _N.OVERDUE,
        (_N.OVERDUE, "catch_up"): _N.ACTIVE,
        (_N.ACTIVE, "extend"): _N.EXTENDED,
        (_N.OVERDUE, "extend"): _N.EXTENDED,
        (_N.EXTENDED, "resume"): _N.ACTIVE,
        (_N.ACTIVE, "settle"): _N.SETTLED,
        (_N.OVERDUE, "settle"): _N.SETTLED,
        (_N.EXTENDED, "settle"): _N.SETTLED,
        (_N.ACTIVE, "write_off"): _N.WRITTEN_OFF,
        (_N.OVERDUE, "write_off"): _N.WRITTEN_OFF,
        (_N.EXTENDED, "write_off"): _N.WRITTEN_OFF,
    }
)
