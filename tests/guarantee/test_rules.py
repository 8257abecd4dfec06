"""Who may stand for whom, for how much, and what a collateral carries."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from backend.capabilities.guarantee.rules import (
    COLLATERAL_MACHINE,
    GUARANTEE_MACHINE,
    Capacity,
    CollateralStatus,
    GuaranteeStatus,
    GuaranteeType,
    appraisal_expiry,
    capacity_of,
    carries,
    check_circle,
    check_group,
    check_guarantor,
    check_quota,
    ltv_cap,
    unmet_by,
)
from backend.capabilities.product.rules import CollateralKind, LoanToValue, PartyRole
from backend.kit.money import Fen, fen
from backend.kit.refusal import IllegalTransition

A, B, C, D = uuid4(), uuid4(), uuid4(), uuid4()
TODAY, YESTERDAY = date(2026, 11, 18), date(2026, 11, 17)
WANG = Capacity(
    type=GuaranteeType.NATURAL_PERSON,
    base_fen=fen("72000"),
    elsewhere_fen=fen("20000"),
    here_fen=Fen(0),
    multiple=Decimal(2),
)


def codes(refusals: list) -> list[str]:  # type: ignore[type-arg]  # whatever was refused
    return [refusal.code for refusal in refusals]


def test_inv_56_the_journeys_guarantor_can_bear_124000_and_no_fen_more() -> None:
    assert WANG.available_fen == fen("124000")
    assert capacity_of(WANG, fen("124000")) == []
    (refusal,) = capacity_of(WANG, Fen(fen("124000") + 1))
    assert refusal.code == "GUARANTEE_BEYOND_CAPACITY"
    assert refusal.message == "拟保证金额 124000.01 元超过该保证人尚可担保的 124000.00 元"


def test_who_stands_for_more_than_he_earns_can_bear_nothing() -> None:
    overcharged = Capacity(GuaranteeType.COMPANY, fen("100"), fen("80"), fen("30"), Decimal(1))

    assert overcharged.available_fen == 0
    assert overcharged.facts()["netAsset"] == "100.00"


@pytest.mark.parametrize("role", [PartyRole.APPLICANT, PartyRole.SPOUSE, PartyRole.CO_BORROWER])
def test_inv_55_who_owes_the_loan_cannot_stand_for_it(role: PartyRole) -> None:
    assert codes(check_guarantor(A, [(A, role)])) == ["GUARANTOR_IS_BORROWER"]
    assert check_guarantor(B, [(A, role), (B, PartyRole.GUARANTOR)]) == []


def test_inv_58_a_circle_of_two_or_of_three_is_refused_and_a_chain_is_not() -> None:
    assert codes(check_circle(A, B, [(A, B)])) == ["CIRCULAR_GUARANTEE"]
    assert codes(check_circle(A, C, [(A, B), (B, C)])) == ["CIRCULAR_GUARANTEE"]
    assert check_circle(A, B, [(B, C), (C, D)]) == []


def test_inv_58_members_of_a_joint_liability_group_may_guarantee_one_another() -> None:
    team = frozenset({A, B, C})

    assert check_circle(A, B, [(A, B)], [team]) == []
    assert codes(check_circle(A, D, [(A, D)], [team])) == ["CIRCULAR_GUARANTEE"]


def test_a_group_has_three_to_five_members() -> None:
    five = [uuid4() for _ in range(5)]

    assert check_group(five, fen("100000")) == []
    assert check_group(five[:3], fen("100000")) == []
    assert codes(check_group(five[:2], fen("100000"))) == ["VALIDATION_FAILED"]
    assert codes(check_group([*five, uuid4()], Fen(0))) == ["VALIDATION_FAILED"] * 2
    assert codes(check_group([A, A, B], fen("1"))) == ["VALIDATION_FAILED"]


def test_inv_56_a_guarantee_company_stays_within_its_quota_and_per_customer_cap() -> None:
    def quota(used: str, customer: str, wanted: str) -> list[str]:
        return codes(
            check_quota(
                total_fen=fen("5000000"),
                used_fen=fen(used),
                single_cap_fen=fen("500000"),
                customer_fen=fen(customer),
                wanted_fen=fen(wanted),
            )
        )

    assert quota("4500000", "0", "500000") == []
    assert quota("4500000.01", "0", "500000") == ["QUOTA_EXCEEDED"]
    assert quota("0", "0.01", "500000") == ["SINGLE_CAP_EXCEEDED"]
    assert quota("4900000", "400000", "200000") == ["QUOTA_EXCEEDED", "SINGLE_CAP_EXCEEDED"]


def test_inv_57_a_collateral_carries_its_value_times_the_products_rate() -> None:
    lines = (
        LoanToValue(CollateralKind.REAL_ESTATE, "DWELLING", 70),
        LoanToValue(CollateralKind.REAL_ESTATE, "SHOP", 60),
    )

    assert ltv_cap(lines, CollateralKind.REAL_ESTATE, "DWELLING") == 70
    assert ltv_cap(lines, CollateralKind.REAL_ESTATE, "") == 60
    assert ltv_cap(lines, CollateralKind.VEHICLE, "") == 50
    assert carries(fen("1000000"), 60, fen("0")) == fen("600000")
    assert carries(fen("1000000"), 60, fen("700000")) == 0


@pytest.mark.parametrize(
    ("kind", "status", "expires", "unmet"),
    [
        ("REAL_ESTATE", "APPRAISED", TODAY, "抵质押合同未签订"),
        ("REAL_ESTATE", "CONTRACTED", TODAY, "押品未办妥登记"),
        ("REAL_ESTATE", "REG_PENDING", TODAY, "押品未办妥登记"),
        ("REAL_ESTATE", "REGISTERED", TODAY, ""),
        (
            "REAL_ESTATE",
            "REGISTERED",
            date(2026, 11, 17),
            "押品评估已于 2026-11-17 到期,须重新评估",
        ),
        ("VEHICLE", "CONTRACTED", TODAY, ""),
        ("VEHICLE", "RELEASED", TODAY, "押品已解除"),
    ],
)
def test_inv_57_rights_that_arise_by_registration_wait_for_it(
    kind: str, status: str, expires: date, unmet: str
) -> None:
    assert unmet_by(CollateralKind(kind), CollateralStatus(status), expires, TODAY) == unmet


def test_an_appraisal_is_good_for_twelve_months() -> None:
    assert appraisal_expiry(date(2025, 11, 18)) == TODAY
    assert appraisal_expiry(date(2028, 2, 29)) == date(2029, 2, 28)


def test_who_has_signed_is_not_removed() -> None:
    for status in GuaranteeStatus:
        free = status in (GuaranteeStatus.DRAFT, GuaranteeStatus.CAPACITY_CHECKED)
        assert ("remove" in GUARANTEE_MACHINE.allowed(status)) is free


def test_a_collateral_is_registered_only_after_it_was_handed_in() -> None:
    with pytest.raises(IllegalTransition):
        COLLATERAL_MACHINE.next(CollateralStatus.CONTRACTED, "register")
    assert (
        COLLATERAL_MACHINE.next(CollateralStatus.REG_PENDING, "register")
        is CollateralStatus.REGISTERED
    )
