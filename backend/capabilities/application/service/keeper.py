"""Whose evidence an application's is, and who may see its documents."""

from uuid import UUID

from backend.capabilities.application import queries
from backend.capabilities.application.models import Application
from backend.capabilities.application.rules import OPEN, ApplicationStatus
from backend.capabilities.customer import queries as customers
from backend.capabilities.evidence import service as evidence
from backend.capabilities.evidence.errors import EvidenceLocked
from backend.kit.actor import Actor
from backend.kit.scope import rows_within

SUBJECT = "APPLICATION"


class ApplicationKeeper:
    """An application as the subject of evidence."""

    async def may_attach(self, actor: Actor, subject_id: UUID, /) -> evidence.SubjectFacts:
        """Tell what new evidence of an application belongs to.

        Raises:
            NotFound: no such application within the actor's reach.
            EvidenceLocked: it has ended.
        """
        application = await queries.application_of(actor, subject_id)
        if ApplicationStatus(application.status) not in OPEN:
            raise EvidenceLocked(path=("subject_id",))
        return await facts_of(application)

    async def may_see(self, actor: Actor, subject_id: UUID, /) -> bool:
        """Tell whether the application is within the actor's reach."""
        within = rows_within(Application, actor, "application:read")
        return await Application.filter(within, id=subject_id).exists()


async def facts_of(application: Application) -> evidence.SubjectFacts:
    """Tell whose evidence of a case is, and whose consent counts."""
    found = await customers.customers_by_ids([application.applicant_id])
    customer = found.get(application.applicant_id)
    return evidence.SubjectFacts(
        case_id=application.id,
        org_id=application.org_id,
        org_path=application.org_path,
        owner_id=application.owner_id,
        co_owner_id=application.co_investigator_id,
        customer_id=application.applicant_id,
        customer_name=customer.name if customer else "",
    )


evidence.register_subject(SUBJECT, ApplicationKeeper())
