"""The customer goes back on an application."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application.events import ApplicationWithdrawn
from backend.capabilities.application.models import Application
from backend.capabilities.application.rules import APPLICATION_MACHINE
from backend.capabilities.audit import service as audit
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawApplication:
    """撤回申请"""

    application_id: UUID = about("申请")
    expected_version: int = about("期望版本")
    reason: str = about("客户撤回的原因")


async def withdraw_application(actor: Actor, command: WithdrawApplication) -> Application:
    """Withdraw on the customer's request, with the reason that he gave.

    Raises:
        ValidationFailed: no reason.
        IllegalTransition: somebody has signed, or it has ended.
    """
    if not 2 <= len(command.reason.strip()) <= 400:
        raise ValidationFailed("请填写撤回原因,2 到 400 字", "reason")
    async with unit_of_work(actor) as work:
        application = await work.lock(
            Application,
            command.application_id,
            within=rows_within(Application, actor, "application:withdraw"),
            expected_version=command.expected_version,
        )
        await audit.move(
            work,
            application,
            APPLICATION_MACHINE,
            "withdraw",
            reason=command.reason,
            end_reason=command.reason,
        )
        work.announce(ApplicationWithdrawn(application_id=application.id))
        work.answers_with(application.id)
    return application
