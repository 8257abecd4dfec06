"""Reads of contract."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Sum

from backend.capabilities.contract.models import CreditContract, CreditLimit, LimitMovement
from backend.capabilities.contract.rules import Balances, MovementKind, totals
from backend.kit.money import Fen
from backend.kit.refusal import NotFound


async def contract_of(contract_id: UUID) -> CreditContract:
    """Find a contract within the legal entity.

    Raises:
        NotFound: there is none.
    """
    contract = await CreditContract.filter(id=contract_id).first()
    if contract is None:
        raise NotFound(path=("contract_id",))
    return contract


async def contract_of_application(application_id: UUID) -> CreditContract | None:
    """Find the contract of an application that is not void."""
    return await CreditContract.filter(application_id=application_id).exclude(status="VOID").first()


async def limit_of(limit_id: UUID) -> CreditLimit:
    """Find a limit within the legal entity, with its contract.

    Raises:
        NotFound: there is none.
    """
    limit = await CreditLimit.filter(id=limit_id).select_related("contract").first()
    if limit is None:
        raise NotFound(path=("limit_id",))
    return limit


async def limit_of_contract(contract_id: UUID) -> CreditLimit | None:
    """Find the limit that a contract granted, if it took effect."""
    return await CreditLimit.filter(contract_id=contract_id).first()


async def movements_of(limit_id: UUID) -> list[LimitMovement]:
    """List what happened to a limit, the first first."""
    return await LimitMovement.filter(limit_id=limit_id).order_by("seq")


@dataclass(frozen=True, slots=True)
class LimitDifference:
    """A limit whose movements do not add up to what it shows."""

    limit_id: UUID
    limit_no: str
    shown: Balances
    moved: Balances


async def limit_differences(within: Q) -> list[LimitDifference]:
    """Compare every limit with the sum of its movements (INV-26); none is the good answer."""
    limits = await CreditLimit.filter(within)
    sums = (
        await LimitMovement.filter(limit_id__in=[limit.id for limit in limits])
        .annotate(total=Sum("amount_fen"))
        .group_by("limit_id", "kind")
        .values("limit_id", "kind", "total")
    )
    moved: dict[UUID, dict[MovementKind, Fen]] = {}
    for line in sums:
        of_limit = moved.setdefault(line["limit_id"], {})
        of_limit[MovementKind(line["kind"])] = Fen(int(line["total"]))
    added = {limit.id: totals(moved.get(limit.id, {})) for limit in limits}
    return [
        LimitDifference(limit.id, limit.no, limit.balances, added[limit.id])
        for limit in limits
        if limit.balances != added[limit.id]
    ]
