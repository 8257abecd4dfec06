"""Loads the demo: two county banks under a union, their people, and reference data.

Each part looks whether it is there, so that loading twice changes nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.capabilities.organization import models as organization
from backend.capabilities.organization.rules import DEFAULT_SCOPE, OrgKind, Role
from backend.capabilities.organization.service import hash_password
from backend.capabilities.reference.models import BusinessDay, LprQuote
from backend.kit.actor import SYSTEM_ID
from backend.kit.ids import uuid7
from backend.kit.money import Fen, fen
from dev.demo.people import ORGS, PASSWORD, PEOPLE, DemoOrg, DemoPerson
from dev.demo.seed_bureau import load_bureau_users
from dev.demo.seed_decisions import load_decisions
from dev.demo.seed_guarantee import load_guarantee_company
from dev.demo.seed_products import load_products
from dev.demo.seed_reference import load_dictionaries
from dev.demo.seed_templates import load_templates
from dev.demo.seed_workflows import load_workflows

FIRST_DAY = date(2026, 11, 12)
FOREVER = date(2099, 12, 31)
STAMP: dict[str, Any] = {"created_by": SYSTEM_ID, "updated_by": SYSTEM_ID}


async def load(settings: Any) -> None:
    """Load all parts, in the order of the journey."""
    for part in PARTS:
        await part(settings)


async def load_reference(_: Any) -> None:
    """Set the first business date and an example LPR."""
    await BusinessDay.get_or_create(id="today", defaults={"today": FIRST_DAY})
    await LprQuote.get_or_create(
        published_on=date(2026, 10, 20),
        defaults={"lpr_1y": Decimal("3.000000"), "lpr_5y": Decimal("3.500000"), **STAMP},
    )


async def load_organization(_: Any) -> None:
    """Create the banks, their branches and their people."""
    if await organization.Org.exists():
        return
    orgs: dict[str, organization.Org] = {}
    for org in ORGS:
        orgs[org.no] = await _create_org(org, orgs)
    password_hash = await hash_password(PASSWORD)
    for number, person in enumerate(PEOPLE, start=1):
        await _create_person(number, person, orgs[person.org], password_hash)


async def _create_org(org: DemoOrg, orgs: dict[str, organization.Org]) -> organization.Org:
    parent = orgs[org.parent] if org.parent else None
    row_id = uuid7()
    own_entity = org.kind in ("UNION", "COUNTY_BANK")
    return await organization.Org.create(
        id=row_id,
        legal_entity_id=row_id if own_entity or parent is None else parent.legal_entity_id,
        no=org.no,
        name=org.name,
        short_name=org.short_name,
        kind=OrgKind(org.kind),
        parent=parent,
        path=f"{parent.path}/{org.no}" if parent else f"/{org.no}",
        entity_code=org.no[:6].ljust(6, "0"),
        **STAMP,
    )


async def _create_person(
    number: int, person: DemoPerson, org: organization.Org, password_hash: str
) -> None:
    user = await organization.User.create(
        legal_entity_id=org.legal_entity_id,
        employee_no=f"{org.entity_code}{number:04d}",
        login_name=person.login,
        name=person.name,
        password_hash=password_hash,
        must_change_password=False,
        org=org,
        **STAMP,
    )
    for code in person.roles:
        await _grant(user, org, Role(code))
    if person.authority_yuan:
        await _authorize(user, org, fen(person.authority_yuan))


async def _grant(user: organization.User, org: organization.Org, role: Role) -> None:
    await organization.RoleGrant.create(
        legal_entity_id=org.legal_entity_id,
        user=user,
        org=org,
        role=role,
        scope=DEFAULT_SCOPE[role],
        valid_from=date(2026, 1, 1),
        valid_to=FOREVER,
        **STAMP,
    )


async def _authorize(user: organization.User, org: organization.Org, amount: Fen) -> None:
    await organization.AuthorityLimit.create(
        legal_entity_id=org.legal_entity_id,
        org=org,
        user=user,
        max_single_fen=amount,
        max_customer_total_fen=amount,
        valid_from=date(2026, 1, 1),
        valid_to=FOREVER,
        **STAMP,
    )


async def bank(no: str) -> UUID:
    """Find the legal entity of a bank of the demo."""
    org = await organization.Org.get(no=no)
    return org.legal_entity_id


PARTS: list[Callable[[Any], Awaitable[None]]] = [
    load_reference,
    load_organization,
    load_dictionaries,
    load_products,
    load_templates,
    load_decisions,
    load_workflows,
    load_guarantee_company,
    load_bureau_users,
]
