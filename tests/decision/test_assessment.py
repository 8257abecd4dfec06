"""The pre-assessment runs by itself once an application is in, and people judge its result."""

import os
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.capabilities.application.events import ApplicationSubmitted
from backend.capabilities.application.service import step
from backend.capabilities.decision.models import PreAssessment
from backend.capabilities.evidence.models import Evidence, Upload
from backend.capabilities.evidence.rules import EvidenceKind, EvidenceSource
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import unit_of_work
from tests.application.test_graphql import FORM, SAVE, a_draft
from tests.bank import Client, actor, settle, signed_in
from tests.credit_authorization.factories import signed_already
from tests.customer.factories import an_id_number
from tests.customer.test_graphql import REGISTER, a_person

pytestmark = pytest.mark.usefixtures("ports")

SHARED = f"140{uuid4().int % 10**8:08d}"
AT_HOME, WRONG_PLACE = "[30.12, 109.48]", "[31.0, 112.0]"
# The registers answer these digits with a mismatch, nothing, or not at all.
SWITCHES = {"81", "82", "83"}
READ = """query P($filter: PreAssessmentFilter) { preAssessments(first: 5, filter: $filter) {
  edges { node { runNo status hits explanation indicativeAmount rateMin rateMax problem
  snapshotSha256 engineVersion strategyVersion { number } } } } }"""
JUDGE = """mutation J($input: JudgePreAssessmentInput!) { %s(input: $input) {
  application { status version } errors { code message path } } }"""
RERUN = """mutation R($input: RunPreAssessmentInput!) { runPreAssessment(input: $input) {
  preAssessment { runNo status } errors { code path } } }"""


def a_known_id() -> str:
    """A number that the simulated registers confirm."""
    return next(number for number in iter(an_id_number, "") if number[15:17] not in SWITCHES)


def an_unanswered_id() -> str:
    """A number about which the registers are silent."""
    return next(number for number in iter(an_id_number, "") if number[15:17] == "83")


def a_phone() -> str:
    """A number that nobody else in these tests has."""
    return f"140{uuid4().int % 10**8:08d}"


async def bureau_says(id_no: str, scenario: str) -> None:
    """Choose what the simulated bureau has on file about somebody."""
    async with httpx.AsyncClient(
        base_url=os.environ["LINGLI_BUREAU_URL"], trust_env=False
    ) as client:
        await client.post("/control/scenarios", json={"id_no": id_no, "scenario": scenario})


async def submitted(
    manager: Client,
    id_no: str,
    name: str,
    *,
    place: str = AT_HOME,
    scenario: str = "clean",
    phone: str = "",
) -> str:
    """Hand in an application whose applicant has authorized; everything follows by itself."""
    await bureau_says(id_no, scenario)
    form = FORM | {"S02": {"occupation": "5", "annualIncome": "110000.00"}}
    phone = phone or a_phone()
    file = a_person(id_no, name=name, kinds=["FARMER"], phone=phone)
    applicant = (await manager.do(REGISTER, input=file))["customer"]["id"]
    draft = await a_draft(manager, an_id_number(), "旁人", applicantId=applicant, formData=form)
    saved = (await manager.do(SAVE, input=draft))["application"]
    await signed_already(manager, draft["applicantId"])
    application_id: str = saved["id"]
    async with unit_of_work(await actor("lin.zhuban")) as work:
        await step(work, UUID(application_id), "submit", submitted_at=work.now)
        if place:
            await _a_proof(work, application_id, place)
        work.announce(ApplicationSubmitted(application_id=UUID(application_id)))
    await settle()
    return application_id


async def _a_proof(work: Any, application_id: str, place: str) -> None:
    digest = uuid4().hex * 2
    upload = await work.add(
        Upload,
        key=uuid4().hex,
        content_type="image/png",
        size=68,
        sha256=digest,
        expires_at=work.now,
        traits={},
    )
    await work.add(
        Evidence,
        subject_type="APPLICATION",
        subject_id=UUID(application_id),
        case_id=UUID(application_id),
        slot="F20",
        kind=EvidenceKind.PHOTO,
        source=EvidenceSource.CAMERA,
        sha256=digest,
        position=place,
        upload_id=upload.id,
        flags=[],
    )


async def run_of(manager: Client, application_id: str) -> dict[str, Any]:
    """The newest run of an application."""
    found = await manager.do(READ, filter={"applicationId": application_id})
    node: dict[str, Any] = found["edges"][0]["node"]
    return node


async def status_of(manager: Client, application_id: str) -> tuple[str, int]:
    """The application's state and version."""
    found = await manager.do(
        "query A($id: ID!) { application(id: $id) { status version } }", id=application_id
    )
    return found["status"], found["version"]


async def judge(who: Client, verb: str, application_id: str, reason: str = "情况属实") -> Any:
    """Take a stand on a pre-assessment."""
    _, version = await status_of(who, application_id)
    return await who.do(
        JUDGE % verb,
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": application_id,
            "expectedVersion": version,
            "reason": reason,
        },
    )


