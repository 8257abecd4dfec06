"""A circuit breaker: do not knock at a door that has stayed shut."""

import time
from collections.abc import Callable

from backend.ports.failures import Unavailable


class Breaker:
    """Open after a run of failures, rest, then let one caller try."""

    def __init__(
        self,
        port: str,
        *,
        failures_max: int = 5,
        rest_seconds: float = 10,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._port = port
        self._failures_max = failures_max
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._failures = 0
        self._opened_at = 0.0

    def check(self) -> None:
        """Let the caller through, or not.

        Raises:
            Unavailable: the breaker is open; nothing was sent.
        """
        if self._failures < self._failures_max:
            return
        if self._clock() - self._opened_at < self._rest_seconds:
            raise Unavailable(self._port, "BREAKER_OPEN")
        # The one who tries starts a new rest, so that the others keep waiting.
        self._opened_at = self._clock()

    def succeeded(self) -> None:
        """Forget the failures: the other side answers again."""
        self._failures = 0

    def failed(self) -> None:
        """Count one failure."""
        self._failures += 1
        if self._failures >= self._failures_max:
            self._opened_at = self._clock()
