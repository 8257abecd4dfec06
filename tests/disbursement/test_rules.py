"""The life of a disbursement, what a drawdown must be like, what the core's answers mean."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.disbursement.errors import ScheduleChanged, ValueDatePassed
from backend.capabilities.disbursement.rules import (
    CANCELLABLE,
    DISBURSEMENT_MACHINE,
    NOTE_MACHINE,
    QUIET,
    Asked,
    Condition,
    CoreAnswer,
    DifferenceKind,
    DisbursementStatus,
    Drawdown,
    DrawdownFrame,
    NextStep,
    NoteStatus,
    PaidOut,
    PayeeWanted,
    PaymentMode,
    Standing,
    alarm_due,
    balance_differences,
    check_drawdown,
    check_signed,
    check_value_date,
    checklist,
    may_send,
    meaning,
    next_enquiry,
    note_no,
    payments_of,
    payout_differences,
    row_from_json,
    row_to_json,
    schedule_of,
    unmet,
)
from backend.capabilities.product.rules import PaymentRule
from backend.kit.money import Fen, fen, yuan
from backend.kit.refusal import IllegalTransition
from tests.calculator.factories import NOTE_1, NOTE_2, as_table

S = DisbursementStatus
GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "calculator/golden/golden_journey_schedules.json").read_text()
)
TODAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)
OWN = "6299990000000010003"
SHOP = "6299990000000030001"
FRAME = DrawdownFrame(
    term_months_max=36,
    latest_maturity=date(2029, 11, 24),
    methods=(RepaymentMethod.EPI, RepaymentMethod.IO_Q),
    payment=PaymentRule(entrusted_above_fen=fen("300000"), splitting_window_days=10),
    own_account=OWN,
)
FIRST = Drawdown(
    amount_fen=fen("80000"),
    value_date=date(2026, 11, 27),
    term_months=30,
    method=RepaymentMethod.EPI,
    mode=PaymentMode.SELF,
)


def codes(wanted: Drawdown, frame: DrawdownFrame = FRAME) -> list[str]:
    return [refusal.code for refusal in check_drawdown(wanted, frame, TODAY)]


def entrusted(*amounts: str) -> tuple[PayeeWanted, ...]:
    return tuple(PayeeWanted("谷丰农资", SHOP, "示例银行", fen(amount)) for amount in amounts)


def test_the_main_road_leads_from_draft_to_money() -> None:
    state = S.DRAFT
    for action, to in [
        ("submit", None),
        ("open_signing", None),
        ("complete_signing", None),
        ("start_review", None),
        ("approve", None),
        ("send", None),
        ("answer", S.UNKNOWN),
        ("resolve", S.DISBURSED),
    ]:
        state = DISBURSEMENT_MACHINE.next(state, action, to)

    assert state is S.DISBURSED
    assert DISBURSEMENT_MACHINE.allowed(state) == []


def test_inv_33_an_unknown_outcome_can_only_be_resolved() -> None:
    assert DISBURSEMENT_MACHINE.allowed(S.UNKNOWN) == ["resolve"]
    assert DISBURSEMENT_MACHINE.allowed(S.SENDING) == ["answer"]
    with pytest.raises(IllegalTransition):
        DISBURSEMENT_MACHINE.next(S.UNKNOWN, "send")
    with pytest.raises(IllegalTransition):
        DISBURSEMENT_MACHINE.next(S.UNKNOWN, "cancel")


@pytest.mark.parametrize("state", CANCELLABLE)
def test_what_was_not_sent_or_failed_can_be_cancelled(state: DisbursementStatus) -> None:
    assert DISBURSEMENT_MACHINE.next(state, "cancel") is S.CANCELLED


def test_a_returned_request_is_drafted_anew_and_a_failed_one_tried_again() -> None:
    assert DISBURSEMENT_MACHINE.next(S.IN_REVIEW, "return") is S.RETURNED
    assert DISBURSEMENT_MACHINE.next(S.RETURNED, "redraft") is S.DRAFT
    assert DISBURSEMENT_MACHINE.next(S.FAILED, "retry") is S.APPROVED


def test_a_note_falls_overdue_catches_up_and_ends_once() -> None:
    note = NoteStatus
    assert NOTE_MACHINE.next(note.ACTIVE, "fall_overdue") is note.OVERDUE
    assert NOTE_MACHINE.next(note.OVERDUE, "catch_up") is note.ACTIVE
    assert NOTE_MACHINE.next(note.EXTENDED, "resume") is note.ACTIVE
    assert NOTE_MACHINE.next(note.OVERDUE, "settle") is note.SETTLED
    assert NOTE_MACHINE.allowed(note.SETTLED) == []
    assert NOTE_MACHINE.allowed(note.WRITTEN_OFF) == []


def test_the_first_drawdown_of_the_journey_is_in_order() -> None:
    assert codes(FIRST) == []
    assert FIRST.maturity_date == date(2029, 5, 27)


def test_inv_35_a_note_ends_with_its_limit_and_within_its_product() -> None:
    edge = replace(FIRST, value_date=date(2026, 11, 26), term_months=35)
    on_the_last_day = replace(FRAME, latest_maturity=edge.maturity_date)
    a_day_short = replace(FRAME, latest_maturity=edge.maturity_date - timedelta(days=1))

    assert codes(edge, on_the_last_day) == []
    assert codes(edge, a_day_short) == ["NOTE_TERM_OUTSIDE"]
    assert codes(edge, replace(FRAME, term_months_max=35)) == []
    assert codes(edge, replace(FRAME, term_months_max=34)) == ["NOTE_TERM_OUTSIDE"]


def test_inv_36_payees_add_up_to_the_amount() -> None:
    wanted = replace(FIRST, mode=PaymentMode.ENTRUSTED)

    assert codes(replace(wanted, payees=entrusted("50000", "30000"))) == []
    assert codes(replace(wanted, payees=entrusted("50000", "29999.99"))) == ["PAYEES_DIFFER"]
    assert codes(wanted) == ["VALIDATION_FAILED"]
    assert codes(replace(FIRST, payees=entrusted("80000"))) == ["VALIDATION_FAILED"]


def test_inv_36_a_large_sum_is_paid_to_the_counterparty_even_when_split() -> None:
    at_the_edge = replace(FIRST, amount_fen=fen("300000"))
    above = replace(FIRST, amount_fen=fen("300000.01"))
    part = replace(FIRST, amount_fen=fen("200000"))
    ten_days_before = replace(part, value_date=FIRST.value_date - timedelta(days=10))
    eleven_days_before = replace(part, value_date=FIRST.value_date - timedelta(days=11))

    def after(earlier: Drawdown) -> DrawdownFrame:
        return replace(FRAME, earlier=payments_of([(earlier, OWN)]))

    assert codes(at_the_edge) == []
    assert codes(above) == ["ENTRUSTED_REQUIRED"]
    assert codes(part, after(ten_days_before)) == ["ENTRUSTED_REQUIRED"]
    assert codes(part, after(eleven_days_before)) == []


def test_everything_wrong_with_a_drawdown_is_told_at_once() -> None:
    wrong = replace(
        FIRST,
        amount_fen=Fen(0),
        value_date=date(2026, 11, 25),
        method=RepaymentMethod.FLAT,
        term_months=0,
    )

    assert codes(wrong) == [
        "VALIDATION_FAILED",
        "VALIDATION_FAILED",
        "METHOD_OUTSIDE_CONTRACT",
        "VALIDATION_FAILED",
    ]


def test_inv_30_each_open_condition_is_named() -> None:
    standing = Standing(
        contract_effective=True,
        limit_drawable=True,
        overdue_notes=("JJ1",),
        purpose_proofs=0,
        disburse_account_ok=True,
        contract_conditions=(Condition("C1", "保证合同已签订", ok=False),),
    )

    told = [(refusal.code, refusal.facts["item"]) for refusal in unmet(checklist(standing))]

    assert told == [
        ("CONDITION_NOT_MET", "客户名下借据无逾期"),
        ("CONDITION_NOT_MET", "用途证明材料已上传"),
        ("CONDITION_NOT_MET", "保证合同已签订"),
    ]


def test_inv_30_a_complete_checklist_refuses_nothing() -> None:
    standing = Standing(
        contract_effective=True,
        limit_drawable=True,
        overdue_notes=(),
        purpose_proofs=1,
        disburse_account_ok=True,
    )

    assert unmet(checklist(standing)) == []


@pytest.mark.parametrize("status", [S.SENDING, S.UNKNOWN])
@pytest.mark.parametrize("asked", list(Asked))
def test_inv_31_posted_and_refused_settle_whoever_brings_them(
    status: DisbursementStatus, asked: Asked
) -> None:
    posted = meaning(status, asked, CoreAnswer.POSTED, may_send_again=False)
    refused = meaning(status, asked, CoreAnswer.REFUSED, may_send_again=False)

    assert (posted.to, posted.then) == (S.DISBURSED, NextStep.NOTHING)
    assert (refused.to, refused.then) == (S.FAILED, NextStep.NOTHING)


@pytest.mark.parametrize(
    "answer",
    [
        CoreAnswer.PENDING,
        CoreAnswer.OUTCOME_UNKNOWN,
        CoreAnswer.UNAVAILABLE,
        CoreAnswer.DISAGREEMENT,
        CoreAnswer.NOT_FOUND,
    ],
)
def test_inv_33_what_settles_nothing_after_sending_leads_to_an_enquiry(answer: CoreAnswer) -> None:
    told = meaning(S.SENDING, Asked.SEND, answer, may_send_again=True)

    assert (told.to, told.then) == (S.UNKNOWN, NextStep.ENQUIRE)


def test_inv_33_only_an_enquiry_that_finds_nothing_permits_sending_again() -> None:
    found_nothing = meaning(S.UNKNOWN, Asked.ENQUIRY, CoreAnswer.NOT_FOUND, may_send_again=True)
    too_early = meaning(S.UNKNOWN, Asked.ENQUIRY, CoreAnswer.NOT_FOUND, may_send_again=False)
    pending = meaning(S.UNKNOWN, Asked.ENQUIRY, CoreAnswer.PENDING, may_send_again=True)

    assert (found_nothing.to, found_nothing.then) == (None, NextStep.SEND_AGAIN)
    assert (too_early.to, too_early.then) == (None, NextStep.ENQUIRE)
    assert (pending.to, pending.then) == (None, NextStep.ENQUIRE)


@pytest.mark.parametrize("status", sorted(set(S) - {S.SENDING, S.UNKNOWN}))
@pytest.mark.parametrize("answer", list(CoreAnswer))
def test_inv_31_late_and_repeated_answers_change_nothing(
    status: DisbursementStatus, answer: CoreAnswer
) -> None:
    for asked in Asked:
        told = meaning(status, asked, answer, may_send_again=True)

        assert (told.to, told.then) == (None, NextStep.NOTHING)


def test_a_request_is_not_sent_again_while_it_may_still_be_under_way() -> None:
    assert may_send(None, NOON)
    assert may_send(NOON - QUIET, NOON)
    assert not may_send(NOON - QUIET + timedelta(milliseconds=1), NOON)


def test_enquiries_slow_down_and_people_are_called_after_ten_minutes() -> None:
    ten = timedelta(minutes=10)

    assert [next_enquiry(n).total_seconds() for n in range(7)] == [2, 5, 10, 20, 30, 30, 30]
    assert not alarm_due(None, NOON)
    assert not alarm_due(NOON - ten, NOON)
    assert alarm_due(NOON - ten - timedelta(milliseconds=1), NOON)


def test_the_notes_of_a_contract_are_numbered_with_three_digits() -> None:
    assert note_no("示例农商行(2026)授信字第000123号", 1) == "示例农商行(2026)授信字第000123号-001"
    assert note_no("X", 999) == "X-999"
    for outside in (0, 1000):
        with pytest.raises(ValueError, match=str(outside)):
            note_no("X", outside)


def test_the_notes_of_the_journey_match_the_golden_rows_to_the_cent() -> None:
    first, second = schedule_of(NOTE_1), schedule_of(NOTE_2)

    assert as_table(first.rows) == GOLDEN["note1"]
    assert as_table(second.rows) == GOLDEN["note2"]
    assert yuan(first.total_interest) == "5418.74"
    assert yuan(second.total_interest) == "2108.90"


def test_inv_46_a_schedule_that_is_not_the_signed_one_is_refused() -> None:
    signed = schedule_of(NOTE_1)
    a_day_later = replace(NOTE_1, start_date=date(2026, 11, 28))

    assert check_signed(NOTE_1, signed.engine_version, signed.sha256) == signed
    with pytest.raises(ScheduleChanged):
        check_signed(a_day_later, signed.engine_version, signed.sha256)
    with pytest.raises(ScheduleChanged):
        check_signed(NOTE_1, "CN-2027.1", signed.sha256)


def test_a_note_is_released_on_its_value_date_only() -> None:
    check_value_date(date(2026, 11, 27), date(2026, 11, 27))
    for other in (date(2026, 11, 26), date(2026, 11, 28)):
        with pytest.raises(ValueDatePassed):
            check_value_date(date(2026, 11, 27), other)


def test_inv_61_a_row_survives_being_written_down() -> None:
    rows = schedule_of(NOTE_1).rows

    assert tuple(row_from_json(json.loads(json.dumps(row_to_json(row)))) for row in rows) == rows


def test_the_day_end_names_each_difference_and_nothing_else() -> None:
    ours = [PaidOut(key, f"JJ{key}", Fen(100)) for key in "abcd"]
    theirs = [
        PaidOut("a", "JJa", Fen(100)),
        PaidOut("b", "JJb", Fen(100)),
        PaidOut("b", "JJb", Fen(100)),
        PaidOut("c", "JJc", Fen(99)),
        PaidOut("e", "JJe", Fen(7)),
    ]

    found = [(one.kind, one.request_id) for one in payout_differences(ours, theirs)]

    assert found == [
        (DifferenceKind.POSTED_TWICE, "b"),
        (DifferenceKind.AMOUNT_DIFFERS, "c"),
        (DifferenceKind.MISSING_AT_CORE, "d"),
        (DifferenceKind.MISSING_HERE, "e"),
    ]


def test_balances_are_compared_loan_by_loan() -> None:
    ours = {"JJ1": Fen(100), "JJ2": Fen(50)}

    assert balance_differences(ours, {"JJ1": Fen(100), "JJ2": Fen(50), "XX": Fen(1)}) == []
    (found,) = balance_differences(ours, {"JJ1": Fen(100)})
    assert (found.kind, found.loan_no, found.ours_fen, found.theirs_fen) == (
        DifferenceKind.BALANCE_DIFFERS,
        "JJ2",
        50,
        0,
    )
