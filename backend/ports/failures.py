"""How an outside system can fail us; the same two words at every port.

    OutsideFailure
    ├─ Unavailable       surely nothing happened there: try again later, with a limit
    └─ OutcomeUnknown    it may have happened: ask before anything is sent again

Neither is a refusal: the person at the screen did nothing wrong.
"""


class OutsideFailure(Exception):
    """Tell which port failed and why, in words that hold no personal data."""

    def __init__(self, port: str, reason: str) -> None:
        super().__init__(f"{port}: {reason}")
        self.port = port
        self.reason = reason


class Unavailable(OutsideFailure):
    """The other side did not take the request, or could not answer a question."""


class OutcomeUnknown(OutsideFailure):
    """The request may have been carried out; only an enquiry can tell."""
