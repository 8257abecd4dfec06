"""Signing, paying out, price; parties and their papers."""

from datetime import date

import pytest

from backend.capabilities.product.queries import library_from
from backend.capabilities.product.rules import (
    DocumentStage,
    MissingParty,
    OldSpread,
    Party,
    PartyRole,
    Payment,
    ProductContent,
    SigningMode,
    authorizing_parties,
    check_price,
    missing_parties,
    needs_entrusted_payment,
    rate_of,
    read,
    required_documents,
    signing_modes,
    signing_parties,
)
from backend.kit.money import fen, percent, rate
from dev.demo.seed_products import library_content, product_documents

LIBRARY = library_from(library_content())
PRODUCTS = {code: read(ProductContent, given) for code, given in product_documents().items()}
LPR = rate("3")

BORROWER = Party("zhang", PartyRole.APPLICANT, is_married=True)
WIFE = Party("li", PartyRole.SPOUSE, belongs_to="zhang")
GUARANTOR = Party("wang", PartyRole.GUARANTOR, is_married=True)
GUARANTORS_WIFE = Party("chen", PartyRole.GUARANTOR_SPOUSE, belongs_to="wang")
COMPANY = Party("coop", PartyRole.GUARANTOR, is_company=True)
LEGAL_REP = Party("wu", PartyRole.LEGAL_REP, belongs_to="coop")
OWNER = Party("owner", PartyRole.MORTGAGOR)
JOURNEY = [BORROWER, WIFE, GUARANTOR, GUARANTORS_WIFE]


@pytest.mark.parametrize(
    ("code", "amount", "modes"),
    [
        ("A02", "200000", [SigningMode.REMOTE_H5, SigningMode.FACE_TO_FACE]),
        ("A02", "200000.01", [SigningMode.FACE_TO_FACE]),
        ("A05", "20000", [SigningMode.FACE_TO_FACE]),
    ],
)
def test_inv_51_only_a_small_loan_that_is_not_housing_is_signed_remotely(
    code: str, amount: str, modes: list[SigningMode]
) -> None:
    assert list(signing_modes(PRODUCTS[code].info.signing, fen(amount))) == modes


def pay(amount: str, day: date, account: str = "6299990000000030001") -> Payment:
    return Payment(account, fen(amount), day)


@pytest.mark.parametrize(
    ("_case", "code", "wanted", "earlier", "entrusted"),
    [
        ("business threshold", "B03", [pay("500000", date(2026, 12, 11))], [], False),
        ("one fen above", "B03", [pay("500000.01", date(2026, 12, 11))], [], True),
        ("consumer threshold", "C02", [pay("300000", date(2026, 12, 11))], [], False),
        ("one fen above", "C02", [pay("300000.01", date(2026, 12, 11))], [], True),
        ("always by the product", "D02", [pay("1000", date(2026, 12, 11))], [], True),
        (
            "split, ten days ago",
            "B03",
            [pay("300000", date(2026, 12, 11))],
            [pay("300000", date(2026, 12, 1))],
            True,
        ),
        (
            "eleven days ago",
            "B03",
            [pay("300000", date(2026, 12, 11))],
            [pay("300000", date(2026, 11, 30))],
            False,
        ),
        (
            "another payee",
            "B03",
            [pay("300000", date(2026, 12, 11))],
            [pay("300000", date(2026, 12, 1), "other")],
            False,
        ),
        (
            "two payees of one drawdown",
            "B03",
            [pay("300000", date(2026, 12, 11)), pay("300000", date(2026, 12, 11), "other")],
            [],
            True,
        ),
    ],
)
def test_inv_36_a_large_sum_goes_to_the_counterparty_even_when_split(
    _case: str, code: str, wanted: list[Payment], earlier: list[Payment], *, entrusted: bool
) -> None:
    assert needs_entrusted_payment(PRODUCTS[code].info.payment, wanted, earlier) is entrusted