async def test_a_clean_case_passes_and_keeps_what_was_seen(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")

    application_id = await submitted(manager, a_known_id(), "张预评", scenario="one_overdue_month")

    run = await run_of(manager, application_id)
    assert (run["status"], run["hits"], run["problem"]) == ("PASS", [], "")
    assert run["indicativeAmount"] == "30000.00"
    assert len(run["snapshotSha256"]) == 64
    assert run["engineVersion"] == "zen 2.1.3"
    assert run["strategyVersion"] == {"number": 1}
    assert (await status_of(manager, application_id))[0] == "PRE_PASSED"


@pytest.mark.parametrize(
    ("place", "scenario", "code", "value"),
    [
        (AT_HOME, "many_queries", "PR02", "8"),
        (AT_HOME, "no_record", "PR06", None),
        (WRONG_PLACE, "clean", "PR08", None),
        ("", "clean", "PR08", None),
    ],
)
async def test_a_doubtful_case_is_referred_and_the_branch_head_accepts_it(
    api: httpx.AsyncClient, place: str, scenario: str, code: str, value: str | None
) -> None:
    manager, head = await signed_in(api, "lin.zhuban"), await signed_in(api, "sun.chashan")

    application_id = await submitted(
        manager, a_known_id(), "周预评", place=place, scenario=scenario
    )
    run = await run_of(manager, application_id)
    before = await status_of(manager, application_id)
    silent = await judge(head, "acceptReferral", application_id, " ")
    accepted = await judge(head, "acceptReferral", application_id)

    assert run["status"] == "REFER"
    assert [hit["ruleCode"] for hit in run["hits"]] == [code]
    if value is not None:
        assert (run["hits"][0]["value"], run["hits"][0]["threshold"]) == (value, "6")
    assert before[0] == "PRE_REFERRED"
    assert [error["path"] for error in silent["errors"]] == [["reason"]]
    assert accepted["errors"] == []
    assert accepted["application"]["status"] == "PRE_PASSED"


async def test_inv_18_a_rejected_case_is_reopened_by_two_offices_only(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    head, risk = await signed_in(api, "sun.chashan"), await signed_in(api, "shao.fengxian")

    application_id = await submitted(manager, a_known_id(), "赵预评", scenario="current_overdue")
    run = await run_of(manager, application_id)
    early = await judge(head, "acceptReferral", application_id)
    proposed = await judge(head, "reconsider", application_id)
    again = await judge(head, "reconsider", application_id)
    between = await status_of(manager, application_id)
    agreed = await judge(risk, "reconsider", application_id)
    accepted = await judge(head, "acceptReferral", application_id)

    assert (run["status"], run["hits"][0]["ruleCode"]) == ("REJECT", "PB04")
    assert run["hits"][0]["value"] == "3200"
    assert run["indicativeAmount"] == "0.00"
    assert [error["code"] for error in early["errors"]] == ["ILLEGAL_TRANSITION"]
    assert proposed["errors"] == []
    assert [error["code"] for error in again["errors"]] == ["RECONSIDERED_ALREADY"]
    assert between[0] == "PRE_REJECTED"
    assert agreed["application"]["status"] == "PRE_REFERRED"
    assert accepted["application"]["status"] == "PRE_PASSED"


async def test_a_silent_register_is_an_error_never_a_pass_and_the_run_can_be_repeated(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")

    application_id = await submitted(manager, an_unanswered_id(), "吴预评")
    run = await run_of(manager, application_id)
    before = await status_of(manager, application_id)
    again = await manager.do(
        RERUN, input={"idempotencyKey": str(uuid4()), "applicationId": application_id}
    )
    await settle()

    assert (run["status"], run["hits"]) == ("ERROR", [])
    assert run["problem"] == "外部数据暂不可用(联网核查),请稍后重试"
    assert before[0] == "SUBMITTED"
    assert again["preAssessment"] == {"runNo": 2, "status": "RUNNING"}
    with reaching(EVERYTHING):
        runs = await PreAssessment.filter(application_id=application_id).order_by("run_no")
    assert [one.status for one in runs] == ["ERROR", "ERROR"]
    assert (await status_of(manager, application_id))[0] == "SUBMITTED"


async def test_one_phone_for_many_applicants_is_referred(api: httpx.AsyncClient) -> None:
    manager = await signed_in(api, "lin.zhuban")
    crowd = [await submitted(manager, a_known_id(), "共用电话", phone=SHARED) for _ in range(4)]

    hits = [[hit["ruleCode"] for hit in (await run_of(manager, one))["hits"]] for one in crowd]

    assert hits == [[], [], [], ["PR07"]]


async def test_who_made_a_case_and_who_leads_no_branch_judges_nothing(
    api: httpx.AsyncClient,
) -> None:
    manager = await signed_in(api, "lin.zhuban")
    application_id = await submitted(manager, a_known_id(), "郑预评", scenario="many_queries")
    _, version = await status_of(manager, application_id)

    refused = await manager.ask(
        JUDGE % "acceptReferral",
        input={
            "idempotencyKey": str(uuid4()),
            "applicationId": application_id,
            "expectedVersion": version,
            "reason": "自己同意",
        },
    )

    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await status_of(manager, application_id))[0] == "PRE_REFERRED"
