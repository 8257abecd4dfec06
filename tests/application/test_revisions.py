"""Consents at the door, copies and amendments of applications, through HTTP."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from backend.capabilities.application import service
from backend.capabilities.application.models import Application, ApplicationRevision
from backend.capabilities.application.rules import ApplicationStatus, Change, changes
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import unit_of_work
from tests.application.test_graphql import FORM, SAVE, SUBMIT, a_draft
from tests.bank import Client, actor, signed_in
from tests.customer.factories import an_id_number
from tests.privacy.test_consents import WITHDRAW

COPY = """mutation C($input: CopyApplicationInput!) { copyApplication(input: $input)
  { application { id no status amountRequested parties { role } } errors { code } } }"""
AMEND = """mutation A($input: AmendApplicationInput!) { amendApplication(input: $input)
  { application { version formData revisions { number changes reason } }
    errors { code path } } }"""


async def submitted(manager: Client, **changed: Any) -> dict[str, Any]:
    """An application that has been handed in."""
    draft = await a_draft(manager, an_id_number(), "改单人", **changed)
    saved = (await manager.do(SAVE, input=draft))["application"]
    answer = await manager.do(
        SUBMIT,
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": saved["id"],
            "expectedVersion": saved["version"],
        },
    )
    assert answer["errors"] == []
    application: dict[str, Any] = answer["application"]
    return application


async def under_investigation(application_id: str) -> int:
    """Bring a case to its investigators; answers with its version."""
    async with unit_of_work(await actor("lin.zhuban")) as work:
        row_id = UUID(application_id)
        await service.step(work, row_id, "assess")
        await service.step(work, row_id, "conclude", to=ApplicationStatus.PRE_PASSED)
        row = await service.step(work, row_id, "start_investigation")
        return row.version


async def test_without_the_applicants_consent_nothing_is_handed_in(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    draft = await a_draft(manager, an_id_number(), "未同意")
    saved = (await manager.do(SAVE, input=draft))["application"]
    for kind in ("PRIVACY", "AUTOMATED_DECISION"):
        await manager.do(
            WITHDRAW,
            input={
                "idempotencyKey": str(uuid4()),
                "customerId": draft["applicantId"],
                "kind": kind,
            },
        )

    answer = await manager.do(
        SUBMIT,
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": saved["id"],
            "expectedVersion": saved["version"],
        },
    )

    assert [error["code"] for error in answer["errors"]] == ["CONSENT_REQUIRED"] * 2
    assert answer["errors"][0]["message"] == "未同意尚未同意“个人信息处理”,请先取得本人同意"
    with reaching(EVERYTHING):
        assert (await Application.get(id=saved["id"])).status == ApplicationStatus.DRAFT


async def test_a_copy_is_a_draft_of_its_own(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    colleague = await signed_in(api, "he.xieban", "PAD")
    source = await submitted(manager)
    command = {"applicationId": source["id"]}

    made = await manager.do(COPY, input=command | {"idempotencyKey": str(uuid4())})
    hidden = await colleague.do(COPY, input=command | {"idempotencyKey": str(uuid4())})

    assert made["errors"] == []
    copy = made["application"]
    assert copy["no"] != source["no"]
    assert (copy["status"], copy["amountRequested"]) == ("DRAFT", "30000.00")
    assert copy["parties"] == [{"role": "APPLICANT"}]
    assert [error["code"] for error in hidden["errors"]] == ["NOT_FOUND"]


async def test_an_amendment_keeps_what_stood_before(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    source = await submitted(manager)
    version = await under_investigation(source["id"])
    form = FORM | {"S01": {"householdSize": 5}}
    command = {"applicationId": source["id"], "reason": "家中新添一人"}

    amended = await manager.do(
        AMEND,
        input=command
        | {"idempotencyKey": str(uuid4()), "formData": form, "expectedVersion": version},
    )
    same = await manager.do(
        AMEND,
        input=command
        | {"idempotencyKey": str(uuid4()), "formData": form, "expectedVersion": version + 1},
    )
    broken = await manager.do(
        AMEND,
        input=command
        | {"idempotencyKey": str(uuid4()), "formData": {}, "expectedVersion": version + 1},
    )

    assert amended["errors"] == []
    first, second = amended["application"]["revisions"]
    assert (first["number"], first["changes"]) == (1, [])
    assert second["changes"] == [{"path": "S01.householdSize", "before": 4, "after": 5}]
    assert amended["application"]["formData"] == form
    assert [error["code"] for error in same["errors"]] == ["NOTHING_CHANGED"]
    assert {error["code"] for error in broken["errors"]} == {"VALIDATION_FAILED"}
    with reaching(EVERYTHING):
        assert await ApplicationRevision.filter(application_id=source["id"]).count() == 2


async def test_before_the_investigation_nothing_is_amended(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban", "PAD")
    source = await submitted(manager)

    answer = await manager.do(
        AMEND,
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": source["id"],
            "expectedVersion": source["version"],
            "formData": FORM | {"S01": {"householdSize": 6}},
            "reason": "太早的更正",
        },
    )

    assert [error["code"] for error in answer["errors"]] == ["ILLEGAL_TRANSITION"]
    with reaching(EVERYTHING):
        assert await ApplicationRevision.filter(application_id=source["id"]).count() == 1


def test_changes_are_named_by_their_place() -> None:
    before = {"a": {"b": 1, "c": [1]}, "d": "x"}
    after = {"a": {"b": 2, "c": [1, 2]}, "e": "y"}

    assert changes(before, after) == [
        Change("a.b", 1, 2),
        Change("a.c", [1], [1, 2]),
        Change("d", "x", None),
        Change("e", None, "y"),
    ]
    assert changes(after, after) == []
