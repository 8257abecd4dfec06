"""Who reacts to what: a register that the worker reads and announcing writes jobs from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from backend.kit.event import Event

E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Callable[..., Awaitable[None]])
React = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One function that runs after an event, at least once, so it must bear repetition."""

    name: str
    run: React
    attempts_max: int


BY_EVENT: dict[type[Event], list[Reaction]] = {}
BY_NAME: dict[str, Reaction] = {}


def on(event: type[E], *, attempts_max: int = 8) -> Callable[[F], F]:
    """Register a reaction; it is called with the system as actor, the event and the ports."""

    def register(react: F) -> F:
        capability = react.__module__.split(".")[2]
        reaction = Reaction(f"{capability}.{react.__name__}", react, attempts_max)
        if reaction.name in BY_NAME:
            msg = f"two reactions are called {reaction.name}"
            raise TypeError(msg)
        BY_EVENT.setdefault(event, []).append(reaction)
        BY_NAME[reaction.name] = reaction
        return react

    return register
