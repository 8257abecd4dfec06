"""Reads of customer."""

from datetime import date
from uuid import UUID

from backend.capabilities.customer.models import Customer
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
