"""What capabilities above do to an application, within their own transaction."""

from typing import Any
from uuid import UUID

from backend.capabilities.application.models import Application
from backend.capabilities.application.rules import APPLICATION_MACHINE, ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import service as evidence
from backend.kit.work import Work


async def step(
    work: Work,
    application_id: UUID,
    action: str,
    *,
    to: ApplicationStatus | None = None,
    reason: str = "",
    **changes: Any,
) -> Application:
    """Take an application along an arrow of its machine; the caller has checked who may.

    Raises:
        NotFound: there is none.
        IllegalTransition: the machine has no such arrow.
    """
    application = await work.lock(Application, application_id)
    await audit.move(
        work, application, APPLICATION_MACHINE, action, to=to, reason=reason, **changes
    )
    return application


async def set_co_investigator(work: Work, application_id: UUID, user_id: UUID) -> Application:
    """Name who investigates beside the customer manager (协办人)."""
    application = await work.lock(Application, application_id)
    await application.revise(work.actor.id, co_investigator_id=user_id)
    await evidence.share_case(work, application.id, user_id)
    audit.record(
        work,
        "Application.assign_co_investigator",
        "Application",
        application.id,
        {"coInvestigator": str(user_id)},
        legal_entity_id=application.legal_entity_id,
    )
    return application
