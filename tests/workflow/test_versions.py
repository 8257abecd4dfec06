"""Drawing, checking, publishing and overriding routes, through HTTP."""

from typing import Any
from uuid import uuid4

import httpx

from backend.capabilities.workflow.models import WorkflowVersion
from backend.capabilities.workflow.rules import VersionState, read_model
from backend.capabilities.workflow.rules.overriding import (
    can_be_avoided,
    compare_with_base,
    without_own_person,
)
from backend.kit.database import EVERYTHING, reaching
from tests.bank import Client, signed_in
from tests.workflow.cases import decide, instance_of, open_tasks, publish, start, waiting_at
from tests.workflow.factories import END, FACTS, ROUTES, START, bpmn, chain

SHOWN = (
    "version { id version number status orgId publisher { name } }"
    " errors { code path ... on RouteUnsoundError { nodeId finding } }"
)


def order(verb: str) -> str:
    """The mutation document of a verb on versions."""
    kind = {
        "saveWorkflowDraft": "SaveWorkflowDraft",
        "refuseWorkflowPublish": "RefuseWorkflowPublish",
    }.get(verb, "ChangeWorkflowVersion")
    return f"mutation V($input: {kind}Input!) {{ {verb}(input: $input) {{ {SHOWN} }} }}"


def node(name: str, roles: str) -> str:
    """A user task for people of the demo."""
    return (
        f'<bpmn:userTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<ml:assignment candidateRoles="{roles}" orgScope="COUNTY"/>'
        '<ml:actions allow="APPROVE,REJECT"/></bpmn:extensionElements></bpmn:userTask>'
    )


async def save(drawer: Client, bpmn_text: str, key: str, **more: Any) -> dict[str, Any]:
    """Save a drawing as a new draft."""
    given = {"key": key, "name": "测试流程", "processType": "TEST", "bpmn": bpmn_text}
    answer: dict[str, Any] = await drawer.do(
        order("saveWorkflowDraft"), input=given | {"idempotencyKey": str(uuid4())} | more
    )
    return answer


async def step(person: Client, verb: str, version: dict[str, Any]) -> dict[str, Any]:
    """Take a version one step further."""
    answer: dict[str, Any] = await person.do(
        order(verb),
        input={
            "idempotencyKey": str(uuid4()),
            "versionId": version["id"],
            "expectedVersion": version["version"],
        },
    )
    return answer


