"""Pure decisions of organization."""

from backend.capabilities.organization.rules.authority import AuthorityLine, authority_of
from backend.capabilities.organization.rules.duties import (
    check_not_maker,
    check_roles_compatible,
)
from backend.capabilities.organization.rules.permissions import PERMISSIONS
from backend.capabilities.organization.rules.roles import (
    BUSINESS_ROLES,
    DEFAULT_SCOPE,
    ROLE_NAMES,
    OrgKind,
    Role,
    UserStatus,
)
from backend.capabilities.organization.rules.signing_in import (
    ACCESS_LIFE,
    IDLE_LIFE,
    REFRESH_LIFE,
    ClientKind,
    check_password_strength,
    lock_after_failure,
)

__all__ = [
    "ACCESS_LIFE",
    "BUSINESS_ROLES",
    "DEFAULT_SCOPE",
    "IDLE_LIFE",
    "PERMISSIONS",
    "REFRESH_LIFE",
    "ROLE_NAMES",
    "AuthorityLine",
    "ClientKind",
    "OrgKind",
    "Role",
    "UserStatus",
    "authority_of",
    "check_not_maker",
    "check_password_strength",
    "check_roles_compatible",
    "lock_after_failure",
]
