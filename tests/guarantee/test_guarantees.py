"""Guarantors: added, measured, bound and freed."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from tortoise.exceptions import IntegrityError

from backend.capabilities.application.events import ApplicationSubmitted
from backend.capabilities.application.models import Application, ApplicationParty
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.customer.models import Customer
from backend.capabilities.exposure import queries as exposures
from backend.capabilities.guarantee import queries, service
from backend.capabilities.guarantee.models import Guarantee, GuaranteeCompanyAgreement
from backend.capabilities.guarantee.rules import GuaranteeStatus, GuaranteeType
from backend.capabilities.product.rules import GuaranteeMode, PartyRole
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen, fen
from backend.kit.refusal import Refused
from backend.kit.work import unit_of_work
from tests.bank import Client, actor, signed_in
from tests.guarantee.factories import GUARANTEE, a_case, a_person, act


async def added(
    terminal: Client, application: Application, guarantor: str, amount: str = "120000"
) -> dict[str, Any]:
    """A natural person who stands for an application."""
    made = await act(
        terminal,
        "addGuarantee",
        GUARANTEE,
        applicationId=str(application.id),
        type="NATURAL_PERSON",
        guarantorId=guarantor,
        maxAmount=amount,
    )
    assert made["errors"] == []
    found: dict[str, Any] = made["guarantee"]
    return found


async def checked(terminal: Client, guarantee: dict[str, Any], **given: str) -> dict[str, Any]:
    """Measure a guarantor."""
    return await act(
        terminal,
        "checkGuaranteeCapacity",
        GUARANTEE,
        guaranteeId=guarantee["id"],
        expectedVersion=guarantee["version"],
        **given,
    )


async def test_inv_56_a_guarantor_is_added_measured_and_held_to_what_he_can_bear(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    application = await a_case(manager, "张保一")
    guarantee = await added(manager, application, await a_person(manager, "王保一"), "124000.01")

    refused = await checked(manager, guarantee, netIncome="72000", guaranteedElsewhere="20000")
    passed = await checked(
        manager, guarantee, netIncome="72000", guaranteedElsewhere="20000", maxAmount="124000"
    )

    assert str(guarantee["no"]).startswith("DB429901")
    assert guarantee["status"] == "DRAFT"
    assert [error["code"] for error in refused["errors"]] == ["GUARANTEE_BEYOND_CAPACITY"]
    assert passed["errors"] == []
    after = passed["guarantee"]
    assert after["status"] == "CAPACITY_CHECKED"
    assert after["maxAmount"] == "124000.00"
    assert after["capacity"]["available"] == "124000.00"


async def test_inv_56_what_is_promised_elsewhere_in_the_bank_counts(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    guarantor = await a_person(manager, "王保二")
    first = await added(manager, await a_case(manager, "张保二"), guarantor, "100000")
    second = await added(manager, await a_case(manager, "李保二"), guarantor, "100000")

    one, two = await asyncio.gather(
        checked(manager, first, netIncome="72000"),
        checked(manager, second, netIncome="72000"),
    )

    answers = sorted([one["errors"], two["errors"]], key=str)
    assert answers[0] == []
    assert [error["code"] for error in answers[1]] == ["GUARANTEE_BEYOND_CAPACITY"]


async def test_inv_55_and_58_neither_the_borrower_nor_a_circle_is_accepted(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    zhang = await a_case(manager, "张互保")
    wang = await a_case(manager, "王互保")
    await added(manager, zhang, str(wang.applicant_id))
    given = {"type": "NATURAL_PERSON", "maxAmount": "50000"}

    himself = await act(
        manager,
        "addGuarantee",
        GUARANTEE,
        applicationId=str(zhang.id),
        guarantorId=str(zhang.applicant_id),
        **given,
    )
    circle = await act(
        manager,
        "addGuarantee",
        GUARANTEE,
        applicationId=str(wang.id),
        guarantorId=str(zhang.applicant_id),
        **given,
    )

    assert [error["code"] for error in himself["errors"]] == ["GUARANTOR_IS_BORROWER"]
    assert [error["code"] for error in circle["errors"]] == ["CIRCULAR_GUARANTEE"]
    assert await rows_of(wang) == []


async def rows_of(application: Application) -> list[str]:
    with reaching(EVERYTHING):
        rows = await Guarantee.filter(application_id=application.id).order_by("id")
    return [row.status for row in rows]


async def test_members_of_one_group_guarantee_one_another_up_to_their_cap(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    cases = [await a_case(manager, f"联保{name}", code="A03") for name in ("甲", "乙", "丙")]
    members = [str(case.applicant_id) for case in cases]
    formed = await act(
        manager,
        "formJointLiabilityGroup",
        "group { id no members { customer { name } } } errors { code }",
        memberIds=members,
        capPerMember="60000",
    )
    await added(manager, cases[0], members[1], "60000")
    back = await act(
        manager,
        "addGuarantee",
        GUARANTEE,
        applicationId=str(cases[1].id),
        guarantorId=members[0],
        type="NATURAL_PERSON",
        maxAmount="60000.01",
        groupId=formed["group"]["id"],
    )
    over = await checked(manager, back["guarantee"], netIncome="90000")
    within = await checked(manager, back["guarantee"], netIncome="90000", maxAmount="60000")

    assert len(formed["group"]["members"]) == 3
    assert back["errors"] == []
    assert [error["path"] for error in over["errors"]] == [["maxAmount"]]
    assert within["errors"] == []


async def test_a_case_under_review_keeps_its_guarantors(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    application = await a_case(manager, "张在审")
    guarantee = await added(manager, application, await a_person(manager, "王在审"))
    with reaching(EVERYTHING):
        await Application.filter(id=application.id).update(status=ApplicationStatus.IN_REVIEW)

    refused = await act(
        manager,
        "removeGuarantee",
        GUARANTEE,
        guaranteeId=guarantee["id"],
        expectedVersion=guarantee["version"],
        reason="客户要求更换",
    )

    assert [error["path"] for error in refused["errors"]] == [["applicationId"]]
    assert await rows_of(application) == ["DRAFT"]


async def test_a_submitted_applications_parties_become_guarantees_once(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    application = await a_case(manager, "张参与", ApplicationStatus.SUBMITTED)
    guarantor = await a_person(manager, "王参与")
    lin = await actor("lin.zhuban")
    async with unit_of_work(lin) as work:
        await work.add(
            ApplicationParty,
            application_id=application.id,
            customer_id=UUID(guarantor),
            role=PartyRole.GUARANTOR,
            guarantee_mode=GuaranteeMode.NATURAL_PERSON,
        )
    event = ApplicationSubmitted(application_id=application.id)

    for _ in range(2):
        async with unit_of_work(lin) as work:
            await service.open_from_parties(work, event.application_id)

    with reaching(EVERYTHING):
        (row,) = await queries.guarantees_of(application.id)
    assert (row.status, row.guarantor_id) == ("DRAFT", UUID(guarantor))
    assert row.max_amount_fen == application.amount_requested_fen
    assert row.owner_id == application.owner_id


async def test_a_guarantee_is_bound_by_its_contract_and_counts_until_it_is_released(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    application = await a_case(manager, "张生效")
    guarantor = await a_person(manager, "王生效")
    guarantee = await added(manager, application, guarantor)
    lin, contract_id = await actor("lin.zhuban"), application.id
    with pytest.raises(Refused) as unchecked:
        async with unit_of_work(lin) as work:
            await service.contracted(work, application.id)
    await checked(manager, guarantee, netIncome="72000")

    async with unit_of_work(lin) as work:
        await service.contracted(work, application.id)
        await service.take_effect(work, application.id, contract_id)
        await service.take_effect(work, application.id, contract_id)
    with reaching(EVERYTHING):
        standing = await exposures.guaranteed_by(UUID(guarantor))
    async with unit_of_work(lin) as work:
        await service.release(work, contract_id)
        await service.release(work, contract_id)

    assert [cause.code for cause in unchecked.value.refusals] == ["GUARANTEE_NOT_CHECKED"]
    assert standing == fen("120000")
    assert await rows_of(application) == ["RELEASED"]
    with reaching(EVERYTHING):
        assert await exposures.guaranteed_by(UUID(guarantor)) == 0


async def a_guarantee_company(quota: str) -> GuaranteeCompanyAgreement:
    """A guarantee company of the test's own, so that the demo's quota stays whole."""
    lin = await actor("lin.zhuban")
    with reaching(EVERYTHING):
        like = await Customer.filter(type="COMPANY", legal_entity_id=lin.legal_entity_id).first()
    assert like is not None
    async with unit_of_work(lin) as work:
        company = await work.add(
            Customer,
            **{
                name: getattr(like, name)
                for name in ("type", "pinyin", "id_type", "id_no", "phone", "phone_hash", "address")
            },
            no=f"KHTEST{work.now:%H%M%S%f}",
            id_no_hash=f"{work.now:%Y%m%d%H%M%S%f}",
            name="测试担保公司",
            kinds=[],
        )
        return await work.add(
            GuaranteeCompanyAgreement,
            company_id=company.id,
            license_no="测试",
            total_quota_fen=fen(quota),
            single_cap_fen=fen("500000"),
            margin_ratio=Decimal(10),
            risk_share_ratio=Decimal(80),
            fee_rate=Decimal(1),
            valid_to="2030-12-31",
        )


async def test_inv_56_two_applications_race_for_the_last_of_a_quota_and_one_wins(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    agreement = await a_guarantee_company("800000")
    drafts = []
    for name in ("赛甲", "赛乙"):
        application = await a_case(manager, name, code="B04")
        made = await act(
            manager,
            "addGuarantee",
            GUARANTEE,
            applicationId=str(application.id),
            guarantorId=str(agreement.company_id),
            type="GUARANTEE_COMPANY",
            maxAmount="500000",
        )
        assert made["errors"] == []
        drafts.append(made["guarantee"])

    answers = await asyncio.gather(*(checked(manager, one) for one in drafts))

    codes = sorted([error["code"] for error in one["errors"]] for one in answers)
    assert codes == [[], ["QUOTA_EXCEEDED"]]
    assert await used(agreement) == fen("500000")
    winner = next(one["guarantee"] for one in answers if not one["errors"])
    again = await checked(manager, winner, maxAmount="400000")
    assert again["errors"] == []
    assert await used(agreement) == fen("400000")
    lowered = again["guarantee"]
    removed = await act(
        manager,
        "removeGuarantee",
        GUARANTEE,
        guaranteeId=lowered["id"],
        expectedVersion=lowered["version"],
        reason="改用其他担保",
    )
    assert removed["guarantee"]["status"] == "REMOVED"
    assert await used(agreement) == 0


async def used(agreement: GuaranteeCompanyAgreement) -> Fen:
    with reaching(EVERYTHING):
        return (await GuaranteeCompanyAgreement.get(id=agreement.id)).used_quota_fen


async def test_inv_56_the_database_itself_refuses_more_than_the_quota(
    api: httpx.AsyncClient,
) -> None:
    assert api
    agreement = await a_guarantee_company("600000")

    with pytest.raises(IntegrityError, match="quota_not_exceeded"), reaching(EVERYTHING):
        await GuaranteeCompanyAgreement.filter(id=agreement.id).update(
            used_quota_fen=fen("600000.01")
        )

    assert await used(agreement) == 0


async def test_a_withdrawn_application_frees_its_guarantors(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    application = await a_case(manager, "张撤回")
    guarantee = await added(manager, application, await a_person(manager, "王撤回"))
    await checked(manager, guarantee, netIncome="72000")
    lin = await actor("lin.zhuban")

    for _ in range(2):
        async with unit_of_work(lin) as work:
            await service.drop(work, application.id, "申请已撤回")

    assert await rows_of(application) == [GuaranteeStatus.REMOVED]


async def test_inv_63_another_bank_sees_no_guarantee(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    outsider = await signed_in(api, "shi.yunze")
    guarantee = await added(
        manager, await a_case(manager, "张隔离"), await a_person(manager, "王隔离")
    )

    read = "query Q($id: ID!) { guarantee(id: $id) { no type } }"
    own = await manager.do(read, id=guarantee["id"])
    hidden = await outsider.ask(read, id=guarantee["id"])

    assert own == {"no": guarantee["no"], "type": GuaranteeType.NATURAL_PERSON}
    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"
