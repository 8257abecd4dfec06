"""Named points at which a process can be told to die, for proofs that nothing is lost.

    LINGLI_FAULT=payout.after_answer:2    the second time this point is passed

Honoured only when the environment says that this is a test.
"""

import os

KILLED = 137
_passed: dict[str, int] = {}


def fault(point: str) -> None:
    """Die here, at once and without goodbye, if the environment says so."""
    wanted, _, nth = os.environ.get("LINGLI_FAULT", "").partition(":")
    if wanted != point or os.environ.get("LINGLI_ENV") != "test":
        return
    _passed[point] = _passed.get(point, 0) + 1
    if _passed[point] == int(nth or 1):
        os._exit(KILLED)
