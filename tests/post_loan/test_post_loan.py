"""Post-loan checks: opened once per loan, recorded with evidence, reminded of when late."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.capabilities.disbursement.models import LoanNote
from backend.capabilities.notification.models import Notification
from backend.capabilities.post_loan import service
from backend.capabilities.post_loan.models import PostLoanCheck
from backend.capabilities.post_loan.rules import (
    PostLoanCheckStatus,
    Report,
    is_late,
    next_due,
    problems_of,
)
from backend.kit.clock import utc_now
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from tests.bank import actor, settle, signed_in
from tests.contract.factories import a_limit
from tests.disbursement.factories import approved

RECORD = """
mutation R($input: RecordPostLoanCheckInput!) {
  recordPostLoanCheck(input: $input) {
    postLoanCheck { status useOfFunds place } errors { code path }
  }
}
"""
PAID = datetime(2026, 11, 27, 2, tzinfo=UTC)
VISIT = Report("云雾村茶园", PAID + timedelta(days=7), "购买茶苗 2000 株,已栽种", "", 1)


async def a_check(api: httpx.AsyncClient) -> PostLoanCheck:
    """The first check of a loan that was paid out today."""
    row = await approved(await a_limit(api), Fen(4_000_000))
    await settle()
    with reaching(EVERYTHING):
        note = await LoanNote.get(disbursement_id=row.id)
        return await PostLoanCheck.get(note_id=note.id)


def an_input(check: PostLoanCheck, **changes: Any) -> dict[str, Any]:
    return {
        "idempotencyKey": str(uuid4()),
        "checkId": str(check.id),
        "expectedVersion": check.version,
        "place": "示例县茶山镇云雾村茶园",
        "checkedAt": utc_now().isoformat(),
        "useOfFunds": "购买茶苗 2000 株,已栽种",
        "isAsAgreed": True,
        "evidenceIds": [str(uuid4())],
    } | changes


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"place": "村"}, ("place",)),
        ({"checked_at": PAID - timedelta(seconds=1)}, ("checked_at",)),
        ({"checked_at": PAID + timedelta(days=31)}, ("checked_at",)),
        ({"use_of_funds": "茶苗"}, ("use_of_funds",)),
        ({"evidence": 0}, ("evidence_ids",)),
    ],
)
def test_a_report_without_place_time_use_or_evidence_is_refused(
    change: dict[str, Any], path: tuple[str, ...]
) -> None:
    now = PAID + timedelta(days=30)
    facts = {name: getattr(VISIT, name) for name in VISIT.__dataclass_fields__}

    assert problems_of(VISIT, PAID, now) == []
    assert [one.path for one in problems_of(Report(**(facts | change)), PAID, now)] == [path]


def test_a_check_is_late_the_day_after_and_no_visit_follows_the_end_of_the_loan() -> None:
    due, end = date(2026, 12, 27), date(2027, 11, 27)

    assert not is_late(PostLoanCheckStatus.OPEN, due, due)
    assert is_late(PostLoanCheckStatus.OPEN, due, due + timedelta(days=1))
    assert not is_late(PostLoanCheckStatus.DONE, due, due + timedelta(days=1))
    assert next_due(due, 90, end) == date(2027, 3, 27)
    assert next_due(end - timedelta(days=90), 90, end) is None


async def test_a_paid_loan_gets_one_first_check_however_often_it_is_told(
    api: httpx.AsyncClient,
) -> None:
    check = await a_check(api)
    manager = await actor("lin.zhuban")

    with reaching(EVERYTHING):
        await service.open_first_check(manager, check.note_id)
        checks = await PostLoanCheck.filter(note_id=check.note_id)
        note = await LoanNote.get(id=check.note_id)

    assert [(one.kind, one.number) for one in checks] == [("FIRST", 1)]
    assert check.due_on > note.value_date
    assert check.owner_id == manager.id


async def test_a_visit_is_recorded_with_evidence_and_the_next_becomes_due(
    api: httpx.AsyncClient,
) -> None:
    check = await a_check(api)
    manager = await signed_in(api, "lin.zhuban")
    outsider = await signed_in(api, "shi.yunze")

    bare = await manager.do(RECORD, input=an_input(check, evidenceIds=[]))
    hidden = await outsider.do(RECORD, input=an_input(check))
    done = await manager.do(RECORD, input=an_input(check))
    again = await manager.do(RECORD, input=an_input(check, expectedVersion=check.version + 1))

    with reaching(EVERYTHING):
        numbers = await PostLoanCheck.filter(note_id=check.note_id).order_by("number")
    assert [error["code"] for error in bare["errors"]] == ["CHECK_EVIDENCE_MISSING"]
    assert [error["code"] for error in hidden["errors"]] == ["NOT_FOUND"]
    assert done["errors"] == []
    assert done["postLoanCheck"]["status"] == "DONE"
    assert [error["code"] for error in again["errors"]] == ["ILLEGAL_TRANSITION"]
    kinds = [(one.number, one.kind, one.status) for one in numbers]
    assert kinds == [(1, "FIRST", "DONE"), (2, "REGULAR", "OPEN")]


async def test_a_late_check_is_told_once_a_day(api: httpx.AsyncClient) -> None:
    check = await a_check(api)
    manager = await actor("lin.zhuban")
    late = check.due_on + timedelta(days=1)

    with reaching(EVERYTHING):
        for day in (check.due_on, late, late):
            await service.tell_late(manager, day)
        told = await Notification.filter(subject_id=check.id).count()

    assert told == 1
