"""A contract over HTTP, from what was approved to a limit that may be drawn."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest
from tortoise.exceptions import BaseORMException

from backend.capabilities.application.models import Application
from backend.capabilities.contract import service
from backend.capabilities.contract.errors import ApprovalLapsed, ContractExists
from backend.capabilities.contract.models import CreditContract, CreditLimit
from backend.capabilities.contract.service.effect import unmet
from backend.capabilities.exposure import queries as exposure
from backend.capabilities.guarantee.models import Guarantee
from backend.capabilities.notification.models import Notification, TextMessage
from backend.capabilities.reference.queries import business_date
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.kit.refusal import Refused
from backend.kit.work import unit_of_work
from backend.ports import Ports
from tests.bank import actor, settle, signed_in
from tests.contract.cases import (
    ACTIVATE,
    AGAIN,
    CONFIRM,
    DEFECT,
    GIVEN,
    PASS,
    START,
    VOID,
    VOID_SIGNED,
    Case,
    a_generated_contract,
    a_signing,
    all_sign,
    an_approved_case,
)
from tests.signing.people import DECLINE, keyed


def codes(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [error["code"] for error in answer["errors"]]


async def test_a_contract_is_made_reviewed_signed_by_four_and_grants_its_limit(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    case = await a_generated_contract(api, ports)
    made = await case.read()
    defect = await case.do("song.fuhe", DEFECT, defect="借款用途表述不完整")
    anew = await case.do("lin.zhuban", AGAIN)
    started = await a_signing(case)
    await all_sign(case)
    done = await case.read()

    assert made["status"] == "GENERATED"
    assert made["application"] == {"status": "CONTRACTING"}
    assert made["displayNo"].startswith("清江农商授字〔2026〕第")
    assert [one["templateCode"] for one in made["documents"]] == ["T04", "T05", "T07", "T07", "T10"]
    assert {one["status"] for one in made["documents"]} == {"FROZEN"}
    assert all(len(one["sha256"]) == 64 for one in made["documents"])
    assert (defect["creditContract"]["status"], defect["errors"]) == ("DRAFT", [])
    assert {one["status"] for one in defect["creditContract"]["documents"]} == {"VOID"}
    assert anew["creditContract"]["revision"] == 2
    assert anew["creditContract"]["displayNo"] == made["displayNo"]
    assert started["errors"] == []
    assert started["creditContract"]["signingMode"] == "REMOTE_H5"

    assert done["status"] == "EFFECTIVE"
    assert done["reviewer"] == {"name": "宋复核"}
    assert done["application"] == {"status": "EFFECTIVE"}
    assert [one["status"] for one in done["documents"]] == ["VOID"] * 5 + ["SIGNED"] * 5
    assert [one["met"] for one in done["conditions"]] == [True]
    (limit,) = done["limits"]
    assert (limit["status"], limit["approved"], limit["available"]) == (
        "ACTIVE",
        "120000.00",
        "120000.00",
    )
    assert (limit["validFrom"], limit["validTo"]) == (done["startDate"], done["endDate"])
    await _everybody_knows(case)


async def _everybody_knows(case: Case) -> None:
    with reaching(EVERYTHING):
        contract = await CreditContract.get(id=case.contract_id)
        (guarantee,) = await Guarantee.filter(application_id=case.application_id)
        told = await Notification.filter(
            recipient_id=contract.owner_id, once=f"contract-effective:{contract.id}"
        ).count()
        texts = await TextMessage.filter(once=f"contract-effective:{contract.id}").count()
        owed = await exposure.total_of(contract.customer_id)
    assert (guarantee.status, guarantee.contract_id) == ("EFFECTIVE", contract.id)
    assert (told, texts) == (1, 1)
    assert owed == 12_000_000


async def test_inv_37_who_made_a_contract_does_not_review_it(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    case = await a_generated_contract(api, ports)

    somebody = await signed_in(api, "lin.zhuban")
    answer = await somebody.ask(
        PASS, input=keyed(contractId=str(case.contract_id), expectedVersion=2)
    )
    maker = (await actor("lin.zhuban")).id
    refused = pytest.raises(BaseORMException, match="reviewed_by_another")
    with reaching(EVERYTHING), refused:
        await CreditContract.filter(id=case.contract_id).update(reviewer_id=maker)

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await case.read())["status"] == "GENERATED"


async def test_inv_44_what_is_frozen_is_not_changed_even_by_the_database(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    case = await a_generated_contract(api, ports)

    with reaching(EVERYTHING), pytest.raises(BaseORMException, match="frozen contract"):
        await CreditContract.filter(id=case.contract_id).update(amount_fen=Fen(1))
    refused = await case.do("lin.zhuban", AGAIN)

    assert codes(refused) == ["ILLEGAL_TRANSITION"]
    assert [one["status"] for one in (await case.read())["documents"]] == ["FROZEN"] * 5


async def test_inv_47_every_party_signs_the_same_revision_of_what_is_his(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    case = await a_generated_contract(api, ports)
    await a_signing(case)

    own = {}
    for person in case.people:
        await person.sign_in()
        own[person.name] = {
            one["document"]["title"].split("(")[0] for one in (await person.own())["documents"]
        }

    assert own == {
        "张丰收": {"授信合同", "综合融资成本明示表"},
        "李谷雨": {"配偶共同还款声明"},
        "王立秋": {"保证合同"},
        "陈小满": {"配偶同意担保声明"},
    }


async def test_inv_50_the_borrower_confirms_the_cost_after_ten_seconds_not_before(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    case = await a_generated_contract(api, ports)
    await a_signing(case)
    borrower = case.people[0]
    await borrower.sign_in()
    await borrower.show_face()
    await borrower.read_all()
    disclosure = (await borrower.own())["task"]["disclosure"]

    early = await borrower.confirm_now()
    late = await borrower.confirm()

    assert Decimal(disclosure["content"]["annual_cost"]) > Decimal("5.20")
    assert codes(early) == ["DISCLOSURE_NOT_READ"]
    assert codes(late) == []


async def test_inv_51_above_the_remote_limit_a_contract_is_signed_face_to_face(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    large = replace(GIVEN, amount_fen=Fen(20_000_001))
    case = await a_generated_contract(api, ports, large)

    remote = await a_signing(case, mode="REMOTE_H5")
    before = await case.read()
    facing = await case.do("lin.zhuban", START)

    assert codes(remote) == ["REMOTE_SIGN_NOT_ALLOWED"]
    assert before["status"] == "REVIEWED"
    assert facing["creditContract"]["signingMode"] == "FACE_TO_FACE"


async def test_s17_an_lpr_that_moved_after_approval_is_told_and_not_used(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    old = replace(GIVEN, lpr_value=Decimal("3.100000"), lpr_date=date(2026, 9, 20))
    case = await a_generated_contract(api, ports, old)

    notice = (await case.read())["lprNotice"]

    assert notice == ("批准后 LPR 已于 2026-10-20 更新为 3.00%,本合同仍按 2026-09-20 的 3.10% 定价")


async def test_a_contract_that_somebody_declines_is_void_and_may_be_made_again(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    case = await a_generated_contract(api, ports)
    first = (await case.read())["displayNo"]
    await a_signing(case)
    await case.people[2].sign_in()

    declined = await case.people[2].client.do(DECLINE, input=keyed(reason="不再愿意担保"))
    await settle()
    after = await case.read()
    second = await _laid_down(case.application_id, GIVEN)

    assert codes(declined) == []
    assert after["status"] == "VOID"
    assert after["displayNo"] == first
    assert {one["status"] for one in after["documents"]} == {"VOID"}
    assert after["application"] == {"status": "APPROVED"}
    assert second.display_no != first


async def test_a_manager_voids_a_contract_before_all_have_signed_with_its_signing(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    case = await a_generated_contract(api, ports, guaranteed=False)
    await a_signing(case)

    silent = await case.do("lin.zhuban", VOID, reason=" ")
    voided = await case.do("lin.zhuban", VOID, reason="客户要求变更金额")
    await settle()

    assert codes(silent) == ["VALIDATION_FAILED"]
    assert voided["errors"] == []
    assert voided["creditContract"]["status"] == "VOID"
    assert voided["creditContract"]["application"] == {"status": "APPROVED"}


async def test_a_signed_contract_waits_for_its_conditions_then_takes_effect(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    waiting = replace(GIVEN, conditions=("购机合同已提交",))
    case = await a_generated_contract(api, ports, waiting, guaranteed=False)
    await a_signing(case)
    await all_sign(case)

    signed = await case.read()
    early = await case.do("lin.zhuban", ACTIVATE)
    confirmed = await case.do("song.fuhe", CONFIRM, code="C01", note="已核对购机合同原件")

    assert (signed["status"], signed["limits"]) == ("SIGNED", [])
    assert codes(early) == ["CONTRACT_CONDITION_UNMET"]
    assert confirmed["errors"] == []
    assert confirmed["creditContract"]["status"] == "EFFECTIVE"
    with reaching(EVERYTHING):
        assert await CreditLimit.filter(contract_id=case.contract_id).count() == 1


async def test_a_signed_contract_whose_condition_failed_is_voided_by_the_branch_head(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    waiting = replace(GIVEN, conditions=("购机合同已提交",))
    case = await a_generated_contract(api, ports, waiting, guaranteed=False)
    await a_signing(case)
    await all_sign(case)

    voided = await case.do("sun.chashan", VOID_SIGNED, reason="客户未能提供购机合同")

    assert voided["errors"] == []
    assert voided["creditContract"]["status"] == "VOID"
    assert {one["status"] for one in voided["creditContract"]["documents"]} == {"SIGNED"}
    assert voided["creditContract"]["application"] == {"status": "APPROVED"}


async def test_a_contract_begins_on_its_first_day(api: httpx.AsyncClient, ports: Ports) -> None:
    case = await a_generated_contract(api, ports, guaranteed=False)
    await a_signing(case)
    with reaching(EVERYTHING):
        contract = await CreditContract.get(id=case.contract_id)
        contract.start_date += timedelta(days=1)
        waiting = await unmet(contract, await business_date())

    assert waiting[-1] == f"起始日 {contract.start_date} 未到"


async def test_an_approval_that_lapsed_or_was_used_makes_no_contract(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    application_id, _ = await an_approved_case(api, ports, guaranteed=False)
    today = date(2026, 11, 12)
    lapsed = replace(GIVEN, valid_to=today - timedelta(days=1))

    with pytest.raises(Refused) as refused:
        await _laid_down(application_id, lapsed)
    await _laid_down(application_id, GIVEN)
    with pytest.raises(Refused) as again:
        await _laid_down(application_id, GIVEN)

    assert [type(one) for one in refused.value.refusals] == [ApprovalLapsed]
    assert [type(one) for one in again.value.refusals] == [ContractExists]


async def _laid_down(application_id: UUID, approved: service.Approved) -> CreditContract:
    async with unit_of_work(await actor("lin.zhuban")) as work:
        application = await Application.get(id=application_id)
        return await service.lay_down(work, application, approved, await business_date())
