"""Pure decisions of application."""

from backend.capabilities.application.rules.states import (
    APPLICATION_MACHINE,
    OPEN,
    ApplicationStatus,
    IntakeChannel,
)

__all__ = ["APPLICATION_MACHINE", "OPEN", "ApplicationStatus", "IntakeChannel"]
