"""Pure decisions of application."""

from backend.capabilities.application.rules.revisions import Change, changes
from backend.capabilities.application.rules.states import (
    AMENDABLE,
    APPLICATION_MACHINE,
    OPEN,
    ApplicationStatus,
    IntakeChannel,
)

__all__ = [
    "AMENDABLE",
    "APPLICATION_MACHINE",
    "OPEN",
    "ApplicationStatus",
    "Change",
    "IntakeChannel",
    "changes",
]
