"""Pure decisions of marketing."""

from backend.capabilities.marketing.rules.lists import (
    ListedLead,
    ReadList,
    RejectedRow,
    id_numbers_in,
    read_list,
)
from backend.capabilities.marketing.rules.states import (
    CONCLUSION_OF_VISIT,
    LEAD_MACHINE,
    LIST_MACHINE,
    OPEN_LEADS,
    LeadListStatus,
    LeadSource,
    LeadStatus,
    VisitPurpose,
    VisitResult,
)

__all__ = [
    "CONCLUSION_OF_VISIT",
    "LEAD_MACHINE",
    "LIST_MACHINE",
    "OPEN_LEADS",
    "LeadListStatus",
    "LeadSource",
    "LeadStatus",
    "ListedLead",
    "ReadList",
    "RejectedRow",
    "VisitPurpose",
    "VisitResult",
    "id_numbers_in",
    "read_list",
]
