"""Tasks through HTTP: the pool, the decision, and the walls between banks."""

from uuid import uuid4

import httpx

from tests.bank import signed_in
from tests.workflow.cases import OPINION, instance_of, start, the_task, user_id

DECIDE = """
mutation D($input: DecideTaskInput!) {
  decideTask(input: $input) {
    task { status outcome opinions { text authorName } }
    errors { code path }
  }
}
"""
POOL = """
query P($filter: TaskFilter) {
  taskPool(first: 10, filter: $filter) {
    edges { node { id nodeName allowedOutcomes dueAt returnTargets { id } status } }
  }
}
"""
MINE = """
query M($done: Boolean!, $filter: TaskFilter) {
  myTasks(first: 10, done: $done, filter: $filter) { edges { node { nodeId outcome } } }
}
"""
INSTANCE = """
query I($id: ID!) {
  workflowInstance(id: $id) {
    status currentNodes route { number definition { key } }
    timeline { seq kind nodeId } tasks { nodeId } opinions { outcome }
  }
}
"""


async def test_a_reviewer_finds_a_task_in_his_pool_and_decides_it_once(
    api: httpx.AsyncClient,
) -> None:
    case = await start("RT1")
    reviewer = await signed_in(api, "gao.shencha")
    this = {"businessId": str(case)}

    pool = await reviewer.do(POOL, filter=this)
    (found,) = [edge["node"] for edge in pool["edges"]]
    order = {"taskId": found["id"], "outcome": "APPROVE", "opinion": OPINION}
    first = await reviewer.do(DECIDE, input=order | {"idempotencyKey": "a" + str(case)})
    again = await reviewer.do(DECIDE, input=order | {"idempotencyKey": "a" + str(case)})
    other = await reviewer.do(DECIDE, input=order | {"idempotencyKey": str(uuid4())})
    done = await reviewer.do(MINE, done=True, filter=this)

    assert found["nodeName"] == "审查岗复核"
    assert found["dueAt"] is not None
    assert found["returnTargets"] == [{"id": "INITIATOR"}]
    assert first["task"] == {
        "status": "DONE",
        "outcome": "APPROVE",
        "opinions": [{"text": OPINION, "authorName": "高审查"}],
    }
    assert again == first
    assert [error["code"] for error in other["errors"]] == ["TASK_NOT_OPEN"]
    assert done["edges"] == [{"node": {"nodeId": "review", "outcome": "APPROVE"}}]


async def test_inv_43_another_bank_sees_neither_the_task_nor_the_case(
    api: httpx.AsyncClient,
) -> None:
    case = await start("RT1")
    task = await the_task(case, "review")
    instance = await instance_of(case)
    outsider = await signed_in(api, "gu.shencha")
    supervisor = await signed_in(api, "meng.dudao")

    hidden = await outsider.ask("query T($id: ID!) { task(id: $id) { id } }", id=str(task.id))
    closed = await supervisor.ask(INSTANCE, id=str(instance.id))
    listed = await supervisor.do("{ tasks(first: 100) { edges { node { businessId } } } }")
    refused = await outsider.do(
        DECIDE,
        input={
            "idempotencyKey": str(uuid4()),
            "taskId": str(task.id),
            "outcome": "APPROVE",
            "opinion": OPINION,
        },
    )

    assert hidden["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert closed["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert str(case) not in str(listed)
    assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]


async def test_the_initiator_sees_where_his_case_stands(api: httpx.AsyncClient) -> None:
    case = await start("RT1")
    instance = await instance_of(case)
    manager = await signed_in(api, "lin.zhuban")

    seen = await manager.do(INSTANCE, id=str(instance.id))

    assert seen["status"] == "RUNNING"
    assert seen["currentNodes"] == ["review"]
    assert seen["route"] == {"number": 1, "definition": {"key": "RT1"}}
    assert [line["kind"] for line in seen["timeline"]] == [
        "NODE_ENTERED",
        "FLOW_TAKEN",
        "NODE_ENTERED",
        "TASK_OPENED",
    ]
    assert seen["tasks"] == [{"nodeId": "review"}]


async def test_a_customer_manager_may_not_stop_a_case(api: httpx.AsyncClient) -> None:
    case = await start("RT1")
    instance = await instance_of(case)
    manager = await signed_in(api, "lin.zhuban")

    answer = await manager.ask(
        "mutation T($input: TerminateInstanceInput!) {"
        " terminateInstance(input: $input) { instance { id } } }",
        input={"idempotencyKey": str(uuid4()), "instanceId": str(instance.id), "reason": "不做了"},
    )

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await instance_of(case)).status == "RUNNING"
    assert await user_id("lin.zhuban") == instance.owner_id
