"""A rejected case is taken up again (复议): once, and soon."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application_service
from backend.capabilities.application.errors import ApplicationOpenAlready
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.approval import queries
from backend.capabilities.approval.errors import NotRejectedHere, ReconsiderationOver
from backend.capabilities.approval.models import ApprovalRejection
from backend.capabilities.approval.service.ending import reconsider_days
from backend.capabilities.approval.service.starting import begin
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import ValidationFailed, VersionConflict
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconsiderRejection:
    """对审批否决的申请提出复议"""

    application_id: UUID = about("申请")
    expected_version: int = about("申请的期望版本")
    reason: str = about("复议理由")


async def reconsider_rejection(actor: Actor, command: ReconsiderRejection) -> ApprovalRejection:
    """Send a rejected case on a new way along its route.

    Raises:
        NotRejectedHere: no route has rejected it.
        ReconsiderationOver: too late, or taken up before.
        ApplicationOpenAlready: the customer has asked for this product anew.
    """
    if not 10 <= len(command.reason.strip()) <= 400:
        raise ValidationFailed("请填写复议理由,10 到 400 字", "reason")
    async with unit_of_work(actor) as work:
        application = await applications.application_of(
            actor, command.application_id, "approval:reconsider"
        )
        if application.version != command.expected_version:
            raise VersionConflict(application.version)
        rejections = await queries.rejections_of(application.id)
        if not rejections or application.status != ApplicationStatus.REJECTED:
            raise NotRejectedHere(path=("application_id",))
        last = await work.lock(ApprovalRejection, rejections[-1].id)
        today = await reference.business_date()
        await _check_in_time(work, rejections, today)
        await last.revise(
            actor.id,
            reconsidered_by=actor.id,
            reconsidered_on=today,
            reconsider_reason=command.reason.strip(),
        )
        await _reopen(work, application, command.reason)
        await begin(work, application.id)
        work.answers_with(last.id)
    return last


async def _reopen(work: Work, application: "Application", reason: str) -> None:
    try:
        await application_service.step(work, application.id, "reconsider", reason=reason[:400])
    except IntegrityError as error:
        # INV-17: while it was closed the customer opened another.
        if "one_open_application_per_product" in str(error):
            raise ApplicationOpenAlready(no="") from error
        raise


async def _check_in_time(work: Work, rejections: list[ApprovalRejection], today: date) -> None:
    days = await reconsider_days(work, rejections[-1].legal_entity_id, today)
    before = any(one.reconsidered_on is not None for one in rejections)
    if before or today > rejections[-1].rejected_on + timedelta(days=days):
        raise ReconsiderationOver(days=days)
