"""Who may not stand for whom."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.guarantee.errors import CircularGuarantee, GuarantorIsBorrower
from backend.capabilities.product.rules import PartyRole
from backend.kit.refusal import Refusal

OWN_SIDE = {
    PartyRole.APPLICANT: "借款人",
    PartyRole.SPOUSE: "借款人配偶",
    PartyRole.CO_BORROWER: "共同借款人",
}


def check_guarantor(guarantor: UUID, parties: Iterable[tuple[UUID, PartyRole]]) -> list[Refusal]:
    """Refuse a guarantor who owes the loan himself (INV-55)."""
    for customer, role in parties:
        if customer == guarantor and role in OWN_SIDE:
            return [GuarantorIsBorrower(path=("guarantor_id",), role=OWN_SIDE[role])]
    return []


def check_circle(
    borrower: UUID,
    guarantor: UUID,
    standing: Iterable[tuple[UUID, UUID]],
    groups: Iterable[frozenset[UUID]] = (),
) -> list[Refusal]:
    """Refuse a guarantee that closes a circle of guarantees (INV-58).

    ``standing`` are pairs (guarantor, borrower) of open loans. Members of one
    joint-liability group guarantee one another by design: such pairs are left out.
    """
    teams = list(groups)
    if guarantor == borrower or any({borrower, guarantor} <= team for team in teams):
        return []
    stands_for: dict[UUID, set[UUID]] = {}
    for who, whom in standing:
        if not any({who, whom} <= team for team in teams):
            stands_for.setdefault(who, set()).add(whom)
    seen: set[UUID] = set()
    waiting = [borrower]
    while waiting:
        one = waiting.pop()
        if one == guarantor:
            return [CircularGuarantee(path=("guarantor_id",))]
        if one not in seen:
            seen.add(one)
            waiting += stands_for.get(one, set())
    return []