@pytest.mark.parametrize(
    ("spread", "expected"),
    [
        (179, ["SPREAD_OUTSIDE_PRODUCT"]),
        (180, []),
        (300, []),
        (301, ["SPREAD_OUTSIDE_PRODUCT"]),
        (2101, ["SPREAD_OUTSIDE_PRODUCT", "RATE_OUTSIDE_PRODUCT"]),
    ],
)
def test_a_spread_stays_in_its_range_and_the_rate_below_its_ceiling(
    spread: int, expected: list[str]
) -> None:
    found = check_price(PRODUCTS["A02"].info.pricing, spread, LPR)

    assert [one.code for one in found] == expected


def test_a_renewal_stays_near_the_old_spread() -> None:
    old = OldSpread(spread_bps=220, delta_bps=30)
    rule = PRODUCTS["D03"].info.pricing

    outside = [s for s in (189, 190, 250, 251) if check_price(rule, s, LPR, old)]

    assert outside == [189, 251]
    assert check_price(rule, 251, LPR, old)[0].message == "加点须在 190 至 250 个基点之间"


def test_the_rate_is_the_benchmark_plus_the_spread() -> None:
    assert percent(rate_of(LPR, 220)) == "5.200000"


def test_the_journeys_four_people_authorize_and_sign() -> None:
    policy = PRODUCTS["A02"].sign_policy

    assert missing_parties(policy, JOURNEY) == []
    assert signing_parties(policy, JOURNEY) == tuple(JOURNEY)
    assert authorizing_parties(JOURNEY) == tuple(JOURNEY)


def test_inv_54_the_spouses_of_the_married_must_be_there() -> None:
    assert missing_parties(PRODUCTS["A02"].sign_policy, [BORROWER, GUARANTOR]) == [
        MissingParty(PartyRole.SPOUSE, "zhang"),
        MissingParty(PartyRole.GUARANTOR_SPOUSE, "wang"),
    ]
    single = Party("zhang", PartyRole.APPLICANT)
    assert missing_parties(PRODUCTS["A02"].sign_policy, [single]) == []


def test_a_company_signs_with_its_legal_representative() -> None:
    policy = PRODUCTS["D02"].sign_policy

    assert missing_parties(policy, [COMPANY]) == [MissingParty(PartyRole.LEGAL_REP, "coop")]
    signers = signing_parties(policy, [BORROWER, WIFE, COMPANY, LEGAL_REP])
    assert [party.id for party in signers] == ["zhang", "li", "coop", "wu"]


def test_an_owner_of_collateral_signs_and_is_not_looked_up() -> None:
    parties = [BORROWER, WIFE, OWNER]

    assert OWNER in signing_parties(PRODUCTS["A04"].sign_policy, parties)
    assert OWNER not in authorizing_parties(parties)


def test_a_product_without_sureties_does_not_ask_them_to_sign() -> None:
    assert signing_parties(PRODUCTS["A01"].sign_policy, JOURNEY) == (BORROWER, WIFE)


def test_papers_are_asked_of_those_who_have_them() -> None:
    papers = required_documents(PRODUCTS["A02"], LIBRARY, JOURNEY)
    owners = {code: [p.party_id for p in papers if p.code == code] for code in ("F01", "F12")}

    assert owners == {"F01": ["zhang", "li"], "F12": ["wang", "chen"]}
    assert [p.party_id for p in papers if p.code == "F19"] == ["zhang", "li", "wang", "chen"]
    assert [p.party_id for p in papers if p.code == "F04"] == ["li"]
    assert [p.party_id for p in papers if p.code == "F21"] == [""]
    assert {p.code for p in papers if p.stage is DocumentStage.INTAKE} == {"F01", "F02", "F19"}


def test_a_resolution_is_asked_of_companies_only() -> None:
    papers = required_documents(PRODUCTS["D02"], LIBRARY, [BORROWER, COMPANY, LEGAL_REP])

    assert [p.party_id for p in papers if p.code == "F15"] == ["coop"]
