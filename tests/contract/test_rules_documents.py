"""The contract set: who signs what, what it says, and that it can be printed."""

import datetime as dt
import io
import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from backend.capabilities.calculator.rules import (
    LoanTerms,
    RepaymentMethod,
    calculate,
    disclose_cost,
)
from backend.capabilities.contract.rules import (
    Bank,
    Case,
    Person,
    Planned,
    Security,
    Suretyship,
    Terms,
    display_no,
    percent_text,
    plan_documents,
    signatories,
)
from backend.capabilities.contract.rules.wording import spread_zh
from backend.capabilities.product.rules import (
    Benchmark,
    GuaranteeMode,
    LimitType,
    PartyRole,
    RateType,
    SignCode,
)
from backend.kit.money import Fen, Rate
from storage.documents.render import render

TEMPLATES = Path(__file__).parents[2] / "dev" / "demo" / "templates"
POLICY = (SignCode.SPOUSE, SignCode.GUARANTORS)
R = PartyRole


def a_person(customer_id: str, role: PartyRole, name: str, **more: object) -> Person:
    return Person(
        customer_id=customer_id,
        role=role,
        name=name,
        id_no="429999198503129919",
        phone="14000000001",
        address="云雾村 3 组",
        **more,  # type: ignore[arg-type]  # the other columns of a person
    )


FAMILY = (
    a_person("1", R.APPLICANT, "张丰收", is_married=True),
    a_person("2", R.SPOUSE, "李谷雨", belongs_to="1"),
    a_person("3", R.GUARANTOR, "王立秋", is_married=True),
    a_person("4", R.GUARANTOR_SPOUSE, "陈小满", belongs_to="3"),
)
TERMS = Terms(
    display_no="清江农商授字〔2026〕第000003号",
    amount=Fen(12_000_000),
    limit_type=LimitType.REVOLVING,
    months=36,
    start=date(2026, 11, 25),
    end=date(2029, 11, 24),
    purpose="购买茶叶加工设备",
    rate_type=RateType.FIXED,
    benchmark=Benchmark.LPR_1Y,
    lpr_date=date(2026, 10, 20),
    lpr=Decimal("3.000000"),
    spread_bp=220,
    rate=Decimal("5.200000"),
    penalty_pct=50,
    misuse_pct=100,
    methods=(RepaymentMethod.EPI, RepaymentMethod.IO_Q),
)


def a_case(people: tuple[Person, ...] = FAMILY, policy: tuple[SignCode, ...] = POLICY) -> Case:
    loan = LoanTerms(
        amount=TERMS.amount,
        annual_rate=Rate(TERMS.rate),
        term_months=36,
        method=RepaymentMethod.EPI,
        start_date=TERMS.start,
    )
    return Case(
        bank=Bank("清江农村商业银行(演示)", "清江农商行茶山支行"),
        terms=TERMS,
        people=people,
        signatories=signatories(policy, people),
        suretyships=(
            Suretyship("3", GuaranteeMode.NATURAL_PERSON, True, "ALL", Fen(12_000_000), 3),
        ),
        securities=(),
        disclosure=disclose_cost(calculate(loan), lender="清江农村商业银行(演示)"),
        disclosure_method=RepaymentMethod.EPI,
    )


@pytest.fixture(scope="session")
def fonts() -> Path:
    directory = Path(os.environ.get("LINGLI_FONT_DIR") or "node_modules/@expo-google-fonts")
    if not list(directory.rglob("NotoSerifSC_400Regular.ttf")):
        pytest.skip("no document fonts: run npm ci, or set LINGLI_FONT_DIR")
    return directory


