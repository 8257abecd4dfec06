"""Cases to walk through routes with, and small models to break."""

import itertools
import json
from pathlib import Path
from typing import Any

from backend.capabilities.workflow.rules import (
    CloseVote,
    Command,
    Complete,
    Definition,
    JobDone,
    KernelEvent,
    Outcome,
    RequestMaterial,
    Resubmit,
    ReturnTo,
    SeatMembers,
    State,
    TimerFired,
    Wait,
    check_return,
    read_model,
    start,
    step,
    validate_model,
)

ROUTES = Path(__file__).parents[2] / "dev/demo/workflows"
FACTS = {
    "amount": "80000.00",
    "termMonths": 12,
    "product": {"code": "A02", "category": "FARM"},
    "grade": "B",
    "dsr": "0.4",
    "guaranteeMode": "NATURAL_PERSON",
    "customer": {"totalExposure": "80000.00"},
    "orgLevel": "BRANCH",
    "adjustmentPct": "0",
    "hasDeviation": False,
    "decision": {"result": "APPROVE"},
    "changeSensitivity": "HIGH",
}


def route(name: str) -> Definition:
    definition, findings = validate_model((ROUTES / f"{name}.bpmn").read_text(encoding="utf-8"))
    assert findings == []
    return definition


class Case:
    """An instance under test; its state goes through JSON after every step."""

    def __init__(self, definition: Definition, **facts: Any) -> None:
        self.definition = definition
        self.state: State
        self.events: list[KernelEvent]
        self.state, self.events = start(definition, FACTS | facts)
        self.through_json()

    def through_json(self) -> None:
        # PostgreSQL's jsonb gives keys back in another order.
        self.state = json.loads(json.dumps(self.state, sort_keys=True))

    def do(self, command: Command) -> list[KernelEvent]:
        self.state, self.events = step(self.definition, self.state, command)
        self.through_json()
        return self.events

    def waiting(self, *waits: Wait) -> list[tuple[str, str]]:
        """Pairs of node and token, in the order in which they came."""
        tokens = sorted(self.state["tokens"].items(), key=lambda pair: int(pair[0][1:]))
        return [(token["node"], key) for key, token in tokens if token["wait"] in waits]

    @property
    def open(self) -> list[str]:
        return sorted(node for node, _ in self.waiting(Wait.TASK))

    def token(self, node: str, wait: Wait = Wait.TASK) -> str:
        return next(key for name, key in self.waiting(wait) if name == node)

    def decide(
        self, node: str, outcome: Outcome = Outcome.APPROVE, actor: str = "", **more: Any
    ) -> None:
        self.do(Complete(self.token(node), outcome, actor or f"{node}er", **more))

    def approve(self, *nodes: str) -> None:
        for node in nodes:
            self.decide(node, within_authority=True)

    def give_back(self, node: str, target: str, *, resume: bool = False) -> None:
        check_return(self.definition, self.state, self.token(node), target)
        self.do(ReturnTo(self.token(node), target, f"{node}er", resume=resume))

    def request_material(self, node: str) -> None:
        self.do(RequestMaterial(self.token(node), f"{node}er"))

    def resubmit(self, **facts: Any) -> None:
        self.do(Resubmit(facts))

    def seat(self, node: str, *members: str, chair: str | None = None) -> None:
        self.do(SeatMembers(self.token(node, Wait.SEATS), members, chair))

    def vote(self, node: str, **votes: Outcome) -> None:
        for member, outcome in votes.items():
            seat = next(
                key
                for key, token in self.state["tokens"].items()
                if token["node"] == node and token.get("holder") == member
            )
            self.do(Complete(seat, outcome, member))

    def close_vote(self, node: str) -> None:
        self.do(CloseVote(self.token(node, Wait.MULTI)))

    def job_done(self, node: str, **facts: Any) -> None:
        self.do(JobDone(self.token(node, Wait.JOB), facts))

    def fire(self, node: str) -> None:
        self.do(TimerFired(self.token(node, Wait.TIMER)))


def bpmn(body: str, process: str = "") -> str:
    """A model from its elements; sequence flows may be written as ``a > b`` lines."""
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:ml="urn:lingli:bpmn:1"><bpmn:process id="p" name="测试">'
        f"<bpmn:extensionElements><ml:process {process}/></bpmn:extensionElements>"
        f"{body}</bpmn:process></bpmn:definitions>"
    )


def flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<bpmn:conditionExpression><![CDATA[{condition}]]></bpmn:conditionExpression>"
    return (
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
        f"{inner if condition else ''}</bpmn:sequenceFlow>"
    )


def chain(*nodes: str) -> str:
    return "".join(flow(a, b) for a, b in itertools.pairwise(nodes))


def task(
    name: str, *, allow: str = "APPROVE", more: str = "", inner: str = "", actions: str = ""
) -> str:
    return (
        f'<bpmn:userTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<ml:assignment candidateRoles="R_{name}" orgScope="COUNTY"/>'
        f'<ml:actions allow="{allow}" {actions}/>{more}'
        f"</bpmn:extensionElements>{inner}</bpmn:userTask>"
    )


def several(rule: str, *, sequential: bool = False) -> str:
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:extensionElements>{rule}</bpmn:extensionElements>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def element(kind: str, name: str, inner: str = "", more: str = "") -> str:
    return f'<bpmn:{kind} id="{name}" name="{name}" {more}>{inner}</bpmn:{kind}>'


START, END = element("startEvent", "s"), element("endEvent", "e")


def model(body: str, process: str = "") -> Definition:
    """A definition that the gate lets pass."""
    definition, findings = validate_model(bpmn(START + END + body, process))
    assert findings == []
    return definition


def unchecked(body: str, process: str = "") -> Definition:
    return read_model(bpmn(START + END + body, process)).definition