async def test_inv_37_a_route_is_published_by_a_second_person_and_runs_from_then_on(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    second = await signed_in(api, "bai.fabu")
    key = f"N{uuid4().hex[:10]}"
    drawing = bpmn(START + END + node("a", "CREDIT_REVIEWER") + chain("s", "a", "e"))

    draft = (await save(author, drawing, key))["version"]
    checked = (await step(author, "validateWorkflow", draft))["version"]
    asked = (await step(author, "requestWorkflowPublish", checked))["version"]
    own = await step(author, "publishWorkflow", asked)
    published = (await step(second, "publishWorkflow", asked))["version"]

    assert [error["code"] for error in own["errors"]] == ["MAKER_CHECKER"]
    assert (published["status"], published["publisher"]) == ("PUBLISHED", {"name": "白发布"})
    case = await start(key)
    assert await waiting_at(case) == ["a"]


async def test_a_second_version_supersedes_the_first_and_running_cases_stay_on_theirs(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    second = await signed_in(api, "bai.fabu")
    supervisor = await signed_in(api, "dong.dudao")
    key = f"N{uuid4().hex[:10]}"
    first = bpmn(START + END + node("a", "CREDIT_REVIEWER") + chain("s", "a", "e"))
    longer = bpmn(
        START
        + END
        + node("a", "CREDIT_REVIEWER")
        + node("b", "RISK_OFFICER")
        + chain("s", "a", "b", "e")
    )

    async def publish_this(drawing: str) -> dict[str, Any]:
        version: dict[str, Any] = (await save(author, drawing, key))["version"]
        for verb in ("validateWorkflow", "requestWorkflowPublish"):
            version = (await step(author, verb, version))["version"]
        done: dict[str, Any] = (await step(second, "publishWorkflow", version))["version"]
        return done

    old = await publish_this(first)
    old_case, moved_case = await start(key), await start(key)
    new = await publish_this(longer)
    new_case = await start(key)
    moved = await instance_of(moved_case)
    plan = await supervisor.do(
        "query P($i: ID!, $v: ID!) { previewMigration(instanceId: $i, versionId: $v)"
        " { isPossible problem nodes } }",
        i=str(moved.id),
        v=new["id"],
    )
    done = await supervisor.do(
        "mutation M($input: MigrateInstanceInput!) { migrateInstance(input: $input)"
        " { instance { route { id } } errors { code } } }",
        input={
            "idempotencyKey": str(uuid4()),
            "instanceId": str(moved.id),
            "versionId": new["id"],
            "reason": "新规定",
        },
    )
    for case in (old_case, moved_case, new_case):
        await decide(case, "a", "gao.shencha")

    assert (old["number"], new["number"]) == (1, 2)
    assert plan == {"isPossible": True, "problem": "", "nodes": ["a"]}
    assert done == {"instance": {"route": {"id": new["id"]}}, "errors": []}
    assert await waiting_at(old_case) == []
    assert await waiting_at(moved_case) == ["b"]
    assert await waiting_at(new_case) == ["b"]
    with reaching(EVERYTHING):
        assert (await WorkflowVersion.get(id=old["id"])).status == VersionState.SUPERSEDED


async def test_an_unsound_drawing_stays_a_draft_and_every_problem_names_its_node(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    broken = bpmn(START + END + node("a", "CREDIT_REVIEWER") + chain("s", "a"))

    draft = (await save(author, broken, f"N{uuid4().hex[:10]}"))["version"]
    answer = await step(author, "validateWorkflow", draft)
    unreadable = await save(author, "<a/>", "X1")

    assert answer["version"] is None
    assert ("a", "DEAD_END") in [(e["nodeId"], e["finding"]) for e in answer["errors"]]
    assert [error["code"] for error in unreadable["errors"]] == ["WORKFLOW_MODEL_UNREADABLE"]
    with reaching(EVERYTHING):
        assert (await WorkflowVersion.get(id=draft["id"])).status == VersionState.DRAFT


async def test_a_county_bank_may_add_to_the_unions_route_but_not_take_away(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    text = (ROUTES / "RT1.bpmn").read_text(encoding="utf-8")
    weaker = text.replace('candidateRoles="CREDIT_REVIEWER"', 'candidateRoles="CUSTOMER_MANAGER"')
    union_key = await publish(text)

    same = (await save(author, text, union_key))["version"]
    less = (await save(author, weaker, union_key))["version"]
    accepted = await step(author, "validateWorkflow", same)
    refused = await step(author, "validateWorkflow", less)

    assert accepted["version"]["status"] == "VALIDATED"
    assert refused["version"] is None
    assert [(error["nodeId"], error["finding"]) for error in refused["errors"]] == [
        ("review", "LOCKED_NODE_WEAKENED")
    ]


async def test_findings_tell_of_people_and_authority_without_blocking(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    key = f"N{uuid4().hex[:10]}"
    drawing = bpmn(START + END + node("a", "INTEGRATOR") + chain("s", "a", "e"))
    draft = (await save(author, drawing, key))["version"]

    found = await author.do(
        "query F($id: ID!) { workflowFindings(versionId: $id) { code nodeId message blocking } }",
        id=draft["id"],
    )

    assert found == [
        {
            "code": "NO_CANDIDATE",
            "nodeId": "a",
            "message": "清江没有人能办理节点“a”",
            "blocking": False,
        }
    ]


async def test_a_role_that_does_not_exist_keeps_a_route_from_being_published(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    drawing = bpmn(START + END + node("a", "NOBODY_KNOWS") + chain("s", "a", "e"))

    draft = (await save(author, drawing, f"N{uuid4().hex[:10]}"))["version"]
    answer = await step(author, "validateWorkflow", draft)

    assert [(error["nodeId"], error["finding"]) for error in answer["errors"]] == [
        ("a", "ATTRIBUTE_INVALID")
    ]


async def test_the_longest_route_of_the_union_can_be_saved_by_a_bank(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    text = (ROUTES / "RT4.bpmn").read_text(encoding="utf-8")

    saved = await save(author, text, "RT4")
    too_long = await save(author, text + " " * 120_000, "RT4")

    assert (saved["errors"], saved["version"]["number"]) == ([], 1)
    assert [error["code"] for error in too_long["errors"]] == ["VALIDATION_FAILED"]


async def test_a_dry_run_shows_the_way_of_a_case_and_writes_nothing(
    api: httpx.AsyncClient,
) -> None:
    author = await signed_in(api, "wu.liucheng")
    listed = await author.do(
        'query W { workflows(first: 10, filter: { key: "RT1" })'
        " { edges { node { versions { id status } } } } }"
    )
    (version,) = listed["edges"][0]["node"]["versions"]

    run = await author.do(
        "query S($id: ID!, $v: JSON!, $c: JSON) {"
        " simulateWorkflow(versionId: $id, variables: $v, choices: $c)"
        " { decisions ending nodes } }",
        id=version["id"],
        v=FACTS,
        c={"approve": "OVER", "higher_approve": "REJECT"},
    )

    assert run["decisions"] == ["review=APPROVE", "approve=APPROVE", "higher_approve=REJECT"]
    assert run["ending"] == "REJECTED"
    assert run["nodes"][-1] == "rejected"


async def test_statistics_count_a_nodes_tasks_within_the_bank(api: httpx.AsyncClient) -> None:
    supervisor = await signed_in(api, "dong.dudao")
    key = await publish(bpmn(START + END + node("zz", "CREDIT_REVIEWER") + chain("s", "zz", "e")))
    for _ in range(2):
        await start(key)
    case = await start(key)
    await decide(case, "zz", "gao.shencha")

    rows = await supervisor.do(
        '{ workflowStats(processType: "TEST") { nodeId waiting done overdue averageHours } }'
    )

    (row,) = [row for row in rows if row["nodeId"] == "zz"]
    assert (row["waiting"], row["done"], row["overdue"]) == (2, 1, 0)
    assert 0 <= row["averageHours"] < 1
    assert await open_tasks(case) == []


def test_a_locked_node_cannot_be_removed_avoided_or_weakened() -> None:
    text = (ROUTES / "RT3.bpmn").read_text(encoding="utf-8")
    base = read_model(text).definition
    removed = read_model(text.replace('id="risk"', 'id="other"')).definition
    softer = read_model(text.replace('passRatio="2/3"', 'passRatio="1/2"')).definition
    stricter = read_model(text.replace('passRatio="2/3"', 'passRatio="3/4"')).definition

    assert compare_with_base(base, base) == []
    assert ("LOCKED_NODE_REMOVED", "risk") in [
        (found.code, found.node_id) for found in compare_with_base(base, removed)
    ]
    assert [(found.code, found.node_id) for found in compare_with_base(base, softer)] == [
        ("SIGNATURES_LOWERED", "committee")
    ]
    assert compare_with_base(base, stricter) == []
    assert not can_be_avoided(base, "committee")


def test_each_node_needs_a_person_of_its_own() -> None:
    assert without_own_person({"a": {"x"}, "b": {"x", "y"}}) == []
    assert without_own_person({"a": {"x", "y"}, "b": {"x"}, "c": {"y"}}) == ["c"]
