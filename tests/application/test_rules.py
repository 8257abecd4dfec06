"""The life of an application."""

import pytest

from backend.capabilities.application.rules import APPLICATION_MACHINE, ApplicationStatus
from backend.kit.refusal import IllegalTransition

S = ApplicationStatus


def test_the_main_road_leads_from_draft_to_closed() -> None:
    road = [
        ("submit", None),
        ("assess", None),
        ("conclude", S.PRE_PASSED),
        ("start_investigation", None),
        ("complete_investigation", None),
        ("decide", None),
        ("submit_investigation", None),
        ("approve", None),
        ("generate_contract", None),
        ("take_effect", None),
        ("close", None),
    ]

    state = S.DRAFT
    for action, to in road:
        state = APPLICATION_MACHINE.next(state, action, to)

    assert state is S.CLOSED


def test_inv_18_a_rejected_pre_assessment_is_not_investigated() -> None:
    with pytest.raises(IllegalTransition) as refused:
        APPLICATION_MACHINE.next(S.PRE_REJECTED, "start_investigation")

    assert refused.value.facts["allowed"] == ["reconsider", "close", "withdraw"]


@pytest.mark.parametrize("state", [S.CLOSED, S.LAPSED, S.WITHDRAWN, S.DISCARDED])
def test_what_has_ended_stays_ended(state: ApplicationStatus) -> None:
    assert APPLICATION_MACHINE.allowed(state) == []


def test_nobody_withdraws_once_the_contract_is_in_force() -> None:
    assert "withdraw" not in APPLICATION_MACHINE.allowed(S.EFFECTIVE)
