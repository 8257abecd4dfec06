"""The hash that proves a signed schedule is the calculated one."""

from collections.abc import Iterable
from hashlib import sha256

from .schedule import Instalment

ENGINE_VERSION = "CN-2026.1"


def schedule_sha256(schedule: Iterable[Instalment], engine_version: str = ENGINE_VERSION) -> str:
    """Hash a schedule: the engine's version, then one line of dates and fen per row.

    The canonical text is ASCII, lines end in a line feed:
    ``no|start|due|days|principal|interest|total|balance``. INV-46 compares it at disbursement.
    """
    lines = [engine_version]
    lines += [
        f"{row.no}|{row.start_date.isoformat()}|{row.due_date.isoformat()}|{row.days}"
        f"|{row.principal}|{row.interest}|{row.total}|{row.balance}"
        for row in schedule
    ]
    return sha256("".join(f"{line}\n" for line in lines).encode("ascii")).hexdigest()
