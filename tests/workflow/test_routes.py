"""The eight routes of the demo, each by its normal, reject and return ways."""

import pytest

from backend.capabilities.workflow.errors import AuthorityExceeded, OutcomeNotAllowed
from backend.capabilities.workflow.rules import (
    INITIATOR,
    Definition,
    Outcome,
    read_model,
    safe_return_targets,
)

from .factories import ROUTES, Case, route

NAMES = ("RT1", "RT2", "RT3", "RT4", "D1", "C1", "L1", "P1")
R = Outcome.REJECT
A = Outcome.APPROVE


@pytest.fixture(scope="module", params=NAMES)
def any_route(request: pytest.FixtureRequest) -> Definition:
    return route(request.param)


def finish(case: Case) -> str | None:
    """Approve whatever is open until the case ends."""
    for _ in range(20):
        if case.state["status"] != "RUNNING":
            break
        if case.open:
            if case.open[0] == "committee":
                case.vote("committee", m1=A, m2=A, chair=A)
            else:
                case.approve(case.open[0])
        else:
            case.seat("committee", "m1", "m2", "chair", chair="chair")
    return case.state["ending"]


def test_every_route_ends_in_approval_when_everybody_approves(any_route: Definition) -> None:
    assert finish(Case(any_route)) == "APPROVED"
    assert finish(Case(any_route, amount="800000.00")) == "APPROVED"


def test_every_first_node_may_reject(any_route: Definition) -> None:
    case = Case(any_route)

    case.decide(case.open[0], R)

    assert (case.state["status"], case.state["ending"]) == ("COMPLETED", "REJECTED")
    assert case.state["tokens"] == {}


def test_every_first_node_may_return_to_the_customer_manager(any_route: Definition) -> None:
    case = Case(any_route)
    first = case.open[0]

    case.give_back(first, INITIATOR)
    held = case.open
    case.resubmit(amount="70000.00")

    assert held == []
    assert case.open == [first]
    assert case.state["variables"]["amount"] == "70000.00"
    assert finish(case) == "APPROVED"


def test_every_drawing_has_a_shape_for_each_node_and_an_edge_for_each_flow(
    any_route: Definition,
) -> None:
    text = (ROUTES / f"{any_route.id}.bpmn").read_text(encoding="utf-8")

    for name in any_route.nodes:
        assert f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"' in text
    for name in any_route.flows:
        assert f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}"' in text


def test_rt1_goes_from_the_reviewer_to_the_branch_head() -> None:
    case = Case(route("RT1"))
    first = case.open

    case.approve("review")
    second = case.open
    case.approve("approve")

    assert (first, second, case.state["ending"]) == (["review"], ["approve"], "APPROVED")


def test_inv_39_rt1_beyond_the_branch_heads_authority_goes_to_the_county() -> None:
    case = Case(route("RT1"))

    case.approve("review")
    case.decide("approve", within_authority=False)

    assert case.open == ["higher_approve"]

    case.approve("higher_approve")

    assert case.state["ending"] == "APPROVED"


def test_inv_39_rt2_beyond_the_approvers_authority_goes_to_the_president() -> None:
    case = Case(route("RT2"))

    case.approve("recheck", "review")
    case.decide("approve", within_authority=False)

    assert case.open == ["determine"]


def test_inv_39_nobody_approves_without_an_answer_about_authority() -> None:
    case = Case(route("RT2"))
    case.approve("recheck", "review")
    before = case.state

    with pytest.raises(AuthorityExceeded):
        case.decide("approve")

    assert case.state == before


def test_inv_39_the_highest_node_does_not_route_further_up() -> None:
    case = Case(route("RT2"))
    case.approve("recheck", "review")
    case.decide("approve", within_authority=False)

    with pytest.raises(AuthorityExceeded):
        case.decide("determine", within_authority=False)

    assert case.open == ["determine"]


def test_a_small_authority_is_enough_to_reject() -> None:
    case = Case(route("RT2"))
    case.approve("recheck", "review")

    case.decide("approve", R, within_authority=False)

    assert case.state["ending"] == "REJECTED"


