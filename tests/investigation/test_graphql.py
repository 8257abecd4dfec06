"""A whole investigation through HTTP: the journey's tea grower, with exact numbers."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from backend.capabilities.investigation.models import InvestigationReport, Section
from backend.capabilities.investigation.service import returned
from backend.kit.database import EVERYTHING, reaching
from backend.kit.work import unit_of_work
from tests.bank import Client, actor, signed_in
from tests.investigation.bank import (
    HOME,
    a_case,
    act,
    do,
    fill,
    no_errors,
    opinion,
    photos,
    remove_one_photo,
    see,
    sign_all,
)

pytestmark = pytest.mark.usefixtures("ports")


async def completed(api: httpx.AsyncClient) -> tuple[Client, Client, dict[str, Any]]:
    """A case whose investigation is complete and decided."""
    lead, co, case = await a_case(api)
    await photos(case)
    await fill(lead, case)
    done = await act(lead, "completeInvestigation", case)
    no_errors(done)
    return lead, co, case


async def test_the_journeys_investigation_ends_in_grade_b_and_120000(
    api: httpx.AsyncClient,
) -> None:
    lead, co, case = await completed(api)

    decisions = await lead.do(
        """query D($filter: DecisionFilter) { decisions(first: 5, filter: $filter) { edges { node {
        id result grade score proposedAmount proposedSpreadBp coverage isStale caps } } } }""",
        filter={"applicationId": case["applicationId"]},
    )
    ((decision,),) = [[edge["node"] for edge in decisions["edges"]]]
    seen = await see(lead, case)

    assert (decision["result"], decision["grade"], decision["score"]) == ("APPROVE", "B", 66)
    assert (decision["proposedAmount"], decision["proposedSpreadBp"]) == ("120000.00", 220)
    assert decision["coverage"] == "0.741819"
    assert {cap["name"]: cap["amount"] for cap in decision["caps"]}["CAPACITY"] == "130666.67"
    assert seen["status"] == "COMPLETED"
    assert {section["status"] for section in seen["sections"]} == {"LOCKED"}
    assert {section["completeness"] for section in seen["sections"]} == {100}

    bare = await opinion(co, case, amount="130000")
    assert [error["code"] for error in bare["errors"]] == ["ADJUSTMENT_REASON_MISSING"]
    for who in (lead, co):
        no_errors(await opinion(who, case, amount="130000", reason="保证人另有租金收入"))
    report = await sign_all(lead, co, case)
    no_errors(await act(lead, "submitInvestigation", case))

    after = await see(lead, case)
    assert after["status"] == "SUBMITTED"
    assert after["application"] == "IN_REVIEW"
    assert "130,000.00 元" in report["html"]
    assert "保证人另有租金收入" in report["html"]
    assert "张" in report["html"]


async def test_inv_20_a_wrong_place_is_refused_and_both_must_be_there(
    api: httpx.AsyncClient,
) -> None:
    lead, co, case = await a_case(api, checked_in=False)

    early = await do(lead, "saveSection", investigationId=case["id"], module="M19", data={})
    first = await do(lead, "checkIn", investigationId=case["id"], **HOME)
    far = await do(
        co,
        "checkIn",
        investigationId=case["id"],
        latitude="31.0",
        longitude="112.0",
        accuracyM=10,
    )
    between = await see(lead, case)
    no_errors(await do(co, "checkIn", investigationId=case["id"], **HOME))

    assert [error["code"] for error in early["errors"]] == ["ILLEGAL_TRANSITION"]
    no_errors(first)
    assert [error["code"] for error in far["errors"]] == ["FAR_FROM_SITE", "FAR_FROM_PARTNER"]
    assert between["status"] == "PLANNED"
    assert len(between["checkIns"]) == 1
    assert (await see(lead, case))["status"] == "CHECKED_IN"


async def test_one_photo_less_blocks_completion_and_submission(api: httpx.AsyncClient) -> None:
    lead, co, case = await completed(api)
    for who in (lead, co):
        no_errors(await opinion(who, case, amount="120000"))
    await sign_all(lead, co, case)

    await remove_one_photo(case, "M04.FIELD_PHOTO")
    refused = await act(lead, "submitInvestigation", case)

    assert [error["code"] for error in refused["errors"]] == ["EVIDENCE_MISSING"]
    assert refused["errors"][0]["message"] == "“地块照片”还缺 1 份佐证"
    assert (await see(lead, case))["status"] == "CO_SIGNED"


async def test_inv_24_a_reopened_section_makes_the_decision_stale(
    api: httpx.AsyncClient,
) -> None:
    lead, co, case = await completed(api)
    no_errors(await opinion(lead, case, amount="120000"))

    locked = await do(lead, "saveSection", investigationId=case["id"], module="M15", data={})
    reopened = await do(
        lead, "reopenSection", investigationId=case["id"], module="M15", reason="补充保证人收入"
    )
    early = await opinion(co, case, amount="120000")
    no_errors(await do(lead, "completeSection", investigationId=case["id"], module="M15"))
    no_errors(await act(lead, "completeInvestigation", case))
    decisions = await lead.do(
        """query D($filter: DecisionFilter) { decisions(first: 5, filter: $filter) { edges { node {
        isStale proposedAmount } } } }""",
        filter={"applicationId": case["applicationId"]},
    )

    assert [error["code"] for error in locked["errors"]] == ["ILLEGAL_TRANSITION"]
    no_errors(reopened)
    assert [error["code"] for error in early["errors"]] == ["ILLEGAL_TRANSITION"]
    assert [edge["node"]["isStale"] for edge in decisions["edges"]] == [False, True]
    seen = await see(lead, case)
    assert seen["opinions"] == []
    revisions = [one for one in seen["all"] if one["module"] == "M15"]
    assert [(one["revision"], one["isCurrent"]) for one in revisions] == [(2, True), (1, False)]


async def test_inv_23_a_returned_case_is_put_right_and_its_new_report_supersedes_the_old(
    api: httpx.AsyncClient,
) -> None:
    lead, co, case = await completed(api)
    for who in (lead, co):
        no_errors(await opinion(who, case, amount="130000", reason="保证人另有租金收入"))
    first = await sign_all(lead, co, case)
    no_errors(await act(lead, "submitInvestigation", case))

    async with unit_of_work(await actor("sun.chashan")) as work:
        await returned(
            work, UUID(case["applicationId"]), [{"module": "M15", "comment": "缺租金证明"}]
        )
    back = await see(lead, case)
    no_errors(await fill(lead, case, only=("M15",)))
    no_errors(await act(lead, "completeInvestigation", case))
    for who in (lead, co):
        no_errors(await opinion(who, case, amount="120000"))
    second = await sign_all(lead, co, case)
    no_errors(await act(lead, "submitInvestigation", case))

    assert (back["status"], back["application"]) == ("RETURNED", "RETURNED")
    assert back["defects"] == [{"module": "M15", "comment": "缺租金证明"}]
    (flagged,) = [one for one in back["sections"] if one["status"] == "DEFECT"]
    assert (flagged["module"], flagged["comment"]) == ("M15", "缺租金证明")
    assert second["supersedesId"] == first["id"]
    assert second["snapshotHash"] != first["snapshotHash"]
    after = await see(lead, case)
    assert (after["status"], after["application"], after["submissions"]) == (
        "SUBMITTED",
        "IN_REVIEW",
        2,
    )
    with reaching(EVERYTHING):
        old = await InvestigationReport.get(id=first["id"])
        assert old.submitted_at is not None
        with pytest.raises(Exception, match="never rewritten"):
            await old.revise(old.created_by, html="另一份报告")
        section = await Section.filter(module="M15", investigation_id=case["id"], revision=1).get()
        with pytest.raises(Exception, match="locked section is kept"):
            await section.revise(old.created_by, data_hash="0" * 64)


async def test_inv_20_both_sign_what_stands_the_lead_first(api: httpx.AsyncClient) -> None:
    lead, co, case = await completed(api)
    no_errors(await opinion(lead, case, amount="120000"))
    alone = await do(lead, "generateReport", investigationId=case["id"])
    no_errors(await opinion(co, case, amount="120000"))
    made = (await do(lead, "generateReport", investigationId=case["id"]))["report"]

    early = await do(co, "signReport", reportId=made["id"], snapshotHash=made["snapshotHash"])
    other = await do(lead, "signReport", reportId=made["id"], snapshotHash="0" * 64)
    no_errors(await do(lead, "signReport", reportId=made["id"], snapshotHash=made["snapshotHash"]))
    unsigned = await act(lead, "submitInvestigation", case)
    no_errors(await opinion(co, case, amount="110000", reason="价格波动较大"))
    outdated = await do(lead, "signReport", reportId=made["id"], snapshotHash=made["snapshotHash"])

    assert [error["code"] for error in alone["errors"]] == ["ILLEGAL_TRANSITION"]
    assert [error["code"] for error in early["errors"]] == ["LEAD_SIGNS_FIRST"]
    assert [error["code"] for error in other["errors"]] == ["REPORT_OUTDATED"]
    assert [error["code"] for error in unsigned["errors"]] == ["ILLEGAL_TRANSITION"]
    assert [error["code"] for error in outdated["errors"]] == ["SIGNED_ALREADY"]


async def test_a_co_investigator_is_another_manager_of_the_bank(api: httpx.AsyncClient) -> None:
    lead, co, case = await a_case(api, checked_in=False)
    ids = {name: (await actor(name)).id for name in ("lin.zhuban", "he.xieban", "gao.shencha")}

    async def assign(name: str) -> Any:
        return await do(
            lead,
            "assignCoInvestigator",
            applicationId=case["applicationId"],
            userId=str(ids[name]),
        )

    himself, reviewer = await assign("lin.zhuban"), await assign("gao.shencha")
    no_errors(await assign("he.xieban"))
    for who in (lead, co):
        no_errors(await do(who, "checkIn", investigationId=case["id"], **HOME))
    late = await assign("he.xieban")

    assert [error["code"] for error in himself["errors"]] == ["CO_INVESTIGATOR_MISSING"]
    assert [error["path"] for error in reviewer["errors"]] == [["userId"]]
    assert late["errors"][0]["message"] == "双人已签到,不能再更换协办人"


async def test_a_stranger_neither_sees_nor_writes(api: httpx.AsyncClient) -> None:
    _, _, case = await a_case(api)
    stranger = await signed_in(api, "shi.yunze")

    hidden = await stranger.ask(
        "query I($id: ID!) { investigation(id: $id) { no } }", id=case["id"]
    )
    refused = await do(stranger, "saveSection", investigationId=case["id"], module="M19", data={})

    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]
