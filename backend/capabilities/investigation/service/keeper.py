"""Whose evidence an investigation's is, and who may see its documents."""

from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application
from backend.capabilities.evidence import service as evidence
from backend.capabilities.evidence.errors import EvidenceLocked
from backend.capabilities.investigation.models import Investigation
from backend.capabilities.investigation.queries import SUBJECT
from backend.capabilities.investigation.rules import InvestigationStatus
from backend.kit.actor import Actor
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within

LOCKED = (InvestigationStatus.SUBMITTED, InvestigationStatus.ACCEPTED)


class InvestigationKeeper:
    """An investigation as the subject of evidence."""

    async def may_attach(self, actor: Actor, subject_id: UUID, /) -> evidence.SubjectFacts:
        """Tell what new evidence of an investigation belongs to: its application's case.

        Raises:
            NotFound: no such investigation within the actor's reach.
            EvidenceLocked: it was handed in.
        """
        within = rows_within(Investigation, actor, "investigation:read")
        row = await Investigation.filter(within, id=subject_id).first()
        if row is None:
            raise NotFound(path=("subject_id",))
        if row.status in LOCKED:
            raise EvidenceLocked(path=("subject_id",))
        return await application.facts_of(await applications.by_id(row.application_id))

    async def may_see(self, actor: Actor, subject_id: UUID, /) -> bool:
        """Tell whether the investigation is within the actor's reach."""
        within = rows_within(Investigation, actor, "investigation:read")
        return await Investigation.filter(within, id=subject_id).exists()


evidence.register_subject(SUBJECT, InvestigationKeeper())
