"""What every verb of an investigation needs: the case, its product's form, its sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.credit_authorization.rules import BureauIndicators
from backend.capabilities.decision.rules import canonical_json
from backend.capabilities.investigation import queries
from backend.capabilities.investigation.errors import EvidenceMissing, NotInvestigator
from backend.capabilities.investigation.models import CreditOpinion, Investigation, Section
from backend.capabilities.investigation.rules import InvestigatorRole
from backend.capabilities.product.rules import (
    Form,
    Level,
    Library,
    ProductContent,
    completeness,
    investigation_form,
    missing_evidence,
)
from backend.kit.actor import Actor
from backend.kit.json import sha256
from backend.kit.refusal import NotFound, Refusal
from backend.kit.scope import rows_within
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application

EMPTY = "{}"


@dataclass(frozen=True, slots=True)
class Case:
    """One investigation with all that it rests on."""

    investigation: Investigation
    application: "Application"
    content: ProductContent
    library: Library
    form: Form
    bureau: tuple[str, BureauIndicators] | None

    def title(self, module: str) -> str:
        """Name a module in Chinese."""
        return next((part.name_zh for part in self.form.parts if part.code == module), module)


async def locked_case(
    work: Work, investigation_id: UUID, permission: str, expected_version: int | None = None
) -> Case:
    """Take an investigation for writing, within the actor's reach.

    Raises:
        NotFound: there is none.
        VersionConflict: somebody changed it since.
    """
    investigation = await work.lock(
        Investigation,
        investigation_id,
        within=rows_within(Investigation, work.actor, permission),
        expected_version=expected_version,
    )
    return await case_of(investigation)


async def readable_case(actor: Actor, investigation_id: UUID, permission: str) -> Case:
    """Read a case without taking it, for what must happen outside a transaction."""
    within = rows_within(Investigation, actor, permission)
    investigation = await Investigation.filter(within, id=investigation_id).first()
    if investigation is None:
        raise NotFound(path=("investigation_id",))
    return await case_of(investigation)


async def case_of(investigation: Investigation) -> Case:
    """Gather what an investigation rests on."""
    application = await applications.by_id(investigation.application_id)
    content, library = await applications.content_for(application)
    return Case(
        investigation=investigation,
        application=application,
        content=content,
        library=library,
        form=investigation_form(content, library),
        bureau=await queries.bureau_answer(application.id),
    )


def role_of(investigation: Investigation, actor: Actor) -> InvestigatorRole:
    """Tell whether the actor leads or assists.

    Raises:
        NotInvestigator: neither.
    """
    if actor.id == investigation.owner_id:
        return InvestigatorRole.LEAD
    if actor.id == investigation.co_investigator_id:
        return InvestigatorRole.CO
    raise NotInvestigator


async def current_sections(work: Work, investigation_id: UUID) -> dict[str, Section]:
    """Take the sections as they stand, by module."""
    rows = (
        Section.filter(investigation_id=investigation_id, is_current=True)
        .using_db(work.connection)
        .order_by("module")
    )
    return {row.module: row for row in await rows.select_for_update()}


def data_columns(case: Case, module: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that keep a section's content and tell how complete it is."""
    found = completeness(case.form.part(module), {module: values}, Level.FULL)
    return {
        "data": canonical_json(values),
        "data_hash": sha256(values),
        "completeness": found.percent,
        "missing": [".".join(path) for path in found.missing],
    }


async def lacking_evidence(case: Case, form: Form) -> list[Refusal]:
    """List the slots of a form that still lack proof."""
    given = await queries.given_evidence(case.investigation.id)
    return [
        EvidenceMissing(
            path=("evidence", one.module, one.slot), title=one.title_zh, lacking=one.lacking
        )
        for one in missing_evidence(form, given)
    ]


async def drop_opinions(work: Work, investigation: Investigation) -> None:
    """Let all opinions go: they spoke of a decision that no longer stands."""
    rows = CreditOpinion.filter(investigation_id=investigation.id, is_current=True)
    for row in await rows.using_db(work.connection).select_for_update():
        await row.revise(work.actor.id, is_current=False)
