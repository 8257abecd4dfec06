"""Reading all that a contract set is made of."""

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.contract.rules import (
    Bank,
    Case,
    Charge,
    Person,
    Priced,
    Security,
    Suretyship,
    Terms,
    disclosed,
    signatories,
)
from backend.capabilities.contract.rules.wording import COLLATERAL_ZH, PLEDGED
from backend.capabilities.customer.rules import MaritalStatus
from backend.capabilities.guarantee import queries as guarantees
from backend.capabilities.organization import queries as organization
from backend.capabilities.product.rules import (
    Benchmark,
    CollateralKind,
    GuaranteeMode,
    LimitType,
    PartyRole,
    RateType,
)
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.money import Fen

if TYPE_CHECKING:
    from backend.capabilities.contract.models import CreditContract
    from backend.capabilities.customer.models import Customer


async def case_of(actor: Actor, contract: "CreditContract") -> Case:
    """Read parties, guarantees, collateral and price of a contract as they are now."""
    application = await applications.by_id(contract.application_id)
    content, library = await applications.content_for(application)
    bank = Bank(*await organization.bank_and_branch(contract.org_id))
    suretyships = await _suretyships(application.id)
    securities, owners = await _securities(application.id)
    people = await _people(application.id, owners)
    charges = tuple(
        Charge(fee.name_zh, fee.collector_zh, Decimal(fee.max_annual_rate))
        for fee in (library.fees[code] for code in content.fees)
        if fee.paid_by_customer
    )
    disclosure, method = disclosed(await _priced(actor, contract, charges, bank.name))
    also = {one.guarantor_id for one in suretyships} | set(owners)
    return Case(
        bank=bank,
        terms=_terms(contract),
        people=people,
        signatories=signatories(content.sign_policy, people, frozenset(also)),
        suretyships=suretyships,
        securities=securities,
        disclosure=disclosure,
        disclosure_method=method,
    )


def _terms(contract: "CreditContract") -> Terms:
    return Terms(
        display_no=contract.display_no or contract.no,
        amount=contract.amount_fen,
        limit_type=LimitType(contract.limit_type),
        months=contract.limit_term_months,
        start=contract.start_date,
        end=contract.end_date,
        purpose=contract.purpose,
        rate_type=RateType(contract.rate_type),
        benchmark=Benchmark(contract.benchmark),
        lpr_date=contract.lpr_date,
        lpr=contract.lpr_value,
        spread_bp=contract.spread_bp,
        rate=contract.annual_rate,
        penalty_pct=contract.penalty_markup_pct,
        misuse_pct=contract.misuse_markup_pct,
        methods=tuple(RepaymentMethod(method) for method in contract.methods),
    )


async def _priced(
    actor: Actor, contract: "CreditContract", charges: tuple[Charge, ...], lender: str
) -> Priced:
    today = await reference.business_date()
    seconds = await reference.parameter(
        "signing.minReadSeconds", today, actor.legal_entity_id, actor.union_id
    )
    return Priced(
        amount=contract.amount_fen,
        rate=contract.annual_rate,
        months=contract.term_months,
        start=contract.start_date,
        methods=tuple(RepaymentMethod(method) for method in contract.methods),
        charges=charges,
        penalty_pct=contract.penalty_markup_pct,
        misuse_pct=contract.misuse_markup_pct,
        lender=lender,
        min_read_seconds=int(seconds),
    )


async def _people(application_id: UUID, owners: "dict[str, Customer]") -> tuple[Person, ...]:
    parties = await applications.parties_of(application_id)
    applicant = next(one for one in parties if one.role == PartyRole.APPLICANT)
    people = [
        _person(
            party.customer,
            PartyRole(party.role),
            str(party.belongs_to_id or applicant.customer_id),
        )
        for party in parties
    ]
    known = {person.customer_id for person in people}
    people += [
        _person(owner, PartyRole.MORTGAGOR, "")
        for owner_id, owner in owners.items()
        if owner_id not in known
    ]
    return tuple(people)


def _person(customer: "Customer", role: PartyRole, belongs_to: str) -> Person:
    return Person(
        customer_id=str(customer.id),
        role=role,
        name=customer.name,
        id_no=customer.id_no,
        phone=customer.phone,
        address=customer.address or "",
        belongs_to="" if role is PartyRole.APPLICANT else belongs_to,
        is_company=customer.type == "COMPANY",
        is_married=customer.marital_status == MaritalStatus.MARRIED,
    )


async def _suretyships(application_id: UUID) -> tuple[Suretyship, ...]:
    return tuple(
        Suretyship(
            guarantor_id=str(row.guarantor_id),
            mode=GuaranteeMode(row.type.value),
            is_joint=row.liability == "JOINT_AND_SEVERAL",
            scope=str(row.scope.value),
            cap=Fen(row.max_amount_fen),
            period_years=row.period_years,
            resolution="已提交股东会或者董事会决议" if row.resolution_file_id else "",
        )
        for row in await guarantees.guarantees_of(application_id)
    )


async def _securities(
    application_id: UUID,
) -> "tuple[tuple[Security, ...], dict[str, Customer]]":
    pledges = await guarantees.pledges_of(application_id)
    rows = await guarantees.owners_of([pledge.collateral_id for pledge in pledges])
    owners = {str(row.customer_id): row.customer for group in rows.values() for row in group}
    found = tuple(
        Security(
            owner_ids=tuple(str(row.customer_id) for row in rows[pledge.collateral_id]),
            is_pledge=pledge.collateral.kind in PLEDGED,
            kind_zh=COLLATERAL_ZH[CollateralKind(pledge.collateral.kind)],
            description=pledge.collateral.description,
            cert_no=pledge.collateral.cert_no,
            value=Fen(pledge.collateral.appraised_value_fen or 0),
            pledged=Fen(pledge.amount_fen),
        )
        for pledge in pledges
    )
    return found, owners
