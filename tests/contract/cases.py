"""An approved case with its people, and the steps of its contract over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx

from backend.capabilities.application.models import Application, ApplicationParty
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.service import Approved, lay_down, make_documents
from backend.capabilities.guarantee.models import Guarantee
from backend.capabilities.guarantee.rules import GuaranteeStatus, GuaranteeType
from backend.capabilities.product.models import Product, ProductVersion
from backend.capabilities.product.rules import PartyRole
from backend.capabilities.reference.queries import business_date
from backend.capabilities.reference.service import next_no
from backend.capabilities.signing import queries as signings
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.kit.work import unit_of_work
from backend.ports import Ports
from tests.bank import Client, actor, settle, signed_in
from tests.customer.test_graphql import REGISTER, a_person
from tests.signing.people import Person, keyed, mutation, people

CONTRACT = (
    "creditContract { id displayNo version status revision defect signingMode lprNotice"
    " startDate endDate effectiveOn conditions reviewer { name } application { status }"
    " documents { templateCode title sha256 status pageCount }"
    " limits { id no status approved used reserved available validFrom validTo isRevolving } }"
)
READ = f"query Q($id: ID!) {{ {CONTRACT.replace('creditContract', 'creditContract(id: $id)', 1)} }}"
PASS = mutation("passContractReview", CONTRACT)
DEFECT = mutation("reportContractDefect", CONTRACT)
AGAIN = mutation("regenerateContract", CONTRACT)
START = mutation("startContractSigning", CONTRACT)
CONFIRM = mutation("confirmContractCondition", CONTRACT)
ACTIVATE = mutation("activateContract", CONTRACT)
VOID = mutation("voidContract", CONTRACT)
VOID_SIGNED = mutation("voidSignedContract", CONTRACT)
ROLES = (PartyRole.APPLICANT, PartyRole.SPOUSE, PartyRole.GUARANTOR, PartyRole.GUARANTOR_SPOUSE)
GIVEN = Approved(
    amount_fen=Fen(12_000_000),
    term_months=36,
    limit_term_months=36,
    spread_bp=220,
    rate=Decimal("5.200000"),
    lpr_value=Decimal("3.000000"),
    lpr_date=date(2026, 10, 20),
    methods=("EPI", "IO_Q"),
    limit_type="REVOLVING",
    conditions=("保证合同已签署",),
    valid_to=date(2099, 12, 31),
)


@dataclass
class Case:
    """A case and those who take part in it; ``contract_id`` once it has one."""

    application_id: UUID
    people: list[Person]
    api: httpx.AsyncClient
    ports: Ports
    contract_id: UUID

    async def read(self) -> Any:
        """The contract as its customer manager sees it."""
        manager = await signed_in(self.api, "lin.zhuban")
        return await manager.do(READ, id=str(self.contract_id))

    async def do(self, login: str, document: str, **values: Any) -> Any:
        """Somebody acts on the contract as it is now."""
        somebody = await signed_in(self.api, login)
        with reaching(EVERYTHING):
            version = (await CreditContract.get(id=self.contract_id)).version
        given = keyed(contractId=str(self.contract_id), expectedVersion=version) | values
        return await somebody.do(document, input=given)


async def an_approved_case(
    api: httpx.AsyncClient, ports: Ports, *, guaranteed: bool = True
) -> tuple[UUID, list[Person]]:
    """A farmer and his wife, a guarantor and his wife; 120,000 is approved."""
    manager = await signed_in(api, "lin.zhuban")
    family = people(api, ports, 4 if guaranteed else 2)
    customers = [await _customer(manager, person) for person in family]
    application_id = await _application(customers)
    return application_id, family


async def _application(customers: Sequence[UUID]) -> UUID:
    with reaching(EVERYTHING):
        product = await Product.filter(code="A02").first()
        assert product is not None
        version = await ProductVersion.get(product_id=product.id, status="PUBLISHED")
    async with unit_of_work(await actor("lin.zhuban")) as work:
        application = await work.add(
            Application,
            no=await next_no(work, "SQ"),
            channel="PAD",
            applicant_id=customers[0],
            product_id=version.product_id,
            product_version_id=version.id,
            amount_requested_fen=15_000_000,
            term_months=36,
            repayment_method="EPI",
            guarantee_modes=["NATURAL_PERSON"],
            purpose_code="PLANTING",
            purpose_text="购买茶叶加工设备",
            form_data={},
            status=ApplicationStatus.APPROVED,
        )
        belongs = (None, None, None, customers[2] if len(customers) > 2 else None)
        for customer_id, role, of in zip(customers, ROLES, belongs, strict=False):
            await work.add(
                ApplicationParty,
                application_id=application.id,
                customer_id=customer_id,
                role=role,
                belongs_to_id=of,
            )
        if len(customers) > 2:
            await work.add(
                Guarantee,
                no=await next_no(work, "DB"),
                application_id=application.id,
                borrower_id=customers[0],
                guarantor_id=customers[2],
                type=GuaranteeType.NATURAL_PERSON,
                max_amount_fen=12_000_000,
                status=GuaranteeStatus.CAPACITY_CHECKED,
            )
    return application.id


async def a_generated_contract(
    api: httpx.AsyncClient, ports: Ports, approved: Approved = GIVEN, *, guaranteed: bool = True
) -> Case:
    """A contract whose documents are made and frozen."""
    application_id, family = await an_approved_case(api, ports, guaranteed=guaranteed)
    manager = await actor("lin.zhuban")
    async with unit_of_work(manager) as work:
        application = await Application.get(id=application_id)
        contract = await lay_down(work, application, approved, await business_date())
    await make_documents(manager, contract.id, ports)
    return Case(application_id, family, api, ports, contract.id)


async def a_signing(case: Case, **values: Any) -> Any:
    """Review a contract and send it to its signers."""
    passed = await case.do("song.fuhe", PASS)
    assert passed["errors"] == []
    started = await case.do("lin.zhuban", START, **values)
    if not started["errors"]:
        await settle()
        with reaching(EVERYTHING):
            task = await signings.task_of_subject("CREDIT_CONTRACT", case.contract_id)
            assert task is not None
            signers = {signer.name: signer.id for signer in await signings.signers_of(task.id)}
        for person in case.people:
            person.signer_id = signers[person.name]
    return started


async def all_sign(case: Case) -> None:
    """Everybody goes through the ceremony."""
    for person in case.people:
        await person.come_to_signing(disclosure=True)
        assert (await person.give(person.sign_code))["errors"] == []
    await settle()


async def _customer(manager: Client, person: Person) -> UUID:
    given = a_person(
        person.id_no,
        name=person.name,
        phone=person.phone,
        maritalStatus="MARRIED",
        kinds=["FARMER"],
    )
    made = await manager.do(REGISTER, input=given)
    assert made["errors"] == []
    return UUID(made["customer"]["id"])
