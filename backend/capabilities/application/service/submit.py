"""Handing an application in: everything that the product demands at intake is checked at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.application import queries
from backend.capabilities.application.errors import ApplicationOpenAlready
from backend.capabilities.application.events import ApplicationSubmitted
from backend.capabilities.application.models import Application, ApplicationParty
from backend.capabilities.application.rules import APPLICATION_MACHINE, OPEN, ApplicationStatus
from backend.capabilities.application.service.amend import keep_revision
from backend.capabilities.application.service.intake import missing_consents
from backend.capabilities.audit import service as audit
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.customer import queries as customers
from backend.capabilities.customer.rules import MaritalStatus
from backend.capabilities.product import queries as products
from backend.capabilities.product.rules import (
    ApplicationRequest,
    GuaranteeOffer,
    Level,
    Party,
    PartyRole,
    ProductContent,
    application_form,
    check_application,
    missing_parties,
    validate_form,
)
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from backend.capabilities.product.models import ProductVersion

PARTY_ZH = {
    PartyRole.APPLICANT: "申请人",
    PartyRole.SPOUSE: "配偶",
    PartyRole.CO_BORROWER: "共同借款人",
    PartyRole.GUARANTOR: "保证人",
    PartyRole.GUARANTOR_SPOUSE: "保证人配偶",
    PartyRole.MORTGAGOR: "抵押人",
    PartyRole.PLEDGOR: "出质人",
    PartyRole.LEGAL_REP: "法定代表人",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitApplication:
    """提交申请"""

    application_id: UUID = about("申请")
    expected_version: int = about("期望版本")


async def submit_application(actor: Actor, command: SubmitApplication) -> Application:
    """Submit a draft; from here on its product version is frozen (INV-15, INV-16).

    Raises:
        Refused: everything that the product misses or forbids.
        ApplicationOpenAlready: the customer has an open one for this product.
    """
    async with unit_of_work(actor) as work:
        application = await work.lock(
            Application,
            command.application_id,
            within=rows_within(Application, actor, "application:submit"),
            expected_version=command.expected_version,
        )
        APPLICATION_MACHINE.next(application.status, "submit")
        version = await products.version_in_force(
            application.product_id, actor.legal_entity_code, await reference.business_date()
        )
        refuse_all([*await _problems(application, version), *await missing_consents(application)])
        await _submit(work, application, version.id)
        await keep_revision(work, application, application.form_data, "")
        work.announce(ApplicationSubmitted(application_id=application.id))
        work.answers_with(application.id)
    return application


async def _submit(work: Work, application: Application, version_id: UUID) -> None:
    await _refuse_second(application)
    try:
        await audit.move(
            work,
            application,
            APPLICATION_MACHINE,
            "submit",
            submitted_at=work.now,
            product_version_id=version_id,
        )
    except IntegrityError as error:
        # Two drafts were handed in at once: the constraint chose one.
        if "one_open_application_per_product" in str(error):
            raise ApplicationOpenAlready(no="") from error
        raise


async def _refuse_second(application: Application) -> None:
    states = [state.value for state in OPEN - {ApplicationStatus.DRAFT}]
    other = (
        await Application.filter(
            applicant_id=application.applicant_id,
            product_id=application.product_id,
            status__in=states,
        )
        .exclude(id=application.id)
        .first()
    )
    if other is not None:
        raise ApplicationOpenAlready(no=other.no)


async def _problems(application: Application, version: "ProductVersion") -> list[Refusal]:
    content, library = products.content_of(version), await products.library_for(version)
    parties = await queries.parties_of(application.id)
    form = application_form(content, library)
    wrong: list[Refusal] = [
        ValidationFailed(problem.message, "form_data", *problem.path)
        for problem in validate_form(form, application.form_data, Level.INTAKE)
    ]
    wrong += check_application(
        content.info,
        _request(application, content, parties),
        await reference.business_date(),
    )
    known = [_party(party, parties) for party in parties]
    wrong += [
        ValidationFailed(f"缺少参与人:{PARTY_ZH[missing.role]}", "parties")
        for missing in missing_parties(content.sign_policy, known)
    ]
    return wrong


def _request(
    application: Application, content: ProductContent, parties: list[ApplicationParty]
) -> ApplicationRequest:
    applicant = next(party.customer for party in parties if party.role == PartyRole.APPLICANT)
    offers = [
        GuaranteeOffer(party.guarantee_mode, party.collateral_kind)
        for party in parties
        if party.guarantee_mode is not None
    ]
    return ApplicationRequest(
        amount_fen=application.amount_requested_fen,
        term_months=application.term_months,
        method=RepaymentMethod(application.repayment_method),
        purpose=application.purpose_code,
        born_on=customers.birth_date(applicant),
        customer_types=customers.kinds_of(applicant),
        guarantees=tuple(offers),
        group_members=len(offers) + 1 if content.info.group else 0,
    )


def _party(party: ApplicationParty, parties: list[ApplicationParty]) -> Party:
    applicant = next(one for one in parties if one.role == PartyRole.APPLICANT)
    married = party.customer.marital_status == MaritalStatus.MARRIED
    return Party(
        id=str(party.customer_id),
        role=PartyRole(party.role),
        is_married=married,
        is_company=party.customer.type == "COMPANY",
        belongs_to=_principal(party, applicant),
    )


def _principal(party: ApplicationParty, applicant: ApplicationParty) -> str:
    if party.belongs_to_id is not None:
        return str(party.belongs_to_id)
    return str(applicant.customer_id) if party.role == PartyRole.SPOUSE else ""