def test_rt2_may_be_returned_to_the_recheck_and_comes_straight_back() -> None:
    case = Case(route("RT2"))
    case.approve("recheck", "review")

    case.give_back("approve", "recheck", resume=True)
    given_back = case.open
    case.approve("recheck")

    assert (given_back, case.open) == (["recheck"], ["approve"])


def test_rt2_returned_without_resume_passes_the_review_again() -> None:
    case = Case(route("RT2"))
    case.approve("recheck", "review")

    case.give_back("approve", "recheck")
    case.approve("recheck")

    assert case.open == ["review"]


def committee(**votes: Outcome) -> Case:
    case = Case(route("RT3"))
    case.approve("recheck", "review", "risk")
    case.seat("committee", "m1", "m2", "m3", "chair", chair="chair")
    case.vote("committee", **votes)
    return case


def test_rt3_needs_the_committee_and_then_the_president() -> None:
    case = committee(m1=A, m2=A, m3=R, chair=A)
    asked = case.open
    case.approve("determine")

    assert asked == ["determine"]
    assert case.state["ending"] == "APPROVED"


def test_rt3_two_of_four_in_favour_are_too_few() -> None:
    assert committee(m1=A, m2=R, m3=R, chair=A).state["ending"] == "REJECTED"


def test_rt3_the_chair_has_a_veto() -> None:
    case = committee(m1=A, m2=A, m3=A, chair=R)

    assert case.state["ending"] == "REJECTED"


def test_rt3_members_vote_and_do_not_return() -> None:
    case = Case(route("RT3"))
    case.approve("recheck", "review", "risk")
    case.seat("committee", "m1", "m2", "chair", chair="chair")

    with pytest.raises(OutcomeNotAllowed):
        case.request_material("committee")

    assert case.open == ["committee"] * 3


def test_rt4_checks_the_collateral_beside_the_review() -> None:
    case = Case(route("RT4"))

    case.approve("recheck")
    both = case.open
    case.approve("review")
    one = case.open
    case.approve("valuation")

    assert (both, one, case.open) == (["review", "valuation"], ["valuation"], ["approve"])


@pytest.mark.parametrize(
    ("_case", "facts", "opened"),
    [
        ("the last yuan", {"amount": "300000.00"}, "approve"),
        ("one fen more", {"amount": "300000.01"}, "risk"),
        ("grade C", {"grade": "C"}, "risk"),
        ("the last percent", {"adjustmentPct": "20"}, "approve"),
        ("more than that", {"adjustmentPct": "20.01"}, "risk"),
    ],
)
def test_rt4_large_or_risky_cases_go_to_the_committee(_case: str, facts: dict, opened: str) -> None:
    case = Case(route("RT4"), **facts)

    case.approve("recheck", "review", "valuation")

    assert case.open == [opened]


def test_rt4_a_rejected_valuation_ends_the_review_too() -> None:
    case = Case(route("RT4"))
    case.approve("recheck")

    case.decide("valuation", R)

    assert case.state["ending"] == "REJECTED"
    assert case.state["tokens"] == {}


def test_rt4_after_the_join_neither_branch_alone_is_a_return_target() -> None:
    case = Case(route("RT4"))
    case.approve("recheck", "valuation", "review")

    targets = safe_return_targets(case.definition, case.state, case.token("approve"))

    assert targets == ["recheck", INITIATOR]


def test_c1_applies_what_is_not_sensitive_by_itself() -> None:
    case = Case(route("C1"), changeSensitivity="LOW")

    assert (case.state["ending"], case.state["actors"]) == ("APPROVED", {})


def test_p1_starts_again_after_a_return() -> None:
    case = Case(route("P1"))

    case.give_back("publish", INITIATOR)
    case.resubmit()

    assert case.open == ["publish"]


def test_routes_name_their_locked_nodes() -> None:
    definition = read_model((ROUTES / "RT3.bpmn").read_text(encoding="utf-8")).definition

    locked = {node.id for node in definition.nodes.values() if node.locked}

    assert locked == {"recheck", "review", "risk", "committee", "determine"}
