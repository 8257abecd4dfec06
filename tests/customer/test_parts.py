"""Ties, papers, accounts, the blacklist and full views of customers, through HTTP."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx

from backend.capabilities.audit.models import DataViewLog
from backend.capabilities.customer import queries
from backend.capabilities.customer.models import Customer, Relationship
from backend.capabilities.customer.rules import (
    BlacklistLevel,
    RelationType,
    is_card_number,
    is_current,
    other_end,
)
from backend.kit.database import EVERYTHING, reaching
from tests.bank import Client, signed_in
from tests.customer.factories import an_id_number
from tests.customer.test_graphql import REGISTER, a_person

LINK = """mutation L($input: LinkCustomersInput!) { linkCustomers(input: $input)
  { customer { id relations { id version type other { name } validTo } } errors { code path } } }"""
UNLINK = """mutation U($input: UnlinkCustomersInput!) { unlinkCustomers(input: $input)
  { customer { relations { validTo } } errors { code } } }"""
ACCOUNT = """mutation A($input: AddBankAccountInput!) { addBankAccount(input: $input)
  { customer { accounts { id cardNo isVerified } } errors { code path } } }"""
PAPER = """mutation P($input: AddIdDocumentInput!) { addIdDocument(input: $input)
  { customer { idValidTo documents { type no status validTo } } errors { code path } } }"""
UNMASK = """mutation U($input: UnmaskCustomerInput!) { unmaskCustomer(input: $input)
  { customer { idNo phone address } errors { code path } } }"""
LIST = """mutation B($input: AddToBlacklistInput!) { addToBlacklist(input: $input)
  { entry { id version subject level } errors { code } } }"""
UNLIST = """mutation B($input: RemoveFromBlacklistInput!) { removeFromBlacklist(input: $input)
  { entry { removedAt } errors { code } } }"""


def keyed(**values: Any) -> dict[str, Any]:
    """A command under a key of its own."""
    return {"idempotencyKey": str(uuid4()), **values}


async def a_file(manager: Client, name: str, **changes: Any) -> str:
    """The id of a new customer."""
    made = await manager.do(REGISTER, input=a_person(an_id_number(), name=name, **changes))
    assert made["errors"] == []
    customer_id: str = made["customer"]["id"]
    return customer_id


async def test_a_marriage_is_seen_from_both_files_and_ends_at_both(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    husband = await a_file(manager, "丈夫", maritalStatus="MARRIED")
    wife = await a_file(manager, "妻子", maritalStatus="MARRIED")

    tied = await manager.do(
        LINK, input=keyed(fromCustomerId=husband, toCustomerId=wife, type="SPOUSE")
    )
    with reaching(EVERYTHING):
        seen = await queries.spouse_of(UUID(wife))
    (relation,) = tied["customer"]["relations"]
    ended = await manager.do(
        UNLINK,
        input=keyed(
            relationshipId=relation["id"], expectedVersion=relation["version"], reason="离婚"
        ),
    )

    assert relation["other"] == {"name": "妻子"}
    assert seen is not None
    assert str(seen.id) == husband
    assert ended["errors"] == []
    with reaching(EVERYTHING):
        assert await queries.spouse_of(UUID(wife)) is None
        assert await Relationship.filter(from_customer_id=wife, valid_to__isnull=True).count() == 0


async def test_nobody_has_two_spouses_and_the_single_have_none(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    here = await a_file(manager, "已婚甲", maritalStatus="MARRIED")
    first = await a_file(manager, "已婚乙", maritalStatus="MARRIED")
    second = await a_file(manager, "已婚丙", maritalStatus="MARRIED")
    single = await a_file(manager, "未婚丁")

    await manager.do(LINK, input=keyed(fromCustomerId=here, toCustomerId=first, type="SPOUSE"))
    twice = await manager.do(
        LINK, input=keyed(fromCustomerId=second, toCustomerId=here, type="SPOUSE")
    )
    unmarried = await manager.do(
        LINK, input=keyed(fromCustomerId=second, toCustomerId=single, type="SPOUSE")
    )

    assert [error["code"] for error in twice["errors"]] == ["RELATION_KNOWN"]
    assert [error["code"] for error in unmarried["errors"]] == ["RELATION_IMPOSSIBLE"]
    with reaching(EVERYTHING):
        assert await Relationship.filter(from_customer_id=second).count() == 0


async def test_a_firm_is_registered_with_its_representative(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    person = await a_file(manager, "法人代表")
    firm = a_person(
        "93429999DEMA00013J",
        type="COMPANY",
        idType="BUSINESS_LICENSE",
        name="示例县清风茶叶专业合作社",
        maritalStatus=None,
    )

    without = await manager.do(REGISTER, input=firm)
    made = await manager.do(REGISTER, input=firm | keyed(legalRepId=person))

    assert [error["path"] for error in without["errors"]] == [["legalRepId"]]
    assert made["errors"] == []
    with reaching(EVERYTHING):
        representative = await queries.legal_rep_of(UUID(made["customer"]["id"]))
        represented = await queries.related(UUID(person), RelationType.REPRESENTS)
    assert representative is not None
    assert representative.name == "法人代表"
    assert [row.name for row in represented] == ["示例县清风茶叶专业合作社"]


async def test_a_card_needs_its_check_digit_and_shows_four_digits(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    customer = await a_file(manager, "持卡人")
    card = {"customerId": customer, "bankName": "清江农村商业银行", "purpose": "BOTH"}

    wrong = await manager.do(ACCOUNT, input=keyed(**card, cardNo="6299990000000010004"))
    added = await manager.do(ACCOUNT, input=keyed(**card, cardNo="6299990000000010003"))
    twice = await manager.do(ACCOUNT, input=keyed(**card, cardNo="6299990000000010003"))

    assert [(error["code"], error["path"]) for error in wrong["errors"]] == [
        ("CARD_NUMBER_INVALID", ["cardNo"])
    ]
    (account,) = added["customer"]["accounts"]
    assert (account["cardNo"], account["isVerified"]) == ("**** 0003", False)
    assert [error["code"] for error in twice["errors"]] == ["ACCOUNT_KNOWN"]


async def test_inv_01_a_renewed_card_supersedes_and_another_persons_is_refused(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    number = an_id_number()
    made = await manager.do(REGISTER, input=a_person(number, name="换证人"))
    paper = {"customerId": made["customer"]["id"], "type": "RESIDENT_ID", "name": "换证人"}

    other = await manager.do(PAPER, input=keyed(**paper, no=an_id_number()))
    expired = await manager.do(PAPER, input=keyed(**paper, no=number, validTo="2026-01-01"))
    renewed = await manager.do(PAPER, input=keyed(**paper, no=number, validTo="2046-01-01"))

    assert [error["path"] for error in other["errors"]] == [["no"]]
    assert [error["path"] for error in expired["errors"]] == [["validTo"]]
    assert renewed["customer"]["idValidTo"] == "2046-01-01"
    assert [paper["status"] for paper in renewed["customer"]["documents"]] == [
        "SUPERSEDED",
        "VALID",
    ]


async def test_a_full_view_needs_a_reason_and_leaves_a_trace(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    auditor = await signed_in(api, "yan.shenji")
    number = an_id_number()
    made = await manager.do(REGISTER, input=a_person(number, name="被查看人"))
    customer_id = made["customer"]["id"]

    silent = await auditor.do(UNMASK, input={"customerId": customer_id, "reason": "看看"})
    shown = await auditor.do(UNMASK, input={"customerId": customer_id, "reason": "年度审计抽查"})
    logs = await auditor.do(
        "{ dataViewLogs(first: 100) { edges { node { subjectId viewerName reason } } } }"
    )

    assert [error["path"] for error in silent["errors"]] == [["reason"]]
    assert shown["customer"]["idNo"] == number
    seen = [edge["node"] for edge in logs["edges"] if edge["node"]["subjectId"] == customer_id]
    assert [(log["viewerName"], log["reason"]) for log in seen] == [("严审计", "年度审计抽查")]
    with reaching(EVERYTHING):
        assert await DataViewLog.filter(subject_id=customer_id).count() == 1


async def test_only_the_risk_officer_lists_and_the_heaviest_level_counts(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    risk = await signed_in(api, "shao.fengxian")
    number = an_id_number()
    made = await manager.do(REGISTER, input=a_person(number, name="名单人", phone="14000007777"))
    with reaching(EVERYTHING):
        customer = await Customer.get(id=made["customer"]["id"])

    warn = keyed(kind="PHONE", subject="14000007777", level="WARN", reason="多头申请提示")
    block = keyed(kind="ID", subject=number, level="BLOCK", source="COURT", reason="失信被执行人")
    forbidden = await manager.ask(LIST, input=warn)
    await risk.do(LIST, input=warn)
    with reaching(EVERYTHING):
        light = await queries.blacklist_level(customer)
    listed = await risk.do(LIST, input=block)
    with reaching(EVERYTHING):
        heavy = await queries.blacklist_level(customer)
    await risk.do(
        UNLIST,
        input=keyed(
            entryId=listed["entry"]["id"],
            expectedVersion=listed["entry"]["version"],
            reason="已履行完毕",
        ),
    )
    with reaching(EVERYTHING):
        after = await queries.blacklist_level(customer)

    assert forbidden["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert listed["entry"]["subject"] == f"429999********{number[-4:]}"
    assert (light, heavy, after) == (
        BlacklistLevel.WARN,
        BlacklistLevel.BLOCK,
        BlacklistLevel.WARN,
    )


def test_a_tie_has_another_end() -> None:
    assert other_end(RelationType.PARENT) is RelationType.CHILD
    assert other_end(RelationType.REPRESENTS) is RelationType.LEGAL_REP
    assert other_end(RelationType.SPOUSE) is RelationType.SPOUSE


def test_card_numbers_have_twelve_to_nineteen_digits_with_a_check() -> None:
    assert is_card_number("6299990000000030001")
    assert not is_card_number("6299990000000030002")
    assert not is_card_number("0" * 11)
    assert is_card_number("0" * 12)
    assert not is_card_number("0" * 20)


def test_both_days_of_a_paper_count() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)

    assert is_current(first, last, first)
    assert is_current(first, last, last)
    assert not is_current(first, last, date(2025, 12, 31))
    assert not is_current(first, last, date(2027, 1, 1))
    assert is_current(None, None, first)


VERIFY = """mutation V($input: VerifyBankAccountInput!) { verifyBankAccount(input: $input)
  { customer { accounts { isVerified } } errors { code } } }"""


def a_number_ending(digits: str) -> str:
    """An identity number whose two digits before the last order an answer of the register."""
    body = f"429999197001010{digits}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


async def test_an_account_is_verified_by_four_factors_or_stays_as_it_was(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    answers = {}
    for digits in ("82", "10"):
        person = a_person(a_number_ending(digits), name=f"核卡{digits}")
        made = await manager.do(REGISTER, input=person)
        card = {"customerId": made["customer"]["id"], "bankName": "清江农商行"}
        added = await manager.do(ACCOUNT, input=keyed(**card, cardNo="6299990000000030001"))
        (account,) = added["customer"]["accounts"]
        answers[digits] = await manager.do(
            VERIFY, input=keyed(accountId=account["id"], expectedVersion=1)
        )

    assert answers["10"]["errors"] == []
    assert answers["10"]["customer"]["accounts"] == [{"isVerified": True}]
    assert [error["code"] for error in answers["82"]["errors"]] == ["ACCOUNT_NOT_VERIFIED"]
    with reaching(EVERYTHING):
        refused = await Customer.get(name="核卡82").prefetch_related("accounts")
    assert [account.verified_at for account in refused.accounts] == [None]
