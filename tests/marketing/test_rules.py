"""What may become of a lead, and which rows of a list are taken."""

import pytest

from backend.capabilities.marketing.errors import LeadListUnreadable
from backend.capabilities.marketing.rules import (
    LEAD_MACHINE,
    LeadStatus,
    RejectedRow,
    read_list,
)
from tests.customer.factories import an_id_number

HEAD = "姓名,身份证号,手机号,村组,建议金额\n"


def test_each_row_is_taken_or_named_with_all_its_reasons() -> None:
    one, other = an_id_number(), an_id_number()
    text = HEAD + (
        f"张丰收,{one},14000000001,云雾村,150000\n"
        f"李谷雨,{other[:17]}A,14000000002,,\n"
        f"王立秋,{one},1400,,\n"
        f"陈小满,{other},14000000004,,80000.50\n"
    )

    read = read_list("\ufeff" + text)

    assert [(lead.row, lead.name, lead.amount_fen) for lead in read.leads] == [
        (2, "张丰收", 15_000_000),
        (5, "陈小满", 8_000_050),
    ]
    assert read.rejected == (
        RejectedRow(3, ("身份证号校验不通过",)),
        RejectedRow(4, ("重复:名单内或跟进中已有此人", "手机号须为 11 位")),
    )


def test_somebody_whom_the_bank_works_on_already_is_not_imported() -> None:
    known = an_id_number()

    read = read_list(f"{HEAD}张丰收,{known},14000000001,,\n", {known})

    assert read.leads == ()
    assert read.rejected == (RejectedRow(2, ("重复:名单内或跟进中已有此人",)),)


@pytest.mark.parametrize(
    ("_case", "text"),
    [
        ("a column is missing", "姓名,手机号\n张丰收,14000000001\n"),
        ("no rows", HEAD),
        ("nothing", ""),
    ],
)
def test_what_is_no_list_is_refused_whole(_case: str, text: str) -> None:
    with pytest.raises(LeadListUnreadable):
        read_list(text)


def test_only_interest_converts_and_only_what_ended_is_taken_up_again() -> None:
    converting = [s for s in LeadStatus if "convert" in LEAD_MACHINE.allowed(s)]
    reopening = [s for s in LeadStatus if "reopen" in LEAD_MACHINE.allowed(s)]

    assert converting == [LeadStatus.INTERESTED]
    assert reopening == [LeadStatus.LOST, LeadStatus.EXPIRED]
    assert LEAD_MACHINE.allowed(LeadStatus.CONVERTED) == []
