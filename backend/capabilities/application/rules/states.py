"""The life of an application; what is not listed is refused."""

from enum import StrEnum

from backend.kit.transitions import Machine


class ApplicationStatus(StrEnum):
    """申请状态"""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    PRE_ASSESSING = "PRE_ASSESSING"
    PRE_PASSED = "PRE_PASSED"
    PRE_REFERRED = "PRE_REFERRED"
    PRE_REJECTED = "PRE_REJECTED"
    INVESTIGATING = "INVESTIGATING"
    DECIDING = "DECIDING"
    DECIDED = "DECIDED"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    CONTRACTING = "CONTRACTING"
    EFFECTIVE = "EFFECTIVE"
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"
    DISCARDED = "DISCARDED"


class IntakeChannel(StrEnum):
    """受理渠道"""

    PAD = "PAD"
    ONLINE = "ONLINE"
    COUNTER = "COUNTER"
    API = "API"


_S = ApplicationStatus
_ENDED = frozenset({_S.CLOSED, _S.REJECTED, _S.LAPSED, _S.WITHDRAWN, _S.DISCARDED})
OPEN = frozenset(_S) - _ENDED

# The form may be completed while the case is with its investigators.
AMENDABLE = frozenset({_S.PRE_PASSED, _S.INVESTIGATING, _S.RETURNED})

# The customer may go back as long as nobody has signed.
_WITHDRAWABLE = (
    _S.DRAFT,
    _S.SUBMITTED,
    _S.PRE_ASSESSING,
    _S.PRE_PASSED,
    _S.PRE_REFERRED,
    _S.PRE_REJECTED,
    _S.INVESTIGATING,
    _S.DECIDING,
    _S.DECIDED,
    _S.IN_REVIEW,
    _S.RETURNED,
    _S.APPROVED,
    _S.CONTRACTING,
)

_ARROWS: dict[tuple[_S, str], _S | tuple[_S, ...]] = {
    (_S.DRAFT, "submit"): _S.SUBMITTED,
    (_S.DRAFT, "discard"): _S.DISCARDED,
    (_S.SUBMITTED, "assess"): _S.PRE_ASSESSING,
    (_S.PRE_ASSESSING, "conclude"): (
        _S.PRE_PASSED,
        _S.PRE_REFERRED,
        _S.PRE_REJECTED,
        _S.SUBMITTED,
    ),
    (_S.PRE_PASSED, "assess"): _S.PRE_ASSESSING,
    (_S.PRE_PASSED, "start_investigation"): _S.INVESTIGATING,
    (_S.PRE_REFERRED, "assess"): _S.PRE_ASSESSING,
    (_S.PRE_REFERRED, "accept"): _S.PRE_PASSED,
    (_S.PRE_REFERRED, "refuse"): _S.REJECTED,
    (_S.PRE_REJECTED, "reconsider"): _S.PRE_REFERRED,
    (_S.PRE_REJECTED, "close"): _S.REJECTED,
    (_S.INVESTIGATING, "complete_investigation"): _S.DECIDING,
    (_S.DECIDING, "decide"): _S.DECIDED,
    (_S.DECIDED, "reopen_section"): _S.INVESTIGATING,
    (_S.DECIDED, "submit_investigation"): _S.IN_REVIEW,
    (_S.IN_REVIEW, "return"): _S.RETURNED,
    (_S.IN_REVIEW, "approve"): _S.APPROVED,
    (_S.IN_REVIEW, "reject"): _S.REJECTED,
    (_S.RETURNED, "resubmit"): _S.IN_REVIEW,
    (_S.REJECTED, "reconsider"): _S.IN_REVIEW,
    (_S.APPROVED, "generate_contract"): _S.CONTRACTING,
    (_S.APPROVED, "lapse"): _S.LAPSED,
    (_S.CONTRACTING, "take_effect"): _S.EFFECTIVE,
    (_S.CONTRACTING, "void_contract"): _S.APPROVED,
    (_S.EFFECTIVE, "close"): _S.CLOSED,
}
_BACK: dict[tuple[_S, str], _S | tuple[_S, ...]] = {
    (state, "withdraw"): _S.WITHDRAWN for state in _WITHDRAWABLE
}

APPLICATION_MACHINE: Machine[ApplicationStatus] = Machine(_ARROWS | _BACK)
