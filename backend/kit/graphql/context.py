"""What one request carries: who asks, the ports, and the loaders that batch its reads."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from backend.kit.actor import Actor

Load = Callable[[list[Any]], Awaitable[list[Any]]]


@dataclass(slots=True)
class Cookie:
    """A cookie to set on the answer; no value removes it."""

    name: str
    value: str | None
    seconds: int


@dataclass(slots=True)
class Context:
    """The request: made by the view, read by resolvers, gone after the answer."""

    actor: Actor
    ports: Any = None
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[Cookie] = field(default_factory=list)
    loaders: dict[Hashable, DataLoader[Any, Any]] = field(default_factory=dict)

    def loader(self, key: Any, load: Load) -> DataLoader[Any, Any]:
        """Return this request's loader of the given name, made at first use."""
        if key not in self.loaders:
            self.loaders[key] = DataLoader(load_fn=load)
        return self.loaders[key]

    def forget(self) -> None:
        """Drop what was loaded: a command has changed it."""
        self.loaders.clear()


Info: TypeAlias = strawberry.Info[Context, None]
