"""A state machine is a table; what it does not list is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from backend.kit.refusal import IllegalTransition

S = TypeVar("S", bound=StrEnum)


class Machine(Generic[S]):
    """The arrows of one entity: (state, action) -> next state.

    An action may have several outcomes (a system result); then the caller names
    the one it wants with ``to`` and the machine checks that the arrow exists.
    """

    def __init__(self, arrows: Mapping[tuple[S, str], S | tuple[S, ...]]) -> None:
        """Keep the arrows, each with all its possible ends."""
        self.arrows = {
            key: ends if isinstance(ends, tuple) else (ends,) for key, ends in arrows.items()
        }

    def allowed(self, state: S) -> list[str]:
        """List the actions that the state permits, in the order of the table."""
        return [action for (start, action) in self.arrows if start == state]

    def next(self, state: S, action: str, to: S | None = None) -> S:
        """Follow the arrow.

        Raises:
            IllegalTransition: there is none.
        """
        ends = self.arrows.get((state, action), ())
        if not ends or (to is not None and to not in ends):
            raise IllegalTransition(state.value, action, self.allowed(state))
        return to if to is not None else ends[0]
