"""How guarantees and collateral come into being, by hand or from an application's parties."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.application import queries as applications
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.guarantee import queries
from backend.capabilities.guarantee.errors import GuaranteeOpenAlready
from backend.capabilities.guarantee.models import (
    Collateral,
    CollateralOwner,
    CollateralPledge,
    Guarantee,
)
from backend.capabilities.guarantee.rules import (
    CONSTITUTIVE,
    CollateralStatus,
    GuaranteeStatus,
    GuaranteeType,
    RegistrationStatus,
    check_circle,
    check_guarantor,
)
from backend.capabilities.product.rules import CollateralKind, PartyRole
from backend.capabilities.reference.service import next_no
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application

_S = ApplicationStatus
# Once reviewers look at a case, what secures it stays as they see it.
CHANGEABLE = frozenset(
    {
        _S.SUBMITTED,
        _S.PRE_ASSESSING,
        _S.PRE_PASSED,
        _S.PRE_REFERRED,
        _S.PRE_REJECTED,
        _S.INVESTIGATING,
        _S.DECIDING,
        _S.DECIDED,
        _S.RETURNED,
    }
)


def check_changeable(application: "Application") -> None:
    """Refuse to change what secures a case that is being reviewed or has ended.

    Raises:
        ValidationFailed: it is.
    """
    if ApplicationStatus(application.status) not in CHANGEABLE:
        raise ValidationFailed("申请已进入审查审批或已结束,不能变更担保", "application_id")


async def wrong_guarantor(application: "Application", guarantor_id: UUID) -> list[Refusal]:
    """List why somebody may not stand for an application (INV-55, INV-58)."""
    parties = await applications.parties_of(application.id)
    own_side = [(party.customer_id, PartyRole(party.role)) for party in parties]
    own_side.append((application.applicant_id, PartyRole.APPLICANT))
    groups = await queries.groups_with(application.applicant_id)
    standing = await queries.standing_pairs(application.legal_entity_id)
    return [
        *check_guarantor(guarantor_id, own_side),
        *check_circle(application.applicant_id, guarantor_id, standing, groups.values()),
    ]


def place_of(application: "Application") -> dict[str, Any]:
    """Stamp a row with the application's place, whoever writes it."""
    return {
        "legal_entity_id": application.legal_entity_id,
        "org_id": application.org_id,
        "org_path": application.org_path,
        "owner_id": application.owner_id,
    }


async def open_guarantee(
    work: Work, application: "Application", guarantor_id: UUID, type_: GuaranteeType, **terms: Any
) -> Guarantee:
    """Write a guarantee down as a draft.

    Raises:
        GuaranteeOpenAlready: the guarantor stands for this application already.
    """
    try:
        guarantee = await work.add(
            Guarantee,
            no=await next_no(work, "DB"),
            application_id=application.id,
            borrower_id=application.applicant_id,
            guarantor_id=guarantor_id,
            type=type_,
            **(place_of(application) | terms),
        )
    except IntegrityError as error:
        # Two people added the same guarantor at once: the constraint chose one.
        if "one_guarantee_per_guarantor" in str(error):
            raise GuaranteeOpenAlready(path=("guarantor_id",)) from error
        raise
    await audit.note_transition(work, guarantee, "", GuaranteeStatus.DRAFT, "create")
    return guarantee


async def open_collateral(
    work: Work,
    application: "Application",
    kind: CollateralKind,
    owners: Iterable[UUID],
    **facts: Any,
) -> Collateral:
    """Write a collateral down as a draft, with its owners."""
    registration = (
        RegistrationStatus.PENDING if kind in CONSTITUTIVE else RegistrationStatus.NOT_REQUIRED
    )
    collateral = await work.add(
        Collateral,
        no=await next_no(work, "YW"),
        kind=kind,
        registration_status=registration,
        **(place_of(application) | facts),
    )
    for owner in owners:
        await work.add(
            CollateralOwner,
            collateral_id=collateral.id,
            customer_id=owner,
            legal_entity_id=application.legal_entity_id,
        )
    await audit.note_transition(work, collateral, "", CollateralStatus.DRAFT, "create")
    return collateral


async def open_pledge(
    work: Work, collateral: Collateral, application: "Application", wanted: Fen, amount: Fen
) -> CollateralPledge:
    """Let a collateral secure an application; the amount counts from the appraisal on."""
    return await work.add(
        CollateralPledge,
        collateral_id=collateral.id,
        application_id=application.id,
        wanted_fen=wanted,
        amount_fen=amount,
        legal_entity_id=application.legal_entity_id,
    )
