"""Reads of organization: who somebody is, what he may do today, who can do what."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.organization.errors import SessionExpired
from backend.capabilities.organization.models import (
    ApiClient,
    AuthorityLimit,
    Org,
    RoleGrant,
    Session,
    User,
)
from backend.capabilities.organization.rules import (
    IDLE_LIFE,
    PERMISSIONS,
    AuthorityLine,
    OrgKind,
    Role,
    UserStatus,
    authority_of,
)
from backend.kit.actor import SYSTEM_ID, Actor, ActorKind, Reach, Scope
from backend.kit.clock import SHANGHAI, utc_now
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen


def token_hash(token: str) -> str:
    """Hash a secret of full entropy, so that the table does not give it away."""
    return hashlib.sha256(token.encode()).hexdigest()


async def union_id() -> UUID:
    """Find the union's legal entity, whose configuration all banks read."""
    org = await Org.filter(kind=OrgKind.UNION).first().only("id")
    return org.id if org else UUID(int=0)


async def entity_code(legal_entity_id: UUID) -> str:
    """Find the code of a legal entity in business numbers."""
    org = await Org.filter(legal_entity_id=legal_entity_id).first().only("id", "entity_code")
    return org.entity_code if org else ""


async def grants_of(user_id: UUID, today: date) -> list[RoleGrant]:
    """List the grants that hold today."""
    return await RoleGrant.filter(
        user_id=user_id, valid_from__lte=today, valid_to__gte=today
    ).select_related("org")


async def actor_of_user(user: User, session_id: UUID, now: datetime) -> Actor:
    """Build the actor that a member of staff is now; ``user.org`` must be loaded."""
    grants = await grants_of(user.id, now.astimezone(SHANGHAI).date())
    powers: dict[str, list[Reach]] = defaultdict(list)
    held = {Role(grant.role): grant for grant in grants}
    for permission, roles in PERMISSIONS.items():
        for role in roles:
            if role in held:
                powers[permission].append(_reach_of(held[role]))
    return Actor(
        kind=ActorKind.STAFF,
        id=user.id,
        name=user.name,
        legal_entity_id=user.legal_entity_id,
        legal_entity_code=user.org.entity_code,
        union_id=await union_id(),
        org_id=user.org.id,
        org_path=user.org.path,
        powers={permission: tuple(reaches) for permission, reaches in powers.items()},
        roles=frozenset(role.value for role in held),
        session_id=session_id,
    )


def _reach_of(grant: RoleGrant) -> Reach:
    return Reach(Scope(grant.scope), grant.org.path, grant.legal_entity_id)


async def actor_of_session(session_id: UUID, user_id: UUID, now: datetime) -> Actor:
    """Build the actor of an access token; a revoked or idle session, or a disabled person, is out.

    Raises:
        SessionExpired: the session does not hold any more.
    """
    with reaching(EVERYTHING):
        session = (
            await Session.filter(id=session_id, user_id=user_id)
            .select_related("user", "user__org")
            .first()
        )
        if session is None or session.revoked_at or session.expires_at <= now:
            raise SessionExpired
        if now - session.seen_at > IDLE_LIFE or session.user.status != UserStatus.ACTIVE:
            raise SessionExpired
        return await actor_of_user(session.user, session.id, now)


async def actor_of_client(client_row_id: UUID) -> Actor:
    """Build the actor of an integrator's program.

    Raises:
        SessionExpired: the client was closed.
    """
    with reaching(EVERYTHING):
        client = (
            await ApiClient.filter(id=client_row_id, is_open=True).select_related("org").first()
        )
        if client is None:
            raise SessionExpired
        reach = (Reach(Scope.LEGAL_ENTITY, client.org.path, client.legal_entity_id),)
        return Actor(
            kind=ActorKind.CLIENT,
            id=client.id,
            name=client.name,
            legal_entity_id=client.legal_entity_id,
            legal_entity_code=client.org.entity_code,
            union_id=await union_id(),
            org_id=client.org.id,
            org_path=client.org.path,
            powers=dict.fromkeys(client.permissions, reach),
            roles=frozenset({Role.INTEGRATOR.value}),
        )


