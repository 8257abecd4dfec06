"""Permission, purpose, reason, reuse, and the indicators of a report."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from backend.capabilities.credit_authorization.errors import (
    IndicatorsUnreadable,
    QueryApprovalRequired,
    QueryUnresolved,
)
from backend.capabilities.credit_authorization.rules import (
    AUTHORIZATION,
    QUERY,
    Authorization,
    AuthorizationState,
    BureauIndicators,
    PublicRecords,
    QueryReason,
    QueryRequest,
    QueryState,
    Report,
    SubjectRole,
    check_may_query,
    check_may_send,
    check_nothing_unresolved,
    is_reusable,
    read_indicators,
    write_indicators,
)
from backend.kit.money import fen
from backend.kit.refusal import IllegalTransition, Refused

ZHANG, LI = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 16)
SIGNED_BY_ZHANG = Authorization(
    subject_customer_id=ZHANG,
    role=SubjectRole.BORROWER,
    purposes=frozenset({QueryReason.LOAN_APPROVAL}),
    state=AuthorizationState.VALID,
    valid_from=TODAY,
    valid_to=date(2027, 11, 15),
)
ABOUT_ZHANG = QueryRequest(ZHANG, QueryReason.LOAN_APPROVAL, bureau_user="lin-01")
CLEAN = BureauIndicators(first_credit_month="2015-06")


def codes_of(
    authorization: Authorization | None, request: QueryRequest, today: date = TODAY
) -> list[str]:
    with pytest.raises(Refused) as refused:
        check_may_query(authorization, request, today)
    return [refusal.code for refusal in refused.value.refusals]


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2027, 11, 15)])
def test_inv_10_the_first_and_the_last_day_of_an_authorization_count(today: date) -> None:
    assert check_may_query(SIGNED_BY_ZHANG, ABOUT_ZHANG, today) is None


@pytest.mark.parametrize("today", [date(2026, 11, 15), date(2027, 11, 16)])
def test_inv_10_the_day_before_and_the_day_after_do_not(today: date) -> None:
    assert codes_of(SIGNED_BY_ZHANG, ABOUT_ZHANG, today) == ["AUTHORIZATION_OUT_OF_DATE"]


def test_inv_10_nobody_is_asked_about_without_an_authorization() -> None:
    assert codes_of(None, ABOUT_ZHANG) == ["AUTHORIZATION_REQUIRED"]


@pytest.mark.parametrize(
    "state", [s for s in AuthorizationState if s is not AuthorizationState.VALID]
)
def test_inv_10_only_a_valid_authorization_permits(state: AuthorizationState) -> None:
    assert codes_of(replace(SIGNED_BY_ZHANG, state=state), ABOUT_ZHANG) == [
        "AUTHORIZATION_REQUIRED"
    ]


def test_inv_10_an_authorization_speaks_for_its_own_subject_and_tells_nothing_else() -> None:
    about_li = replace(ABOUT_ZHANG, subject_customer_id=LI)

    with pytest.raises(Refused) as refused:
        check_may_query(replace(SIGNED_BY_ZHANG, state=AuthorizationState.REVOKED), about_li, TODAY)

    assert [refusal.facts for refusal in refused.value.refusals] == [{"state": "NONE"}]


def test_inv_10_the_purpose_must_be_among_the_permitted_ones() -> None:
    guarantor = replace(SIGNED_BY_ZHANG, role=SubjectRole.GUARANTOR)
    request = replace(ABOUT_ZHANG, reason=QueryReason.GUARANTOR_QUALIFICATION)

    assert codes_of(guarantor, request) == ["PURPOSE_NOT_AUTHORIZED"]


@pytest.mark.parametrize(
    ("role", "reason", "fits"),
    [
        (SubjectRole.BORROWER, QueryReason.LOAN_APPROVAL, True),
        (SubjectRole.BORROWER, QueryReason.GUARANTOR_QUALIFICATION, False),
        (SubjectRole.CO_BORROWER, QueryReason.LOAN_APPROVAL, True),
        (SubjectRole.CO_BORROWER, QueryReason.GUARANTOR_QUALIFICATION, False),
        (SubjectRole.SPOUSE, QueryReason.LOAN_APPROVAL, True),
        (SubjectRole.SPOUSE, QueryReason.GUARANTOR_QUALIFICATION, True),
        (SubjectRole.GUARANTOR, QueryReason.LOAN_APPROVAL, False),
        (SubjectRole.GUARANTOR, QueryReason.GUARANTOR_QUALIFICATION, True),
        (SubjectRole.LEGAL_REP, QueryReason.GUARANTOR_QUALIFICATION, True),
        (SubjectRole.COMPANY, QueryReason.LOAN_APPROVAL, True),
    ],
)
def test_inv_11_the_reason_fits_the_role(
    role: SubjectRole, reason: QueryReason, fits: bool
) -> None:
    authorization = replace(SIGNED_BY_ZHANG, role=role, purposes=frozenset(QueryReason))
    request = replace(ABOUT_ZHANG, reason=reason)

    if fits:
        assert check_may_query(authorization, request, TODAY) is None
    else:
        assert codes_of(authorization, request) == ["QUERY_REASON_MISMATCH"]


@pytest.mark.parametrize("account", [None, ""])
def test_inv_14_the_asker_needs_a_bureau_account_of_his_own(account: str | None) -> None:
    assert codes_of(SIGNED_BY_ZHANG, replace(ABOUT_ZHANG, bureau_user=account)) == [
        "BUREAU_ACCOUNT_MISSING"
    ]


def test_all_causes_are_told_at_once() -> None:
    expired = replace(SIGNED_BY_ZHANG, state=AuthorizationState.EXPIRED)
    request = QueryRequest(ZHANG, QueryReason.GUARANTOR_QUALIFICATION, bureau_user=None)

    assert codes_of(expired, request) == [
        "AUTHORIZATION_REQUIRED",
        "PURPOSE_NOT_AUTHORIZED",
        "QUERY_REASON_MISMATCH",
        "BUREAU_ACCOUNT_MISSING",
    ]


@pytest.mark.parametrize("state", [QueryState.SENT, QueryState.UNKNOWN])
def test_inv_13_no_new_query_while_one_has_no_answer(state: QueryState) -> None:
    with pytest.raises(QueryUnresolved):
        check_nothing_unresolved([QueryState.SUCCEEDED, state])


def test_inv_13_answered_queries_do_not_stand_in_the_way() -> None:
    settled = [s for s in QueryState if s not in (QueryState.SENT, QueryState.UNKNOWN)]

    assert check_nothing_unresolved(settled) is None


def test_inv_13_an_unknown_query_can_only_be_enquired_about() -> None:
    assert QUERY.allowed(QueryState.UNKNOWN) == ["enquire"]
    with pytest.raises(IllegalTransition):
        check_may_send(QueryState.UNKNOWN, approval_required=False)


def test_a_query_waits_for_approval_where_the_bank_wants_it() -> None:
    with pytest.raises(QueryApprovalRequired):
        check_may_send(QueryState.REQUESTED, approval_required=True)

    assert check_may_send(QueryState.APPROVED, approval_required=True) is QueryState.SENT
    assert check_may_send(QueryState.REQUESTED, approval_required=False) is QueryState.SENT


@pytest.mark.parametrize("end", [QueryState.SUCCEEDED, QueryState.FAILED, QueryState.NO_RECORD])
def test_a_silent_query_ends_as_the_enquiry_says(end: QueryState) -> None:
    silent = QUERY.next(QueryState.SENT, "time_out")

    assert QUERY.next(silent, "enquire", end) is end


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        (AuthorizationState.DRAFT, ["send", "expire"]),
        (AuthorizationState.PENDING_SIGN, ["sign", "void", "expire"]),
        (AuthorizationState.SIGNED, ["seal"]),
        (AuthorizationState.VALID, ["expire", "revoke"]),
        (AuthorizationState.EXPIRED, []),
        (AuthorizationState.REVOKED, []),
        (AuthorizationState.VOID, []),
    ],
)
def test_an_authorization_has_these_ways_on(state: AuthorizationState, actions: list[str]) -> None:
    assert AUTHORIZATION.allowed(state) == actions


@pytest.mark.parametrize(
    ("reported_on", "reusable"),
    [
        (date(2026, 10, 17), True),
        (date(2026, 10, 16), False),
        (TODAY, True),
        (date(2026, 11, 17), False),
    ],
)
def test_a_report_is_reused_for_thirty_days(reported_on: date, reusable: bool) -> None:
    report = Report(ZHANG, QueryReason.LOAN_APPROVAL, reported_on)

    assert is_reusable(report, ABOUT_ZHANG, TODAY) is reusable


def test_a_report_is_not_reused_for_another_person_or_purpose() -> None:
    assert not is_reusable(Report(LI, QueryReason.LOAN_APPROVAL, TODAY), ABOUT_ZHANG, TODAY)
    assert not is_reusable(
        Report(ZHANG, QueryReason.GUARANTOR_QUALIFICATION, TODAY), ABOUT_ZHANG, TODAY
    )


def test_indicators_survive_being_written_and_read() -> None:
    indicators = BureauIndicators(
        current_overdue_fen=fen("3200.01"),
        current_overdue_accounts=1,
        overdue_months_24_max=1,
        overdue_months_24_total=2,
        five_class_abnormal=True,
        loan_balance_fen=fen("99999.99"),
        queries_1m=1,
        queries_3m=2,
        queries_6m=3,
        first_credit_month="2015-06",
        public_records=PublicRecords(court_exec=1, tax_arrears=2, admin_penalty=3),
    )

    text = write_indicators(indicators)

    assert read_indicators(text) == indicators
    assert json.loads(text)["currentOverdueAmount"] == "3200.01"
    assert json.loads(text)["overdueMonths24"] == {"max": 1, "total": 2}


@pytest.mark.parametrize("name", sorted(json.loads(write_indicators(CLEAN))))
def test_a_missing_indicator_is_not_a_good_one(name: str) -> None:
    tree = json.loads(write_indicators(CLEAN))
    del tree[name]

    with pytest.raises(IndicatorsUnreadable, match="BUREAU_INDICATORS_UNREADABLE") as refused:
        read_indicators(json.dumps(tree))

    assert f"{name}" in refused.value.message
    assert "缺失" in refused.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("currentOverdueAmount", 3200),
        ("currentOverdueAmount", "-1.00"),
        ("currentOverdueAmount", "1.005"),
        ("currentOverdueAccounts", "1"),
        ("currentOverdueAccounts", True),
        ("currentOverdueAccounts", -1),
        ("badDebtFlag", "false"),
        ("badDebtFlag", 0),
        ("firstCreditMonth", "2015-13"),
        ("overdueMonths24", {"max": 2, "total": 1}),
        ("overdueMonths24", {"max": 1, "total": 25}),
        ("queriesLoanApproval1m", 1),
        ("surprise", 1),
    ],
)
def test_a_wrong_or_contradictory_indicator_is_refused(name: str, value: object) -> None:
    tree = json.loads(write_indicators(CLEAN)) | {name: value}

    with pytest.raises(IndicatorsUnreadable):
        read_indicators(json.dumps(tree))


def test_a_blank_file_cannot_have_an_open_loan() -> None:
    blank = replace(CLEAN, no_record=True)

    assert read_indicators(write_indicators(blank)).no_record
    with pytest.raises(IndicatorsUnreadable):
        read_indicators(write_indicators(replace(blank, open_loan_accounts=1)))


@pytest.mark.parametrize("text", ["", "[]", "null", "{"])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(IndicatorsUnreadable):
        read_indicators(text)
