"""Separated duties: who may not do what because he did something else."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.organization.errors import RolesIncompatible
from backend.capabilities.organization.rules.roles import BUSINESS_ROLES, ROLE_NAMES, Role
from backend.kit.refusal import MakerChecker


def check_not_maker(actor_id: UUID, makers: Iterable[UUID | None], duty: str) -> None:
    """Refuse a checking step by anyone who made what is checked.

    ``duty`` names the checking step in Chinese, for the person who is refused.

    Raises:
        MakerChecker: the actor is one of the makers.
    """
    if actor_id in set(makers):
        raise MakerChecker(duty)


def check_roles_compatible(roles: Iterable[Role]) -> None:
    """Refuse a set of roles that one person may never hold together.

    Customer manager together with approver or disbursement officer is decided per
    case, since three-person branches exist; see ``check_not_maker``.

    Raises:
        RolesIncompatible: system administrator with any business role.
    """
    held = set(roles)
    if Role.SYSTEM_ADMIN in held and (clash := held & BUSINESS_ROLES):
        other = min(clash)
        raise RolesIncompatible(one=ROLE_NAMES[Role.SYSTEM_ADMIN], other=ROLE_NAMES[other])
