"""Registering collateral with the authority, and lifting it again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.guarantee.errors import CollateralStillPledged
from backend.capabilities.guarantee.events import CollateralRegistered
from backend.capabilities.guarantee.models import Collateral, CollateralPledge
from backend.capabilities.guarantee.rules import (
    COLLATERAL_MACHINE,
    PledgeStatus,
    RegistrationStatus,
)
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitCollateralRegistration:
    """提交押品登记"""

    collateral_id: UUID = about("押品")
    expected_version: int = about("期望版本")
    authority: str = about("登记机关")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCollateral:
    """登记完成,录入登记证明"""

    collateral_id: UUID = about("押品")
    expected_version: int = about("期望版本")
    registration_no: str = about("他项权证或登记号")
    registered_on: date = about("登记日期")
    certificate_file_id: UUID = about("登记证明文件")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCollateral:
    """债务结清后解除登记"""

    collateral_id: UUID = about("押品")
    expected_version: int = about("期望版本")
    reason: str = about("原因")


async def submit_collateral_registration(
    actor: Actor, command: SubmitCollateralRegistration
) -> Collateral:
    """Hand a contracted collateral in for registration.

    Raises:
        IllegalTransition: its contract is not signed.
    """
    if not 2 <= len(command.authority.strip()) <= 120:
        raise ValidationFailed("请填写登记机关", "authority")
    async with unit_of_work(actor) as work:
        collateral = await work.lock(
            Collateral,
            command.collateral_id,
            within=rows_within(Collateral, actor, "collateral:submit-registration"),
            expected_version=command.expected_version,
        )
        await audit.move(
            work,
            collateral,
            COLLATERAL_MACHINE,
            "submit_registration",
            registration_authority=command.authority.strip(),
            registration_status=RegistrationStatus.PENDING,
            submitted_by=actor.id,
        )
        work.answers_with(collateral.id)
    return collateral


async def register_collateral(actor: Actor, command: RegisterCollateral) -> Collateral:
    """Write the registration down, with the authority's certificate.

    Raises:
        MakerChecker: the actor opened the collateral or handed it in (INV-37).
        Refused: all that is wrong with the input.
    """
    async with unit_of_work(actor) as work:
        collateral = await work.lock(
            Collateral,
            command.collateral_id,
            within=rows_within(Collateral, actor, "collateral:register"),
            expected_version=command.expected_version,
        )
        makers = (collateral.created_by, collateral.owner_id, collateral.submitted_by)
        check_not_maker(actor.id, makers, "押品登记")
        refuse_all(_problems(command, await reference.business_date()))
        await audit.move(
            work,
            collateral,
            COLLATERAL_MACHINE,
            "register",
            registration_status=RegistrationStatus.REGISTERED,
            registration_no=command.registration_no.strip(),
            registered_on=command.registered_on,
            certificate_file_id=command.certificate_file_id,
        )
        work.announce(CollateralRegistered(collateral_id=collateral.id))
        work.answers_with(collateral.id)
    return collateral


def _problems(command: RegisterCollateral, today: date) -> list[Refusal]:
    found: list[Refusal] = []
    if not 2 <= len(command.registration_no.strip()) <= 80:
        found.append(ValidationFailed("请填写登记号", "registration_no"))
    if command.registered_on > today:
        found.append(ValidationFailed("登记日期不能晚于今天", "registered_on"))
    return found


async def release_collateral(actor: Actor, command: ReleaseCollateral) -> Collateral:
    """Lift the registration once nothing relies on the collateral any more.

    Raises:
        CollateralStillPledged: something does.
        MakerChecker: the actor opened the collateral (INV-37).
    """
    if not 2 <= len(command.reason.strip()) <= 400:
        raise ValidationFailed("请填写解除原因,2 到 400 字", "reason")
    async with unit_of_work(actor) as work:
        collateral = await work.lock(
            Collateral,
            command.collateral_id,
            within=rows_within(Collateral, actor, "collateral:register"),
            expected_version=command.expected_version,
        )
        check_not_maker(actor.id, (collateral.created_by, collateral.owner_id), "解除押品登记")
        pledges = CollateralPledge.filter(collateral_id=collateral.id, status=PledgeStatus.ACTIVE)
        if await pledges.using_db(work.connection).exists():
            raise CollateralStillPledged
        await audit.move(
            work,
            collateral,
            COLLATERAL_MACHINE,
            "release",
            reason=command.reason,
            registration_status=RegistrationStatus.RELEASED,
            released_on=await reference.business_date(),
        )
        work.answers_with(collateral.id)
    return collateral
