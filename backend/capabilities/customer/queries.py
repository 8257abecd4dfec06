"""Reads of customer."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.customer.models import (
    BankAccount,
    BlacklistEntry,
    Customer,
    IdDocument,
    Relationship,
)
from backend.capabilities.customer.rules import (
    BlacklistLevel,
    PaperStatus,
    RelationType,
    worst,
)
from backend.capabilities.reference.queries import business_date
from backend.kit.actor import Actor
from backend.kit.crypto import blind_index
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within


async def customer_of(actor: Actor, customer_id: UUID) -> Customer:
    """Find a customer within the actor's reach.

    Raises:
        NotFound: there is none.
    """
    within = rows_within(Customer, actor, "customer:read")
    customer = await Customer.filter(within, id=customer_id).first()
    if customer is None:
        raise NotFound(path=("customer_id",))
    return customer


async def by_id_number(legal_entity_id: UUID, number: str) -> Customer | None:
    """Find a bank's open customer file by an identity number."""
    return (
        await Customer.filter(legal_entity_id=legal_entity_id, id_no_hash=blind_index(number))
        .exclude(status="CLOSED")
        .first()
    )


def kinds_of(customer: Customer) -> frozenset[str]:
    """Name the customer kinds (客户群体) that products ask for."""
    return frozenset(customer.kinds)


def birth_date(customer: Customer) -> date:
    """Return a natural person's birth date."""
    assert customer.birth_date is not None
    return customer.birth_date


async def customers_by_ids(customer_ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """Map each id to its customer; for those who hold the ids of a case within reach."""
    return {row.id: row for row in await Customer.filter(id__in=list(customer_ids))}


async def bank_account_of(account_id: UUID) -> BankAccount:
    """Find a bank account of the actor's bank, with its customer.

    Raises:
        NotFound: there is none.
    """
    account = await BankAccount.filter(id=account_id).select_related("customer").first()
    if account is None:
        raise NotFound(path=("account_id",))
    return account


async def documents_of(customer_id: UUID) -> list[IdDocument]:
    """List a customer's papers in force."""
    return await IdDocument.filter(customer_id=customer_id, status=PaperStatus.VALID).order_by("id")


async def blacklist_level(customer: Customer) -> BlacklistLevel | None:
    """Tell how heavily a customer is listed, by his number or his phone, on the business day."""
    today = await business_date()
    hashes = [customer.id_no_hash, customer.phone_hash]
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    entries = await BlacklistEntry.filter(
        in_force,
        legal_entity_id=customer.legal_entity_id,
        subject_hash__in=hashes,
        removed_at__isnull=True,
    )
    return worst(BlacklistLevel(entry.level) for entry in entries)


async def related(customer_id: UUID, kind: RelationType) -> list[Customer]:
    """List who stands so to a customer now."""
    ties = await Relationship.filter(
        from_customer_id=customer_id, type=kind, valid_to__isnull=True
    ).select_related("to_customer")
    return [tie.to_customer for tie in ties]


async def spouse_of(customer_id: UUID) -> Customer | None:
    """Find the spouse whose file is linked to a customer's."""
    found = await related(customer_id, RelationType.SPOUSE)
    return found[0] if found else None


async def legal_rep_of(customer_id: UUID) -> Customer | None:
    """Find the legal representative of a firm."""
    found = await related(customer_id, RelationType.LEGAL_REP)
    return found[0] if found else None
