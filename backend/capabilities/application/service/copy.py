"""Starting a new application from an old one."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.application import queries
from backend.capabilities.application.models import Application, ApplicationParty
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries as customers
from backend.capabilities.product import queries as products
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.work import Work, unit_of_work

COPIED = (
    "applicant_id",
    "product_id",
    "purpose_code",
    "purpose_text",
    "amount_requested_fen",
    "term_months",
    "repayment_method",
    "guarantee_modes",
    "form_data",
    "co_investigator_id",
    "channel",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyApplication:
    """复制申请为新的草稿"""

    application_id: UUID = about("被复制的申请")


async def copy_application(actor: Actor, command: CopyApplication) -> Application:
    """Draft a new application with the old one's content, on the product as it is today.

    Raises:
        NotFound: the application or one of its customers is out of reach.
    """
    async with unit_of_work(actor) as work:
        source = await queries.application_of(actor, command.application_id, "application:draft")
        await customers.customer_of(actor, source.applicant_id)
        version = await products.version_in_force(
            source.product_id, actor.legal_entity_code, await reference.business_date()
        )
        draft = await work.add(
            Application,
            no=await next_no(work, "SQ"),
            product_version_id=version.id,
            **{name: getattr(source, name) for name in COPIED},
        )
        await audit.note_transition(work, draft, "", ApplicationStatus.DRAFT, "copy", source.no)
        await _copy_parties(work, source, draft)
        work.answers_with(draft.id)
    return draft


async def _copy_parties(work: Work, source: Application, draft: Application) -> None:
    for party in await queries.parties_of(source.id):
        await work.add(
            ApplicationParty,
            application_id=draft.id,
            customer_id=party.customer_id,
            role=party.role,
            belongs_to_id=party.belongs_to_id,
            guarantee_mode=party.guarantee_mode,
            collateral_kind=party.collateral_kind,
        )
