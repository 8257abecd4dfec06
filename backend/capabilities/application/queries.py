"""Reads of application."""

from datetime import timedelta
from uuid import UUID

from backend.capabilities.application.models import Application, ApplicationParty
from backend.capabilities.application.rules import OPEN, ApplicationStatus
from backend.capabilities.product import queries as products
from backend.capabilities.product.rules import Library, ProductContent
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within


async def application_of(
    actor: Actor, application_id: UUID, permission: str = "application:read"
) -> Application:
    """Find an application within the reach of one of the actor's permissions.

    Raises:
        NotFound: there is none.
    """
    within = rows_within(Application, actor, permission)
    application = await Application.filter(within, id=application_id).first()
    if application is None:
        raise NotFound(path=("application_id",))
    return application


async def by_id(application_id: UUID) -> Application:
    """Find an application, for those above who hold its identity.

    Raises:
        NotFound: there is none.
    """
    application = await Application.filter(id=application_id).first()
    if application is None:
        raise NotFound(path=("application_id",))
    return application


async def content_for(application: Application) -> tuple[ProductContent, Library]:
    """Read what the application's own product version says, and the parts that it is made of."""
    version = await products.version_of(application.product_version_id)
    return products.content_of(version), await products.library_for(version)


async def parties_of(application_id: UUID) -> list[ApplicationParty]:
    """List who takes part, with their customer files."""
    return (
        await ApplicationParty.filter(application_id=application_id)
        .select_related("customer")
        .order_by("id")
    )


async def makers_of(application: Application) -> frozenset[UUID]:
    """Name the people who made the case, who may never check it (INV-37)."""
    makers = {application.created_by, application.owner_id, application.co_investigator_id}
    return frozenset(maker for maker in makers if maker is not None)


async def others_open(application: Application) -> int:
    """Count the customer's other open applications for the same product."""
    states = [state.value for state in OPEN - {ApplicationStatus.DRAFT}]
    return (
        await Application.filter(
            applicant_id=application.applicant_id,
            product_id=application.product_id,
            status__in=states,
        )
        .exclude(id=application.id)
        .count()
    )


async def sharing_contact(application: Application, months: int = 12) -> int:
    """Count other applicants of late who gave the same phone."""
    applicant = await Application.filter(id=application.id).values_list(
        "applicant__phone_hash", flat=True
    )
    since = utc_now() - timedelta(days=months * 30)
    found = (
        await Application.filter(
            legal_entity_id=application.legal_entity_id,
            applicant__phone_hash__in=applicant,
            submitted_at__gte=since,
        )
        .exclude(applicant_id=application.applicant_id)
        .distinct()
        .values_list("applicant_id", flat=True)
    )
    return len(found)
