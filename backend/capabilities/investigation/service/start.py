"""Beginning: who goes, how, and that both were there."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.audit import service as audit
from backend.capabilities.investigation import queries
from backend.capabilities.investigation.errors import (
    CoInvestigatorMissing,
    NotInvestigator,
    VisitRequired,
)
from backend.capabilities.investigation.models import CheckIn, Investigation, Section
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    Closeness,
    InvestigationMode,
    InvestigationStatus,
    InvestigatorRole,
    Presence,
    are_together,
    check_in_problems,
)
from backend.capabilities.investigation.service.case import EMPTY, locked_case, role_of
from backend.capabilities.notification import service as notification
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import Role
from backend.capabilities.product.rules import investigation_form
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import sha256
from backend.kit.money import grouped_yuan
from backend.kit.places import Position, distance_m
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work

_S = InvestigationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCoInvestigator:
    """指定协办人"""

    application_id: UUID = about("申请")
    user_id: UUID = about("协办人,须为本行另一名客户经理")


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInvestigation:
    """开始调查"""

    application_id: UUID = about("申请")
    mode: InvestigationMode = about("调查方式", InvestigationMode.ONSITE)
    site_latitude: Decimal | None = about("调查地点纬度", None)
    site_longitude: Decimal | None = about("调查地点经度", None)
    waiver_reason: str = about("免现场调查的理由,视频或非现场调查时填写", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInAtSite:
    """现场签到"""

    investigation_id: UUID = about("调查")
    latitude: Decimal = about("纬度")
    longitude: Decimal = about("经度")
    accuracy_m: int = about("定位误差(米)")
    is_mocked: bool = about("设备报告为模拟定位", default=False)


async def assign_co_investigator(actor: Actor, command: AssignCoInvestigator) -> Any:
    """Name the second investigator; who led or assisted before keeps his records.

    Raises:
        CoInvestigatorMissing: it would be the lead himself.
        ValidationFailed: no customer manager of this bank.
    """
    async with unit_of_work(actor) as work:
        application = await applications.application_of(
            actor, command.application_id, "investigation:assign"
        )
        if command.user_id == application.owner_id:
            raise CoInvestigatorMissing(path=("user_id",))
        await _refuse_stranger(actor, command.user_id)
        application = await application_service.set_co_investigator(
            work, application.id, command.user_id
        )
        await notification.tell(
            work,
            event="CO_INVESTIGATOR",
            to=[command.user_id],
            title="您被指定为协办人",
            text=f"申请 {application.no}",
            subject_type="APPLICATION",
            subject_id=application.id,
            once=f"co-investigator:{application.id}:{application.version}",
        )
        investigation = await queries.investigation_of(application.id)
        if investigation is not None:
            await _replace(work, investigation, command.user_id)
        work.answers_with(application.id)
    return application


async def _refuse_stranger(actor: Actor, user_id: UUID) -> None:
    managers = await organization.users_with_role(
        Role.CUSTOMER_MANAGER,
        Q(legal_entity_id=actor.legal_entity_id),
        await reference.business_date(),
    )
    if user_id not in {manager.id for manager in managers}:
        raise ValidationFailed("协办人须为本行在岗的客户经理", "user_id")


async def _replace(work: Work, investigation: Investigation, user_id: UUID) -> None:
    # Once both have been there, the visit is theirs.
    if investigation.status != _S.PLANNED:
        raise ValidationFailed("双人已签到,不能再更换协办人", "user_id")
    row = await work.lock(Investigation, investigation.id)
    await row.revise(work.actor.id, co_investigator_id=user_id)


async def start_investigation(actor: Actor, command: StartInvestigation) -> Investigation:
    """Open the investigation of a case that has passed the pre-assessment (INV-18).

    Raises:
        IllegalTransition: the pre-assessment has not been passed.
        CoInvestigatorMissing: nobody assists.
        VisitRequired: too large to be investigated at a distance.
    """
    async with unit_of_work(actor) as work:
        application = await applications.application_of(
            actor, command.application_id, "investigation:lead"
        )
        if application.owner_id != actor.id:
            raise NotInvestigator
        content, library = await applications.content_for(application)
        wrong = _start_problems(command, application, content.info.signing.onsite_waiver_max_fen)
        refuse_all(wrong)
        await application_service.step(work, application.id, "start_investigation")
        investigation = await _open(work, command, application)
        for part in investigation_form(content, library).parts:
            await work.add(
                Section,
                legal_entity_id=investigation.legal_entity_id,
                investigation_id=investigation.id,
                module=part.code,
                title=part.name_zh,
                data=EMPTY,
                data_hash=sha256({}),
                missing=[],
            )
        if command.mode is not InvestigationMode.ONSITE:
            await audit.move(
                work,
                investigation,
                INVESTIGATION_MACHINE,
                "waive_visit",
                reason=command.waiver_reason,
            )
        work.answers_with(investigation.id)
    return investigation


def _start_problems(
    command: StartInvestigation, application: Any, waiver_max: Any
) -> list[Refusal]:
    found: list[Refusal] = []
    if application.co_investigator_id in (None, application.owner_id):
        found.append(CoInvestigatorMissing(path=("application_id",)))
    if (command.site_latitude is None) != (command.site_longitude is None):
        found.append(ValidationFailed("经度和纬度须同时填写", "site_latitude"))
    if command.site_latitude is not None and command.site_longitude is not None:
        site = Position(command.site_latitude, command.site_longitude)
        if not site.exists:
            found.append(ValidationFailed("坐标不存在", "site_latitude"))
    if command.mode is InvestigationMode.ONSITE:
        return found
    if application.amount_requested_fen > waiver_max:
        amount = grouped_yuan(application.amount_requested_fen)
        found.append(VisitRequired(path=("mode",), amount=amount, maximum=grouped_yuan(waiver_max)))
    if not 2 <= len(command.waiver_reason.strip()) <= 400:
        found.append(ValidationFailed("请填写免现场调查的理由,2 到 400 字", "waiver_reason"))
    return found


async def _open(work: Work, command: StartInvestigation, application: Any) -> Investigation:
    investigation = await work.add(
        Investigation,
        no=await next_no(work, "DC"),
        application_id=application.id,
        legal_entity_id=application.legal_entity_id,
        org_id=application.org_id,
        org_path=application.org_path,
        owner_id=application.owner_id,
        co_investigator_id=application.co_investigator_id,
        mode=command.mode,
        waiver_reason=command.waiver_reason.strip(),
        site=_site_text(command),
        defects=[],
    )
    await audit.note_transition(work, investigation, "", _S.PLANNED, "start")
    return investigation


def _site_text(command: StartInvestigation) -> str:
    if command.site_latitude is None or command.site_longitude is None:
        return ""
    return f"{command.site_latitude:f},{command.site_longitude:f}"


async def check_in(actor: Actor, command: CheckInAtSite) -> Investigation:
    """Say that one is there; once both are, at one place and time, the visit counts (INV-20).

    Raises:
        NotInvestigator: the actor neither leads nor assists.
        Refused: the position cannot be believed, or is another place.
    """
    async with unit_of_work(actor) as work:
        case = await locked_case(work, command.investigation_id, "investigation:write")
        investigation = case.investigation
        role = role_of(investigation, actor)
        other = (
            investigation.co_investigator_id
            if role is InvestigatorRole.LEAD
            else investigation.owner_id
        )
        partner = await queries.presence_of(investigation.id, other)
        mine = Presence(Position(command.latitude, command.longitude), work.now)
        site = _site(investigation)
        rule = await _closeness(actor)
        problems = check_in_problems(
            mine,
            partner,
            site,
            accuracy_m=command.accuracy_m,
            is_mocked=command.is_mocked,
            rule=rule,
        )
        refuse_all(problems)
        await _keep(work, investigation, role, mine, site, command.accuracy_m)
        if investigation.status == _S.PLANNED and are_together(mine, partner, rule):
            await audit.move(work, investigation, INVESTIGATION_MACHINE, "check_in")
        work.answers_with(investigation.id)
    return investigation


async def _closeness(actor: Actor) -> Closeness:
    today = await reference.business_date()
    place, minutes, site = [
        await reference.parameter(
            f"investigation.{key}", today, actor.legal_entity_id, actor.union_id
        )
        for key in ("samePlaceMeters", "sameTimeMinutes", "addressMeters")
    ]
    return Closeness(place, timedelta(minutes=minutes), site)


def _site(investigation: Investigation) -> Position | None:
    return Position.read(*investigation.site.split(",")) if investigation.site else None


async def _keep(
    work: Work,
    investigation: Investigation,
    role: InvestigatorRole,
    mine: Presence,
    site: Position | None,
    accuracy_m: int,
) -> None:
    await work.add(
        CheckIn,
        legal_entity_id=investigation.legal_entity_id,
        investigation_id=investigation.id,
        user_id=work.actor.id,
        user_name=work.actor.name,
        role=role,
        latitude=f"{mine.position.latitude:f}",
        longitude=f"{mine.position.longitude:f}",
        place=mine.position.rounded,
        accuracy_m=accuracy_m,
        site_distance_m=distance_m(mine.position, site) if site else None,
        at=mine.at,
    )