async def users_with_role(role: Role, within: Q, today: date) -> list[User]:
    """List the active people who hold a role today, at organizations that ``within`` selects."""
    grants = await RoleGrant.filter(
        within,
        role=role,
        valid_from__lte=today,
        valid_to__gte=today,
        user__status=UserStatus.ACTIVE,
    ).select_related("user")
    return [grant.user for grant in grants]


async def staff_with_role(user_id: UUID, role: Role, legal_entity_id: UUID) -> User | None:
    """Find an active person of a bank who holds a role today, with his organization."""
    today = utc_now().astimezone(SHANGHAI).date()
    grant = (
        await RoleGrant.filter(
            user_id=user_id,
            legal_entity_id=legal_entity_id,
            role=role,
            valid_from__lte=today,
            valid_to__gte=today,
            user__status=UserStatus.ACTIVE,
        )
        .select_related("user", "user__org")
        .first()
    )
    return grant.user if grant else None


async def system_of_bank(bank_no: str) -> Actor | None:
    """Build the system as it acts within one bank, for what customers start by themselves."""
    return await _system_of(Q(no=bank_no))


async def system_of_entity(entity_code: str) -> Actor | None:
    """Build the system as it acts within the bank whose code a number of ours carries."""
    return await _system_of(Q(entity_code=entity_code))


async def _system_of(which: Q) -> Actor | None:
    with reaching(EVERYTHING):
        bank = await Org.filter(which, kind=OrgKind.COUNTY_BANK, is_open=True).first()
        if bank is None:
            return None
        return Actor(
            kind=ActorKind.SYSTEM,
            id=SYSTEM_ID,
            name="系统",
            legal_entity_id=bank.legal_entity_id,
            legal_entity_code=bank.entity_code,
            union_id=await union_id(),
            org_id=bank.id,
            org_path=bank.path,
        )


async def branch_of(bank_id: UUID, branch_no: str) -> Org | None:
    """Find an open branch of a bank by its number."""
    with reaching(EVERYTHING):
        return await Org.filter(no=branch_no, legal_entity_id=bank_id, is_open=True).first()


async def authority_for(
    user_id: UUID,
    *,
    category: str,
    guarantee_mode: str,
    grade: str,
    today: date,
) -> tuple[Fen, Fen]:
    """Return up to which single and customer-total exposure a person may decide, in fen."""
    roles = [grant.role for grant in await grants_of(user_id, today)]
    limits = await AuthorityLimit.filter(Q(user_id=user_id) | Q(user_id=None, role__in=roles))
    lines = [
        AuthorityLine(
            product_category=limit.product_category,
            guarantee_mode=limit.guarantee_mode,
            risk_grade=limit.risk_grade,
            max_single=limit.max_single_fen,
            max_customer_total=limit.max_customer_total_fen,
            valid_from=limit.valid_from,
            valid_to=limit.valid_to,
        )
        for limit in limits
    ]
    return authority_of(
        lines, category=category, guarantee_mode=guarantee_mode, grade=grade, today=today
    )


async def bank_and_branch(org_id: UUID) -> tuple[str, str]:
    """Name the bank and the place of an organization, as documents print them."""
    org = await Org.get(id=org_id)
    bank = await Org.get(id=org.legal_entity_id)
    return bank.name, org.name


async def short_name_of(legal_entity_id: UUID) -> str:
    """Give the short name of a bank, as it stands in the numbers of its contracts."""
    return (await Org.get(id=legal_entity_id)).short_name


async def names_of(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name people by their identity."""
    rows = await User.filter(id__in=list(user_ids)).only("id", "name")
    return {row.id: row.name for row in rows}


async def org_of(org_id: UUID) -> Org:
    """Find an organization within reach."""
    return await Org.get(id=org_id)


async def open_orgs(below: str, *kinds: OrgKind) -> list[Org]:
    """List the open organizations of some kinds at or below a path, within reach."""
    return await Org.filter(path__startswith=below, kind__in=kinds, is_open=True).order_by("no")


async def kind_of(org_id: UUID) -> str:
    """Tell what an organization is: union, county bank, branch; routes look at it."""
    org = await Org.filter(id=org_id).first().only("id", "kind")
    return str(org.kind.value) if org else ""
