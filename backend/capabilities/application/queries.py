"""Reads of application."""

from uuid import UUID

from backend.capabilities.application.models import Application, ApplicationParty


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
