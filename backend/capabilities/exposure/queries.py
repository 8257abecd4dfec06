"""Reads of exposure; ask within a transaction after ``service.hold`` where it decides."""

from uuid import UUID

from backend.capabilities.exposure.models import Exposure
from backend.capabilities.exposure.rules import ExposureKind, Stake, guaranteed, total
from backend.kit.money import Fen


async def total_of(customer_id: UUID) -> Fen:
    """Add up limits, notes outside them and the core's own loans (INV-29)."""
    return total(await _stakes(customer_id))


async def guaranteed_by(customer_id: UUID) -> Fen:
    """Add up what a customer guarantees for others."""
    return guaranteed(await _stakes(customer_id))


async def _stakes(customer_id: UUID) -> list[Stake]:
    rows = await Exposure.filter(customer_id=customer_id, amount_fen__gt=0)
    return [
        Stake(ExposureKind(row.kind), row.ref_id, row.amount_fen, row.limit_ref) for row in rows
    ]