def printed(planned: Planned, fonts: Path) -> str:
    source = json.loads((TEMPLATES / f"{planned.template}.json").read_text("utf-8"))
    at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    made = render(source, planned.values, "清江农村商业银行(演示)", fonts, at)
    keys = {anchor.key for anchor in made.anchors}
    assert keys - {"bank"} == set(planned.signers)
    pages = PdfReader(io.BytesIO(made.pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_inv_54_the_spouses_of_borrower_and_guarantor_sign_their_declarations() -> None:
    planned = plan_documents(a_case())

    assert [(one.template, one.signers) for one in planned] == [
        ("T04", ("borrower",)),
        ("T05", ("guarantor1",)),
        ("T07", ("spouse1",)),
        ("T07", ("gspouse1",)),
        ("T10", ("borrower",)),
    ]
    assert [one.values["is_guarantee"] for one in planned if one.template == "T07"] == [False, True]
    assert planned[3].values["partner"] == "王立秋"


def test_whoever_has_two_roles_signs_under_one_key() -> None:
    people = (*FAMILY[:2], a_person("2", R.MORTGAGOR, "李谷雨"))

    found = signatories((SignCode.SPOUSE, SignCode.OWNERS), people)

    assert [(one.key, one.person.customer_id) for one in found] == [
        ("borrower", "1"),
        ("spouse1", "2"),
    ]


def test_a_company_signs_by_its_legal_representative(fonts: Path) -> None:
    people = (
        FAMILY[0],
        a_person("8", R.GUARANTOR, "清江担保有限公司", is_company=True),
        a_person("9", R.LEGAL_REP, "钱大雪", belongs_to="8"),
    )
    case = replace(
        a_case(people, (SignCode.COMPANIES,)),
        suretyships=(Suretyship("8", GuaranteeMode.GUARANTEE_COMPANY, True, "ALL", Fen(100), 2),),
    )

    guarantee = plan_documents(case)[1]
    text = printed(guarantee, fonts)

    assert (guarantee.template, guarantee.signers) == ("T06", ("rep1",))
    assert "清江担保有限公司" in text
    assert "钱大雪" in text
    assert "合作协议" in text


def test_a_mortgage_lists_its_things_and_all_owners_sign(fonts: Path) -> None:
    people = (*FAMILY[:2], a_person("1", R.MORTGAGOR, "张丰收"))
    case = replace(
        a_case(people, (SignCode.SPOUSE, SignCode.OWNERS)),
        suretyships=(),
        securities=(
            Security(("1", "2"), False, "林权", "云雾村茶园 30 亩", "林证 1", Fen(500), Fen(250)),
        ),
    )

    mortgage = plan_documents(case)[1]
    text = printed(mortgage, fonts)

    assert (mortgage.template, mortgage.signers) == ("T08", ("borrower", "spouse1"))
    assert mortgage.values["total_in_words"] == "人民币贰元伍角整"
    assert "云雾村茶园30亩" in text
    assert "共有人" in text


def test_every_document_of_the_set_can_be_printed(fonts: Path) -> None:
    texts = [printed(planned, fonts) for planned in plan_documents(a_case())]

    assert "张丰收" in texts[0]
    assert "人民币壹拾贰万元整" in texts[0]
    assert "清江农商授字〔2026〕第000003号-保01" in texts[0]
    assert "执行年利率5.20%" in texts[0]
    assert "7.80%" in texts[0]
    assert "王立秋" in texts[1]
    assert "夫妻共同债务" in texts[2]
    assert "同意担保" in texts[3]
    assert "金规〔2026〕2号" in texts[4]


def test_the_notice_of_an_ended_limit_can_be_printed(fonts: Path) -> None:
    values = {
        "contract_no": "清江农商授字〔2026〕第000003号-通知",
        "bank": {"name": "清江农村商业银行(演示)", "phone": "以营业场所公示的电话为准"},
        "customer": "张丰收",
        "principal_no": TERMS.display_no,
        "limit_no": "ED1",
        "amount": "120,000.00",
        "amount_in_words": "人民币壹拾贰万元整",
        "is_termination": True,
        "reason": "客户不再需要",
        "ended_on": "2026 年 12 月 20 日",
    }

    text = printed(Planned("T14", "通知书", values, ()), fonts)

    assert "该合同自2026年12月20日起终止" in text


@pytest.mark.parametrize(
    ("value", "text"), [("5.2", "5.20"), ("3.326579", "3.326579"), ("0", "0.00"), ("10", "10.00")]
)
def test_a_rate_has_at_least_two_decimals(value: str, text: str) -> None:
    assert percent_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("points", "text"), [(0, "不加减点"), (220, "加 220 个基点"), (-30, "减 30 个基点")]
)
def test_a_spread_says_its_direction(points: int, text: str) -> None:
    assert spread_zh(points).startswith(text)


def test_a_display_number_counts_per_year() -> None:
    assert display_no("清江", 2026, 3) == "清江农商授字〔2026〕第000003号"
