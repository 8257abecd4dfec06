"""Who acts, what he may do, and how far he may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from backend.kit.refusal import Forbidden, Unauthenticated

NOBODY_ID = UUID(int=0)
SYSTEM_ID = UUID(int=1)


class ActorKind(StrEnum):
    NOBODY = "NOBODY"
    STAFF = "STAFF"
    SIGNER = "SIGNER"
    CLIENT = "CLIENT"
    SYSTEM = "SYSTEM"


class Scope(StrEnum):
    """How far a grant reaches; each holds the one before it."""

    SELF = "SELF"
    BRANCH = "BRANCH"
    LEGAL_ENTITY = "LEGAL_ENTITY"
    UNION = "UNION"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one grant applies: a scope, seen from an organization."""

    scope: Scope
    org_path: str
    legal_entity_id: UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks: a person, a signing customer, a program or the system itself.

    ``powers`` maps a permission to the reaches in which it was granted.
    ``subject_id`` names the one thing that a signer may touch.
    """

    kind: ActorKind
    id: UUID = NOBODY_ID
    name: str = ""
    legal_entity_id: UUID = NOBODY_ID
    legal_entity_code: str = ""
    union_id: UUID = NOBODY_ID
    org_id: UUID = NOBODY_ID
    org_path: str = ""
    powers: Mapping[str, tuple[Reach, ...]] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    session_id: UUID | None = None
    subject_id: UUID | None = None
    trace_id: str = ""
    ip: str = ""
    device: str = ""

    def may(self, permission: str) -> bool:
        """Tell whether any grant gives the permission; the system may do everything."""
        return self.kind is ActorKind.SYSTEM or permission in self.powers

    def must(self, permission: str) -> None:
        """Insist on a permission.

        Raises:
            Unauthenticated: nobody is signed in.
            Forbidden: somebody is, without the permission.
        """
        if self.kind is ActorKind.NOBODY:
            raise Unauthenticated
        if not self.may(permission):
            raise Forbidden

    @property
    def sees_union(self) -> bool:
        """Tell whether a grant reaches over all legal entities."""
        return any(
            reach.scope is Scope.UNION for reaches in self.powers.values() for reach in reaches
        )


NOBODY = Actor(kind=ActorKind.NOBODY)
