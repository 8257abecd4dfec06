"""The life of an archive, and of a wish to take it out."""

from enum import StrEnum

from backend.kit.transitions import Machine


class ArchiveStatus(StrEnum):
    """档案状态"""

    COLLECTING = "COLLECTING"
    COMPLETE = "COMPLETE"
    CHECKED = "CHECKED"
    SEALED = "SEALED"


class AccessKind(StrEnum):
    """查阅方式"""

    VIEW = "VIEW"
    DOWNLOAD = "DOWNLOAD"


class AccessStatus(StrEnum):
    """查阅申请状态"""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"


_A, _C = ArchiveStatus, AccessStatus

ARCHIVE_MACHINE: Machine[ArchiveStatus] = Machine(
    {
        (_A.COLLECTING, "collect"): (_A.COLLECTING, _A.COMPLETE),
        (_A.COMPLETE, "collect"): (_A.COMPLETE, _A.COLLECTING),
        (_A.COLLECTING, "check"): _A.CHECKED,
        (_A.COMPLETE, "check"): _A.CHECKED,
        (_A.CHECKED, "seal"): _A.SEALED,
        # What comes later is added to the sealed archive, never put in its place.
        (_A.SEALED, "supplement"): _A.CHECKED,
    }
)
ACCESS_MACHINE: Machine[AccessStatus] = Machine(
    {
        (_C.REQUESTED, "approve"): _C.APPROVED,
        (_C.REQUESTED, "refuse"): _C.REFUSED,
    }
)
