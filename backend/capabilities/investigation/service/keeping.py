"""Who may put proofs into an investigation, and who may see its report."""

from uuid import UUID

from backend.capabilities.evidence.service import SubjectFacts, register_subject
from backend.capabilities.investigation import queries
from backend.capabilities.investigation.models import Investigation
from backend.capabilities.investigation.rules import INVESTIGATION_MACHINE, InvestigationStatus
from backend.capabilities.investigation.service.case import role_of
from backend.kit.actor import Actor
from backend.kit.refusal import IllegalTransition, NotFound
from backend.kit.scope import rows_within

HANDED_IN = (InvestigationStatus.SUBMITTED, InvestigationStatus.ACCEPTED)


class InvestigationKeeper:
    """Evidence of an investigation belongs to its two investigators until it is handed in."""

    async def may_attach(self, actor: Actor, subject_id: UUID, /) -> SubjectFacts:
        """Tell what new evidence belongs to.

        Raises:
            NotFound: it is out of reach.
            NotInvestigator: the actor neither leads nor assists.
            IllegalTransition: it lies with those who check it.
        """
        within = rows_within(Investigation, actor, "investigation:write")
        row = await Investigation.filter(within, id=subject_id).first()
        if row is None:
            raise NotFound(path=("subject_id",))
        role_of(row, actor)
        status = InvestigationStatus(row.status)
        if status in HANDED_IN:
            raise IllegalTransition(status, "attach", INVESTIGATION_MACHINE.allowed(status))
        return SubjectFacts(
            case_id=row.application_id,
            org_id=row.org_id,
            org_path=row.org_path,
            owner_id=row.owner_id,
        )

    async def may_see(self, actor: Actor, subject_id: UUID, /) -> bool:
        """Tell whether the actor may read the investigation and its report."""
        within = rows_within(Investigation, actor, "investigation:read")
        return await Investigation.filter(within, id=subject_id).exists()


register_subject(queries.SUBJECT, InvestigationKeeper())
register_subject("INVESTIGATION_REPORT", InvestigationKeeper())
