"""Pure decisions of investigation."""

from backend.capabilities.investigation.rules.assembly import Asked, facts_of
from backend.capabilities.investigation.rules.check_in import (
    Closeness,
    Presence,
    are_together,
    check_in_problems,
)
from backend.capabilities.investigation.rules.filling import filled, from_bureau
from backend.capabilities.investigation.rules.states import (
    INVESTIGATION_MACHINE,
    SECTION_MACHINE,
    InvestigationMode,
    InvestigationStatus,
    InvestigatorRole,
    Recommendation,
    SectionStatus,
)

__all__ = [
    "INVESTIGATION_MACHINE",
    "SECTION_MACHINE",
    "Asked",
    "Closeness",
    "InvestigationMode",
    "InvestigationStatus",
    "InvestigatorRole",
    "Presence",
    "Recommendation",
    "SectionStatus",
    "are_together",
    "check_in_problems",
    "facts_of",
    "filled",
    "from_bureau",
]
