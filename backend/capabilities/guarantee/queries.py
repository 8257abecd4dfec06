"""Reads of guarantee."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.guarantee.models import (
    Collateral,
    CollateralOwner,
    CollateralPledge,
    GroupMember,
    Guarantee,
    GuaranteeCompanyAgreement,
)
from backend.capabilities.guarantee.rules import (
    PROMISED,
    STANDING,
    AgreementStatus,
    CollateralStatus,
    GroupStatus,
    GuaranteeStatus,
    PledgeStatus,
    unmet_by,
)
from backend.capabilities.product.rules import CollateralKind
from backend.capabilities.reference import queries as reference
from backend.kit.money import Fen

ENDED = (GuaranteeStatus.REMOVED, GuaranteeStatus.RELEASED)


async def guarantees_of(application_id: UUID) -> list[Guarantee]:
    """List who stands for an application, with their customer files."""
    return (
        await Guarantee.filter(application_id=application_id)
        .exclude(status=GuaranteeStatus.REMOVED)
        .select_related("guarantor")
        .order_by("id")
    )


async def collateral_of(application_id: UUID) -> list[Collateral]:
    """List what secures an application."""
    pledges = await pledges_of(application_id)
    return [pledge.collateral for pledge in pledges]


async def pledges_of(application_id: UUID) -> list[CollateralPledge]:
    """List how much of which collateral secures an application."""
    return (
        await CollateralPledge.filter(application_id=application_id, status=PledgeStatus.ACTIVE)
        .select_related("collateral")
        .order_by("id")
    )


async def applications_secured_by(collateral_id: UUID) -> list[UUID]:
    """List the applications that a collateral secures."""
    rows = CollateralPledge.filter(collateral_id=collateral_id, status=PledgeStatus.ACTIVE)
    return [row.application_id for row in await rows]


async def owners_of(collateral_ids: Iterable[UUID]) -> dict[UUID, list[CollateralOwner]]:
    """Map each collateral to its owners, with their customer files."""
    rows = (
        await CollateralOwner.filter(collateral_id__in=list(collateral_ids))
        .select_related("customer")
        .order_by("id")
    )
    owners: dict[UUID, list[CollateralOwner]] = {}
    for row in rows:
        owners.setdefault(row.collateral_id, []).append(row)
    return owners


async def cover_of(application_id: UUID) -> Fen:
    """Add up what the collateral of an application carries for it."""
    return Fen(sum(pledge.amount_fen for pledge in await pledges_of(application_id)))


async def collateral_ready(application_id: UUID) -> list[str]:
    """List in Chinese what keeps the collateral from being relied on; empty when nothing."""
    today = await reference.business_date()
    unmet: list[str] = []
    for collateral in await collateral_of(application_id):
        problem = unmet_by(
            CollateralKind(collateral.kind),
            CollateralStatus(collateral.status),
            collateral.appraisal_expires_on,
            today,
        )
        if problem:
            unmet.append(f"{collateral.no} {problem}")
    return unmet


async def promised_by(guarantor_id: UUID, *, beside: UUID) -> Fen:
    """Add up what a guarantor has promised, beside one guarantee; exposure knows what holds."""
    rows = await Guarantee.filter(guarantor_id=guarantor_id, status__in=PROMISED).exclude(id=beside)
    return Fen(sum(row.max_amount_fen for row in rows))


async def taken_of(agreement_id: UUID, borrower_id: UUID, *, beside: UUID) -> Fen:
    """Add up what one borrower has taken of a guarantee company's quota."""
    rows = await Guarantee.filter(
        agreement_id=agreement_id, borrower_id=borrower_id, status__in=STANDING
    ).exclude(id=beside)
    return Fen(sum(row.max_amount_fen for row in rows))


async def standing_pairs(legal_entity_id: UUID) -> list[tuple[UUID, UUID]]:
    """List who stands for whom in open loans of a bank: (guarantor, borrower)."""
    rows = await Guarantee.filter(legal_entity_id=legal_entity_id).exclude(status__in=ENDED)
    return [(row.guarantor_id, row.borrower_id) for row in rows]


async def groups_with(customer_id: UUID) -> dict[UUID, frozenset[UUID]]:
    """Map each joint-liability group of a customer to its members."""
    own = await GroupMember.filter(customer_id=customer_id, group__status=GroupStatus.ACTIVE)
    rows = await GroupMember.filter(group_id__in=[row.group_id for row in own])
    groups: dict[UUID, set[UUID]] = {}
    for row in rows:
        groups.setdefault(row.group_id, set()).add(row.customer_id)
    return {group: frozenset(members) for group, members in groups.items()}


async def agreement_with(company_id: UUID) -> GuaranteeCompanyAgreement | None:
    """Find the agreement in force with a guarantee company."""
    today = await reference.business_date()
    return await GuaranteeCompanyAgreement.filter(
        company_id=company_id, status=AgreementStatus.ACTIVE, valid_to__gte=today
    ).first()
