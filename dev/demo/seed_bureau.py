"""Bureau accounts of the demo's customer managers, each his own."""

from typing import Any

from backend.capabilities.credit_authorization.models import BureauUser
from backend.capabilities.organization.models import RoleGrant
from backend.capabilities.organization.rules import Role
from backend.kit.actor import SYSTEM_ID


async def load_bureau_users(_: Any) -> None:
    """Give every customer manager an account that is his own (INV-14)."""
    grants = await RoleGrant.filter(role=Role.CUSTOMER_MANAGER).select_related("user")
    for grant in grants:
        await BureauUser.get_or_create(
            user_id=grant.user.id,
            defaults={
                "legal_entity_id": grant.user.legal_entity_id,
                "account": f"ZX-{grant.user.login_name}",
                "created_by": SYSTEM_ID,
                "updated_by": SYSTEM_ID,
            },
        )
