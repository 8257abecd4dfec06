"""The journey's script, played in process; and that a wrong expectation is noticed."""

from dataclasses import replace
from typing import Any

import httpx

from dev.journey.__main__ import DEFAULT
from dev.journey.player import Player
from dev.journey.script import Step, read_script


def a_player(api: httpx.AsyncClient, password: str) -> Player:
    """A player that needs no network."""

    async def send(document: str, variables: dict[str, Any], token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": document, "variables": variables}
        answer: dict[str, Any] = (await api.post("/graphql", json=body, headers=headers)).json()
        return answer

    return Player(send, password)


async def test_a_farmers_loan_is_asked_for_and_another_bank_sees_nothing(
    api: httpx.AsyncClient,
) -> None:
    password, steps = read_script(DEFAULT)
    player = a_player(api, password)

    failures = [failure for step in steps for failure in (await player.play(step)).failures]

    assert failures == []


async def test_a_wrong_expectation_and_a_changed_input_are_noticed(api: httpx.AsyncClient) -> None:
    password, steps = read_script(DEFAULT)
    quote: Step = steps[0]
    dearer = {"input": quote.variables["input"] | {"annualRate": "5.3"}}
    player = a_player(api, password)

    wrong = await player.play(
        replace(quote, expect={"data.calculateLoan.calculation.totalInterest": "1.00"})
    )
    changed = await player.play(replace(quote, variables=dearer))

    assert wrong.failures == [
        "data.calculateLoan.calculation.totalInterest:期望 '1.00',实际 '5418.74'"
    ]
    assert len(changed.failures) == 5
