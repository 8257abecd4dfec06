"""Who stands how to whom; every tie is written from both ends."""

from enum import StrEnum

from backend.capabilities.customer.errors import RelationImpossible
from backend.capabilities.customer.rules.states import CustomerType, MaritalStatus


class RelationType(StrEnum):
    """关系:对方是本客户的什么人"""

    SPOUSE = "SPOUSE"
    PARENT = "PARENT"
    CHILD = "CHILD"
    SIBLING = "SIBLING"
    COBORROWER = "COBORROWER"
    PARTNER = "PARTNER"
    LEGAL_REP = "LEGAL_REP"
    REPRESENTS = "REPRESENTS"
    SHAREHOLDER = "SHAREHOLDER"
    HOLDS_SHARES_OF = "HOLDS_SHARES_OF"
    ACTUAL_CONTROLLER = "ACTUAL_CONTROLLER"
    CONTROLS = "CONTROLS"
    OTHER = "OTHER"


_T = RelationType
_PAIRS = (
    (_T.PARENT, _T.CHILD),
    (_T.LEGAL_REP, _T.REPRESENTS),
    (_T.SHAREHOLDER, _T.HOLDS_SHARES_OF),
    (_T.ACTUAL_CONTROLLER, _T.CONTROLS),
)
_OTHER_END = dict(_PAIRS) | {there: here for here, there in _PAIRS}
_FAMILY = (_T.SPOUSE, _T.PARENT, _T.CHILD, _T.SIBLING)


def other_end(relation: RelationType) -> RelationType:
    """Name the tie as seen from the other side."""
    return _OTHER_END.get(relation, relation)


def check_relation(
    relation: RelationType,
    here: tuple[CustomerType, MaritalStatus | None],
    there: tuple[CustomerType, MaritalStatus | None],
) -> RelationImpossible | None:
    """Find why two customers cannot stand so; each end is (type, marital status)."""
    firms = [kind is CustomerType.COMPANY for kind, _ in (here, there)]
    if relation in _FAMILY and any(firms):
        return RelationImpossible(path=("type",), reason="亲属关系只存在于自然人之间")
    if relation is _T.SPOUSE and not all(
        status is MaritalStatus.MARRIED for _, status in (here, there)
    ):
        return RelationImpossible(path=("type",), reason="双方登记的婚姻状况须均为已婚")
    if relation is _T.LEGAL_REP and firms != [True, False]:
        return RelationImpossible(path=("type",), reason="法定代表人须是企业客户的自然人")
    if relation is _T.REPRESENTS and firms != [False, True]:
        return RelationImpossible(path=("type",), reason="只有自然人可以代表企业客户")
    return None
