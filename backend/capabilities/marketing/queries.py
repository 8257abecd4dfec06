"""Reads of marketing."""

from collections.abc import Collection
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.marketing.models import Lead, MarketingVisit
from backend.capabilities.marketing.rules import OPEN_LEADS
from backend.kit.crypto import blind_index


async def worked_on(legal_entity_id: UUID, id_numbers: Collection[str]) -> set[str]:
    """Tell which of the identity numbers the bank has an open lead for."""
    by_hash = {blind_index(number): number for number in id_numbers}
    found = await Lead.filter(
        legal_entity_id=legal_entity_id,
        id_no_hash__in=list(by_hash),
        status__in=[status.value for status in OPEN_LEADS],
    ).values_list("id_no_hash", flat=True)
    return {by_hash[str(known)] for known in found}


async def visits_of(*, lead_id: UUID | None, customer_id: UUID | None) -> list[MarketingVisit]:
    """List the newest visits that were paid to a lead or a customer."""
    whose = Q(lead_id=lead_id) if lead_id else Q(customer_id=customer_id)
    return await MarketingVisit.filter(whose).order_by("-visited_at").limit(100)
