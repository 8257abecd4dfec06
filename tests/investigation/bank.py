"""An application that has passed the pre-assessment, and the hands that investigate it."""

import os
from typing import Any
from uuid import UUID, uuid4

import httpx

from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.application.service import step
from backend.capabilities.evidence.models import Evidence, Upload
from backend.capabilities.evidence.rules import EvidenceKind, EvidenceSource
from backend.kit.work import Work, unit_of_work
from tests.application.test_graphql import SAVE, a_draft, product_id
from tests.bank import Client, actor, settle, signed_in
from tests.credit_authorization.factories import signed_already
from tests.credit_authorization.test_queries import REQUEST
from tests.customer.factories import an_id_number
from tests.investigation.factories import APPLICATION_FORM, PHOTOS, SECTIONS

HOME = {"latitude": "30.1200", "longitude": "109.4800", "accuracyM": 12}
PASSED: tuple[tuple[str, ApplicationStatus | None], ...] = (
    ("submit", None),
    ("assess", None),
    ("conclude", ApplicationStatus.PRE_PASSED),
)
GIVES = {
    "startInvestigation": ("StartInvestigationInput", "investigation { id status version }"),
    "assignCoInvestigator": ("AssignCoInvestigatorInput", "application { id }"),
    "checkIn": ("CheckInAtSiteInput", "investigation { id status version }"),
    "saveSection": ("SaveSectionInput", "section { id status version completeness data }"),
    "completeSection": ("CompleteSectionInput", "section { id status version }"),
    "reopenSection": ("ReopenSectionInput", "section { id status revision }"),
    "completeInvestigation": ("CompleteInvestigationInput", "investigation { id status }"),
    "submitCreditOpinion": ("SubmitCreditOpinionInput", "opinion { id amount }"),
    "generateReport": (
        "GenerateReportInput",
        "report { id number snapshotHash html supersedesId documentId }",
    ),
    "signReport": ("SignReportInput", "report { id signatures { userName role } }"),
    "submitInvestigation": ("SubmitInvestigationInput", "investigation { id status }"),
}


async def do(terminal: Client, verb: str, **command: Any) -> Any:
    """Send one command of an investigation."""
    kind, shape = GIVES[verb]
    document = (
        f"mutation V($input: {kind}!) {{ {verb}(input: $input)"
        f" {{ {shape} errors {{ code message path }} }} }}"
    )
    return await terminal.do(document, input=command | {"idempotencyKey": str(uuid4())})


def no_errors(answer: Any) -> None:
    """Insist that a command was carried out."""
    assert answer is None or answer["errors"] == [], answer["errors"]


async def see(terminal: Client, case: dict[str, Any]) -> dict[str, Any]:
    """Read an investigation as it stands, with the state of its application."""
    seen: dict[str, Any] = await terminal.do(
        """query I($id: ID!) { investigation(id: $id) { version status submissions defects
        checkIns { userName place } opinions { role isCurrent amount }
        sections { module revision isCurrent status completeness comment version } } }""",
        id=case["id"],
    )
    seen["all"] = seen["sections"]
    seen["sections"] = [one for one in seen["all"] if one["isCurrent"]]
    seen["opinions"] = [one for one in seen["opinions"] if one["isCurrent"]]
    application = await terminal.do(
        "query A($id: ID!) { application(id: $id) { status } }", id=case["applicationId"]
    )
    seen["application"] = application["status"]
    return seen


async def act(terminal: Client, verb: str, case: dict[str, Any]) -> Any:
    """Send a command that names the version it saw."""
    version = (await see(terminal, case))["version"]
    return await do(terminal, verb, investigationId=case["id"], expectedVersion=version)


