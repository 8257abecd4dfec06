"""Plays a journey over HTTP, as the people that it names, and compares every answer."""

import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dev.journey.script import Step, at, filled, fits

Send = Callable[[str, dict[str, Any], str], Awaitable[dict[str, Any]]]
LOGIN = """mutation Login($input: LoginInput!) {
  login(input: $input) { session { accessToken } errors { code message } }
}"""


@dataclass(slots=True)
class Outcome:
    """What came of one step: each expectation that did not hold, with what was found."""

    step: Step
    answer: dict[str, Any]
    failures: list[str]


@dataclass(slots=True)
class Player:
    """Sends documents as people; remembers their tokens and what steps have kept."""

    send: Send
    password: str
    tokens: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    async def play(self, step: Step) -> Outcome:
        """Play one step."""
        variables = filled(step.variables, self.kept)
        if step.document.startswith("mutation"):
            variables["input"].setdefault("idempotencyKey", str(uuid.uuid4()))
        answer = await self.send(step.document, variables, await self._token(step.who))
        for name, place in step.keep.items():
            self.kept[name] = at(answer, place)
        return Outcome(step, answer, list(_failures(step, answer, self.kept)))

    async def _token(self, who: str) -> str:
        if who not in self.tokens:
            person = {"loginName": who, "password": self.password, "client": "PAD"}
            answer = await self.send(LOGIN, {"input": person}, "")
            self.tokens[who] = answer["data"]["login"]["session"]["accessToken"]
        return self.tokens[who]


def _failures(step: Step, answer: dict[str, Any], kept: dict[str, Any]) -> Iterator[str]:
    for place, expected in step.expect.items():
        found, wanted = at(answer, place), filled(expected, kept)
        if not fits(found, wanted):
            yield f"{place}:期望 {wanted!r},实际 {found!r}"
