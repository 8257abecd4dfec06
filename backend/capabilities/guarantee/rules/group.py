"""A joint-liability group (联保小组)."""

from collections.abc import Sequence
from uuid import UUID

from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed

MEMBERS_MIN, MEMBERS_MAX = 3, 5


def check_group(members: Sequence[UUID], cap_fen: Fen) -> list[Refusal]:
    """List what is wrong with a new group: three to five different members and a cap each."""
    found: list[Refusal] = []
    if len(set(members)) != len(members):
        found.append(ValidationFailed("联保小组成员不能重复", "member_ids"))
    if not MEMBERS_MIN <= len(members) <= MEMBERS_MAX:
        found.append(
            ValidationFailed(f"联保小组须有 {MEMBERS_MIN} 到 {MEMBERS_MAX} 名成员", "member_ids")
        )
    if cap_fen <= 0:
        found.append(ValidationFailed("每名成员的担保上限须大于零", "cap_per_member"))
    return found
