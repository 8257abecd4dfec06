"""The life of a lead (线索) and of a list (名单)."""

from enum import StrEnum

from backend.kit.transitions import Machine


class LeadSource(StrEnum):
    """线索来源"""

    VISIT = "VISIT"
    LIST = "LIST"
    EXISTING = "EXISTING"
    ONLINE = "ONLINE"
    REFERRAL = "REFERRAL"


class LeadStatus(StrEnum):
    """线索状态"""

    NEW = "NEW"
    ASSIGNED = "ASSIGNED"
    CONTACTED = "CONTACTED"
    INTERESTED = "INTERESTED"
    NOT_INTERESTED = "NOT_INTERESTED"
    UNREACHABLE = "UNREACHABLE"
    CONVERTED = "CONVERTED"
    LOST = "LOST"
    EXPIRED = "EXPIRED"


class LeadListStatus(StrEnum):
    """名单状态"""

    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


class VisitPurpose(StrEnum):
    """走访目的"""

    ACQUIRE = "ACQUIRE"
    MAINTAIN = "MAINTAIN"
    COLLECT = "COLLECT"
    POST_LOAN = "POST_LOAN"


class VisitResult(StrEnum):
    """走访结果"""

    INTERESTED = "INTERESTED"
    NOT_NOW = "NOT_NOW"
    REFUSED = "REFUSED"
    ABSENT = "ABSENT"


_L = LeadStatus
OPEN_LEADS = frozenset(
    {_L.NEW, _L.ASSIGNED, _L.CONTACTED, _L.INTERESTED, _L.NOT_INTERESTED, _L.UNREACHABLE}
)
_TALKS = (_L.INTERESTED, _L.NOT_INTERESTED, _L.UNREACHABLE)
_ARROWS: dict[tuple[_L, str], _L | tuple[_L, ...]] = {
    (_L.NEW, "assign"): _L.ASSIGNED,
    (_L.ASSIGNED, "assign"): _L.ASSIGNED,
    (_L.CONTACTED, "conclude"): _TALKS,
    (_L.INTERESTED, "convert"): _L.CONVERTED,
    (_L.LOST, "reopen"): _L.ASSIGNED,
    (_L.EXPIRED, "reopen"): _L.ASSIGNED,
}
for _state in (_L.ASSIGNED, *_TALKS):
    _ARROWS[(_state, "contact")] = _L.CONTACTED
for _state in OPEN_LEADS:
    _ARROWS[(_state, "lose")] = _L.LOST
    _ARROWS[(_state, "expire")] = _L.EXPIRED

LEAD_MACHINE: Machine[LeadStatus] = Machine(_ARROWS)

LIST_MACHINE: Machine[LeadListStatus] = Machine(
    {(LeadListStatus.ACTIVE, "close"): LeadListStatus.CLOSED}
)

CONCLUSION_OF_VISIT: dict[VisitResult, LeadStatus] = {
    VisitResult.INTERESTED: _L.INTERESTED,
    VisitResult.NOT_NOW: _L.NOT_INTERESTED,
    VisitResult.REFUSED: _L.NOT_INTERESTED,
    VisitResult.ABSENT: _L.UNREACHABLE,
}
