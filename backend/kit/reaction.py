"""Who reacts to what: a register that the worker reads and announcing writes jobs from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from backend.kit.event import Event

E = TypeVar("E", bound=Event)
React = Callable[[Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One function that runs after an event, at least once, so it must bear repetition."""

    name: str
    run: React
    attempts_max: int


BY_EVENT: dict[type[Event], list[Reaction]] = {}
BY_NAME: dict[str, Reaction] = {}


def on(
    event: type[E], *, attempts_max: int = 8
) -> Callable[[Callable[[E, Any], Awaitable[None]]], Callable[[E, Any], Awaitable[None]]]:
    """Register a reaction; it is called with the event and the ports."""

    def register(react: Callable[[E, Any], Awaitable[None]]) -> Callable[[E, Any], Awaitable[None]]:
        capability = react.__module__.split(".")[2]
        reaction = Reaction(f"{capability}.{react.__name__}", react, attempts_max)
        if reaction.name in BY_NAME:
            msg = f"two reactions are called {reaction.name}"
            raise TypeError(msg)
        BY_EVENT.setdefault(event, []).append(reaction)
        BY_NAME[reaction.name] = reaction
        return react

    return register