async def a_case(
    api: httpx.AsyncClient, *, checked_in: bool = True
) -> tuple[Client, Client, dict[str, Any]]:
    """Bring an application to the investigation, with both investigators at the site."""
    lead, co = await signed_in(api, "lin.zhuban"), await signed_in(api, "he.xieban")
    partner = (await actor("he.xieban")).id
    id_no = an_id_number()
    draft = await a_draft(
        lead,
        id_no,
        "张调查",
        productId=await product_id(lead, "A02"),
        amountRequested="150000",
        termMonths=36,
        repaymentMethod="EPI",
        guaranteeModes=["NATURAL_PERSON"],
        purposeCode="PLANTING.TEA",
        formData=APPLICATION_FORM,
        coInvestigatorId=str(partner),
    )
    saved = (await lead.do(SAVE, input=draft))["application"]
    await assess(lead, saved["id"], draft["applicantId"], id_no)
    started = await do(
        lead,
        "startInvestigation",
        applicationId=saved["id"],
        siteLatitude="30.1201",
        siteLongitude="109.4801",
    )
    no_errors(started)
    case = {"id": started["investigation"]["id"], "applicationId": saved["id"]}
    if checked_in:
        for who in (lead, co):
            no_errors(await do(who, "checkIn", investigationId=case["id"], **HOME))
    return lead, co, case


async def assess(manager: Client, application_id: str, customer_id: str, id_no: str) -> None:
    """Take an application past the pre-assessment, with a report of the simulated bureau."""
    await bureau_says(id_no, "one_overdue_month")
    await signed_already(manager, customer_id)
    asked = await manager.do(
        REQUEST,
        input={
            "idempotencyKey": str(uuid4()),
            "customerId": customer_id,
            "applicationId": application_id,
            "reason": "LOAN_APPROVAL",
        },
    )
    no_errors(asked)
    await settle()
    async with unit_of_work(await actor("lin.zhuban")) as work:
        for action, to in PASSED:
            await step(work, UUID(application_id), action, to=to)


async def bureau_says(id_no: str, scenario: str) -> None:
    """Choose what the simulated bureau has on file about somebody."""
    async with httpx.AsyncClient(
        base_url=os.environ["LINGLI_BUREAU_URL"], trust_env=False
    ) as client:
        await client.post("/control/scenarios", json={"id_no": id_no, "scenario": scenario})


async def photos(case: dict[str, Any]) -> None:
    """Put the journey's 18 photos into their slots."""
    async with unit_of_work(await actor("lin.zhuban")) as work:
        for slot, count in PHOTOS.items():
            for _ in range(count):
                await _photo(work, case, slot)


async def _photo(work: Work, case: dict[str, Any], slot: str) -> None:
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
        subject_type="INVESTIGATION",
        subject_id=UUID(case["id"]),
        case_id=UUID(case["applicationId"]),
        slot=slot,
        kind=EvidenceKind.PHOTO,
        source=EvidenceSource.CAMERA,
        sha256=digest,
        taken_at=work.now,
        upload_id=upload.id,
        flags=[],
    )


async def remove_one_photo(case: dict[str, Any], slot: str) -> None:
    """Take one photo out of a slot."""
    async with unit_of_work(await actor("lin.zhuban")) as work:
        row = await Evidence.filter(subject_id=UUID(case["id"]), slot=slot).first()
        assert row is not None
        await row.revise(work.actor.id, removed_at=work.now)


async def fill(terminal: Client, case: dict[str, Any], only: tuple[str, ...] = ()) -> None:
    """Fill in and complete the sections."""
    for module, data in SECTIONS.items():
        if not only or module in only:
            command = {"investigationId": case["id"], "module": module}
            no_errors(await do(terminal, "saveSection", **command, data=data))
            no_errors(await do(terminal, "completeSection", **command))


async def opinion(terminal: Client, case: dict[str, Any], *, amount: str, reason: str = "") -> Any:
    """Say what one would lend."""
    adjustments = [{"field": "AMOUNT", "reasonCode": "EXTRA_INCOME", "reasonText": reason}]
    return await do(
        terminal,
        "submitCreditOpinion",
        investigationId=case["id"],
        recommendation="APPROVE",
        amount=amount,
        termMonths=36,
        spreadBp=220,
        repaymentMethods=["EPI", "IO_Q"],
        guarantee="王立秋连带责任保证",
        conditionsPrecedent=["保证合同已签署"],
        reasons="茶园经营稳定,收入足以覆盖还款",
        adjustments=adjustments if reason else [],
    )


async def sign_all(lead: Client, co: Client, case: dict[str, Any]) -> dict[str, Any]:
    """Make the report and have both sign it."""
    made = await do(lead, "generateReport", investigationId=case["id"])
    no_errors(made)
    report: dict[str, Any] = made["report"]
    for who in (lead, co):
        no_errors(
            await do(who, "signReport", reportId=report["id"], snapshotHash=report["snapshotHash"])
        )
    return report
